"""The demo hospital as an app, for the sake of its command."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "hospital_assets.demo"
    label = "demo"
