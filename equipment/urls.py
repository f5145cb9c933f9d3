"""Equipment's pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "equipment"

urlpatterns: list[URLPattern] = []
