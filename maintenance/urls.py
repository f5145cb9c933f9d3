"""The pages of the work."""

from __future__ import annotations

from django.urls import URLPattern, path

from maintenance.views import (
    requests,
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
        "work-orders/<int:pk>/hold/",
        work_order_actions.work_order_hold,
        name="work-order-hold",
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

urlpatterns: list[URLPattern] = [*WORK_ORDERS]
