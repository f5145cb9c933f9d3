"""A page with a form that does one thing: shown, acted on, refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hospital_assets.foundation.answers import show_in_form


@dataclass
class FormPage:
    """`done` is what to say when it was done, and `url` where to go then."""

    template: str
    form: forms.BaseForm
    done: str
    url: str
    context: Mapping[str, Any] = field(default_factory=dict)


def answer(
    request: HttpRequest, page: FormPage, act: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Show the form, or act on it; a refusal comes back with what was typed."""
    status = 200
    if page.form.is_valid():
        try:
            act(page.form.cleaned_data)
        except ValidationError as refusal:
            status = show_in_form(refusal, page.form)
        else:
            messages.success(request, page.done)
            return redirect(page.url)
    context = {"form": page.form, **page.context}
    return render(request, page.template, context, status=status)
