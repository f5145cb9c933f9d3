"""The product's addresses, and a page that shows every component."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import include, path

from tests.look.style_guide import style_guide


@login_not_required
def refusal(request, name):
    return render(request, f"{name}.html")


urlpatterns = [
    path("refusals/<str:name>/", refusal),
    path("style-guide/", login_not_required(style_guide)),
    path("", include("hospital_assets.urls")),
]
