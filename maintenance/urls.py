"""The pages of the work."""

from __future__ import annotations

from django.urls import URLPattern, path

from maintenance import report_urls
from maintenance.views import (
    calendar,
    checks,
    events,
    feeds,
    forecasts,
    inspections,
    instruments,
    label_reports,
    logs,
    plan_exports,
    plan_lists,
    plan_views,
    plans,
    procedures,
    requests,
    signing,
    templates,
    work_order_actions,
    work_order_bulk,
    work_order_exports,
    work_order_lists,
    work_order_parts,
    work_order_views,
    work_orders,
)

app_name = "maintenance"

# --- Work orders ------------------------------------------------------------------

WORK_ORDERS: list[URLPattern] = [
    path("assets/<int:pk>/report/", requests.asset_report, name="asset-report"),
    path("report/<path:tag>", label_reports.label_report, name="label-report"),
    path("work-orders/", work_order_lists.work_order_list, name="work-order-list"),
    path("work-orders/add/", requests.work_order_add, name="work-order-add"),
    path(
        "work-orders/assign/",
        work_order_bulk.work_order_bulk_assign,
        name="work-order-bulk-assign",
    ),
    path(
        "work-orders/count/", work_order_lists.work_order_count, name="work-order-count"
    ),
    path(
        "work-orders/export.csv",
        work_order_exports.work_order_export_csv,
        name="work-order-export-csv",
    ),
    path(
        "work-orders/export.xlsx",
        work_order_exports.work_order_export_xlsx,
        name="work-order-export-xlsx",
    ),
    path(
        "work-orders/views/",
        work_order_views.work_order_view_keep,
        name="work-order-view-keep",
    ),
    path(
        "work-orders/views/<int:pk>/",
        work_order_views.work_order_view_edit,
        name="work-order-view-edit",
    ),
    path(
        "work-orders/views/<int:pk>/delete/",
        work_order_views.work_order_view_delete,
        name="work-order-view-delete",
    ),
    path(
        "work-orders/<int:pk>/", work_orders.work_order_detail, name="work-order-detail"
    ),
    path(
        "work-orders/<int:pk>/comments/",
        work_order_parts.work_order_comment,
        name="work-order-comment",
    ),
    path(
        "work-orders/<int:pk>/files/",
        work_order_parts.work_order_file,
        name="work-order-file",
    ),
    path(
        "work-orders/<int:pk>/sheet/",
        work_orders.work_order_sheet,
        name="work-order-sheet",
    ),
    path(
        "work-orders/<int:pk>/assign/",
        work_order_actions.work_order_assign,
        name="work-order-assign",
    ),
    path(
        "work-orders/<int:pk>/attempt/",
        work_order_actions.work_order_attempt,
        name="work-order-attempt",
    ),
    path(
        "work-orders/<int:pk>/begin/",
        work_order_actions.work_order_begin,
        name="work-order-begin",
    ),
    path(
        "work-orders/<int:pk>/cancel/",
        work_order_actions.work_order_cancel,
        name="work-order-cancel",
    ),
    path(
        "work-orders/<int:pk>/close/",
        work_order_actions.work_order_close,
        name="work-order-close",
    ),
    path(
        "work-orders/<int:pk>/confirm/",
        work_order_actions.work_order_confirm,
        name="work-order-confirm",
    ),
    path(
        "work-orders/<int:pk>/defer/",
        work_order_actions.work_order_defer,
        name="work-order-defer",
    ),
    path(
        "work-orders/<int:pk>/failure/",
        work_order_actions.work_order_failure,
        name="work-order-failure",
    ),
    path(
        "work-orders/<int:pk>/hold/",
        work_order_actions.work_order_hold,
        name="work-order-hold",
    ),
    path(
        "work-orders/<int:pk>/instrument/",
        work_order_actions.work_order_instrument,
        name="work-order-instrument",
    ),
    path(
        "work-orders/<int:pk>/missing/",
        work_order_actions.work_order_missing,
        name="work-order-missing",
    ),
    path(
        "work-orders/<int:pk>/reopen/",
        work_order_actions.work_order_reopen,
        name="work-order-reopen",
    ),
    path(
        "work-orders/<int:pk>/resume/",
        work_order_actions.work_order_resume,
        name="work-order-resume",
    ),
    path(
        "work-orders/<int:pk>/take/",
        work_order_actions.work_order_take,
        name="work-order-take",
    ),
    path(
        "work-orders/<int:pk>/triage/",
        work_order_actions.work_order_triage,
        name="work-order-triage",
    ),
]

# --- Checks -----------------------------------------------------------------------

CHECKS: list[URLPattern] = [
    path("assets/<int:pk>/inspect/", inspections.inspection_add, name="inspection-add"),
    path("events/", events.event_list, name="event-list"),
    path("events/<int:pk>/", events.event_detail, name="event-detail"),
    path("events/<int:pk>/close/", events.event_close, name="event-close"),
    path(
        "events/<int:pk>/investigate/",
        events.event_investigate,
        name="event-investigate",
    ),
    path("events/export.csv", events.event_export, name="event-export"),
    path("inspections/", inspections.inspection_list, name="inspection-list"),
    path(
        "inspections/<int:pk>/", inspections.inspection_detail, name="inspection-detail"
    ),
    path("inspections/<int:pk>/check/", checks.inspection_fill, name="inspection-fill"),
    path(
        "inspections/<int:pk>/check/<slug:key>/",
        checks.inspection_answer,
        name="inspection-answer",
    ),
    path(
        "inspections/<int:pk>/correct/",
        signing.inspection_correct,
        name="inspection-correct",
    ),
    path("inspections/<int:pk>/sign/", signing.inspection_sign, name="inspection-sign"),
    path(
        "inspections/export.csv",
        inspections.inspection_export,
        name="inspection-export",
    ),
    path("instruments/", instruments.instrument_list, name="instrument-list"),
    path(
        "instruments/<int:pk>/", instruments.instrument_detail, name="instrument-detail"
    ),
    path(
        "instruments/<int:pk>/doubt/",
        instruments.instrument_doubt,
        name="instrument-doubt",
    ),
    path(
        "instruments/<int:pk>/edit/",
        instruments.instrument_edit,
        name="instrument-edit",
    ),
    path("instruments/add/", instruments.instrument_add, name="instrument-add"),
    path("logs/<int:pk>/", logs.log_detail, name="log-detail"),
    path("logs/<int:pk>/check/", checks.log_fill, name="log-fill"),
    path("logs/<int:pk>/check/<slug:key>/", checks.log_answer, name="log-answer"),
    path("logs/<int:pk>/correct/", signing.log_correct, name="log-correct"),
    path("logs/<int:pk>/sign/", signing.log_sign, name="log-sign"),
    path("work-orders/<int:pk>/check/", checks.check_fill, name="check-fill"),
    path(
        "work-orders/<int:pk>/check/<slug:key>/",
        checks.check_answer,
        name="check-answer",
    ),
    path("work-orders/<int:pk>/sign/", signing.check_sign, name="check-sign"),
]

# --- Calendar ---------------------------------------------------------------------

CALENDAR: list[URLPattern] = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feeds/", feeds.feed_list, name="feed-list"),
    path("calendar/feeds/make/", feeds.feed_make, name="feed-make"),
    path("calendar/feeds/<int:pk>/revoke/", feeds.feed_revoke, name="feed-revoke"),
    path("calendar/<slug:token>.ics", feeds.feed, name="feed"),
]

# --- Plans, their templates, and procedures ---------------------------------------

PLANS: list[URLPattern] = [
    path("assets/<int:pk>/plans/add/", plans.plan_add, name="plan-add"),
    path("plans/", plan_lists.plan_list, name="plan-list"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/begin/", plans.plan_begin, name="plan-begin"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<int:pk>/end/", plans.plan_end, name="plan-end"),
    path("plans/<int:pk>/pause/", plans.plan_pause, name="plan-pause"),
    path("plans/<int:pk>/resume/", plans.plan_resume, name="plan-resume"),
    path("plans/export.csv", plan_exports.plan_export_csv, name="plan-export-csv"),
    path("plans/export.xlsx", plan_exports.plan_export_xlsx, name="plan-export-xlsx"),
    path("plans/forecast/", forecasts.plan_forecast, name="plan-forecast"),
    path("plans/templates/", templates.template_list, name="template-list"),
    path(
        "plans/templates/<int:pk>/apply/",
        templates.template_apply,
        name="template-apply",
    ),
    path(
        "plans/templates/<int:pk>/edit/", templates.template_edit, name="template-edit"
    ),
    path("plans/templates/add/", templates.template_add, name="template-add"),
    path("plans/views/", plan_views.plan_view_keep, name="plan-view-keep"),
    path("plans/views/<int:pk>/", plan_views.plan_view_edit, name="plan-view-edit"),
    path(
        "plans/views/<int:pk>/delete/",
        plan_views.plan_view_delete,
        name="plan-view-delete",
    ),
    path("procedures/", procedures.procedure_list, name="procedure-list"),
    path("procedures/<int:pk>/", procedures.procedure_detail, name="procedure-detail"),
    path("procedures/<int:pk>/edit/", procedures.procedure_edit, name="procedure-edit"),
    path(
        "procedures/<int:pk>/items/", procedures.procedure_items, name="procedure-items"
    ),
    path("procedures/add/", procedures.procedure_add, name="procedure-add"),
]

# --- Reports ----------------------------------------------------------------------

REPORTS: list[URLPattern] = report_urls.urlpatterns

urlpatterns: list[URLPattern] = [*CALENDAR, *CHECKS, *PLANS, *REPORTS, *WORK_ORDERS]
