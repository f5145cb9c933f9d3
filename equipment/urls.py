"""Equipment's pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from equipment.views import (
    asset_bulk,
    asset_lists,
    assets,
    assignments,
    attachments,
    catalogue,
    dashboard,
    exports,
    handovers,
    history,
    imports,
    labels,
    lookups,
    moves,
    places,
    saved_views,
    scan,
    search,
    statuses,
)

app_name = "equipment"

urlpatterns: list[URLPattern] = [
    path("", dashboard.dashboard, name="dashboard"),
    path("a/<path:tag>", assets.asset_by_tag, name="asset-by-tag"),
    path("assets/", asset_lists.asset_list, name="asset-list"),
    path("assets/<int:pk>/", assets.asset_detail, name="asset-detail"),
    path("assets/<int:pk>/assign/", handovers.asset_assign, name="asset-assign"),
    path(
        "assets/<int:pk>/attachments/",
        attachments.attachment_add,
        name="attachment-add",
    ),
    path("assets/<int:pk>/clean/", statuses.asset_clean, name="asset-clean"),
    path("assets/<int:pk>/edit/", assets.asset_edit, name="asset-edit"),
    path("assets/<int:pk>/history/", history.asset_history, name="asset-history"),
    path("assets/<int:pk>/move/", moves.asset_move, name="asset-move"),
    path(
        "assets/<int:pk>/reinstate/", statuses.asset_reinstate, name="asset-reinstate"
    ),
    path("assets/<int:pk>/retire/", statuses.asset_retire, name="asset-retire"),
    path("assets/<int:pk>/return/", handovers.asset_return, name="asset-return"),
    path("assets/<int:pk>/status/", statuses.asset_status, name="asset-status"),
    path("assets/<int:pk>/transfer/", handovers.asset_transfer, name="asset-transfer"),
    path("assets/add/", assets.asset_add, name="asset-add"),
    path("assets/export.csv", exports.asset_export_csv, name="asset-export-csv"),
    path("assets/export.xlsx", exports.asset_export_xlsx, name="asset-export-xlsx"),
    path("assets/move/", asset_bulk.asset_bulk_move, name="asset-bulk-move"),
    path(
        "assets/options/<slug:name>/",
        asset_lists.asset_filter_options,
        name="asset-filter-options",
    ),
    path("assets/status/", asset_bulk.asset_bulk_status, name="asset-bulk-status"),
    path("assignments/", assignments.assignment_list, name="assignment-list"),
    path(
        "assignments/export.csv",
        assignments.assignment_export,
        name="assignment-export",
    ),
    path("attachments/<int:pk>/", attachments.attachment_file, name="attachment-file"),
    path(
        "attachments/<int:pk>/small/",
        attachments.attachment_thumbnail,
        name="attachment-thumbnail",
    ),
    path(
        "attachments/<int:pk>/withdraw/",
        attachments.attachment_withdraw,
        name="attachment-withdraw",
    ),
    path("catalogue/categories/", catalogue.category_list, name="category-list"),
    path(
        "catalogue/categories/<int:pk>/",
        catalogue.category_detail,
        name="category-detail",
    ),
    path(
        "catalogue/manufacturers/",
        catalogue.manufacturer_list,
        name="manufacturer-list",
    ),
    path(
        "catalogue/manufacturers/<int:pk>/",
        catalogue.manufacturer_detail,
        name="manufacturer-detail",
    ),
    path("catalogue/models/", catalogue.model_list, name="model-list"),
    path("catalogue/models/<int:pk>/", catalogue.model_detail, name="model-detail"),
    path("departments/<int:pk>/", places.department_detail, name="department-detail"),
    path("facilities/<int:pk>/", places.facility_detail, name="facility-detail"),
    path("import/", imports.import_list, name="import-list"),
    path("import/<int:pk>/", imports.import_detail, name="import-detail"),
    path("import/<int:pk>/layout/", imports.import_layout, name="import-layout"),
    path("import/<int:pk>/progress/", imports.import_progress, name="import-progress"),
    path(
        "import/<int:pk>/report/<slug:name>/",
        imports.import_report,
        name="import-report",
    ),
    path("import/<int:pk>/start/", imports.import_start, name="import-start"),
    path("labels/", labels.label_print, name="label-print"),
    path("locations/", places.location_list, name="location-list"),
    path("locations/<int:pk>/", places.location_detail, name="location-detail"),
    path("lookups/<slug:kind>/", lookups.lookup, name="lookup"),
    path("scan/", scan.scan, name="scan"),
    path("search/", search.search, name="search"),
    path("views/", saved_views.saved_view_keep, name="saved-view-keep"),
    path("views/<int:pk>/", saved_views.saved_view_edit, name="saved-view-edit"),
    path(
        "views/<int:pk>/delete/",
        saved_views.saved_view_delete,
        name="saved-view-delete",
    ),
]
