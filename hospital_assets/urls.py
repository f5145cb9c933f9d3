"""Every way into the product, in one place."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from hospital_assets.foundation.health import healthz, readyz

handler500 = "hospital_assets.foundation.busy.failed"

urlpatterns = [
    path("", include("equipment.urls")),
    path("", include("maintenance.urls")),
    path("", include("hospital_assets.accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("audit/", include("audit.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
