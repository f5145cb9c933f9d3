"""The addresses of the reports, which stand among those of `maintenance.urls`."""

from __future__ import annotations

from django.urls import URLPattern, path

from maintenance.views import (
    report_binder,
    report_devices,
    report_fleet,
    report_overview,
    report_reliability,
    reports,
)

urlpatterns: list[URLPattern] = [
    path("reports/", report_overview.report_overview, name="report-overview"),
    path("reports/age/", report_fleet.report_age, name="report-age"),
    path(
        "reports/age/export.csv",
        report_fleet.report_age_export,
        name="report-age-export",
    ),
    path(
        "reports/age/rows/",
        report_devices.report_age_rows,
        name="report-age-rows",
    ),
    path(
        "reports/age/rows/export.csv",
        report_devices.report_age_rows_export,
        name="report-age-rows-export",
    ),
    path("reports/backlog/", report_fleet.report_backlog, name="report-backlog"),
    path(
        "reports/backlog/export.csv",
        report_fleet.report_backlog_export,
        name="report-backlog-export",
    ),
    path(
        "reports/backlog/rows/",
        report_fleet.report_backlog_rows,
        name="report-backlog-rows",
    ),
    path(
        "reports/backlog/rows/export.csv",
        report_fleet.report_backlog_rows_export,
        name="report-backlog-rows-export",
    ),
    path("reports/binder/", report_binder.report_binder, name="report-binder"),
    path(
        "reports/binder/binder.pdf",
        report_binder.report_binder_pdf,
        name="report-binder-pdf",
    ),
    path(
        "reports/binder/binder.zip",
        report_binder.report_binder_zip,
        name="report-binder-zip",
    ),
    path("reports/costs/", report_fleet.report_costs, name="report-costs"),
    path(
        "reports/costs/export.csv",
        report_fleet.report_costs_export,
        name="report-costs-export",
    ),
    path(
        "reports/costs/rows/",
        report_devices.report_costs_rows,
        name="report-costs-rows",
    ),
    path(
        "reports/costs/rows/export.csv",
        report_devices.report_costs_rows_export,
        name="report-costs-rows-export",
    ),
    path(
        "reports/utilisation/",
        report_fleet.report_utilisation,
        name="report-utilisation",
    ),
    path(
        "reports/utilisation/export.csv",
        report_fleet.report_utilisation_export,
        name="report-utilisation-export",
    ),
    path(
        "reports/utilisation/rows/",
        report_devices.report_utilisation_rows,
        name="report-utilisation-rows",
    ),
    path(
        "reports/utilisation/rows/export.csv",
        report_devices.report_utilisation_rows_export,
        name="report-utilisation-rows-export",
    ),
    path("reports/planned/", reports.report_planned, name="report-planned"),
    path(
        "reports/planned/export.csv",
        reports.report_planned_export,
        name="report-planned-export",
    ),
    path(
        "reports/planned/rows/", reports.report_planned_rows, name="report-planned-rows"
    ),
    path(
        "reports/planned/rows/export.csv",
        reports.report_planned_rows_export,
        name="report-planned-rows-export",
    ),
    path(
        "reports/reliability/",
        report_reliability.report_reliability,
        name="report-reliability",
    ),
    path(
        "reports/reliability/export.csv",
        report_reliability.report_reliability_export,
        name="report-reliability-export",
    ),
    path(
        "reports/reliability/rows/",
        report_reliability.report_reliability_rows,
        name="report-reliability-rows",
    ),
    path(
        "reports/reliability/rows/export.csv",
        report_reliability.report_reliability_rows_export,
        name="report-reliability-rows-export",
    ),
]
