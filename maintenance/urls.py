"""The pages of the work."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "maintenance"

urlpatterns: list[URLPattern] = []
