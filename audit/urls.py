"""The audit log's pages."""

from __future__ import annotations

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [
    path("", views.auditlog_list, name="auditlog-list"),
    path("export/", views.auditlog_export, name="auditlog-export"),
    path("<int:pk>/", views.auditlog_detail, name="auditlog-detail"),
]
