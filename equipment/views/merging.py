"""A form opened before somebody else's change: show both, overwrite nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from audit.timeline import deeds_about
from equipment.models import Asset


@dataclass(frozen=True)
class Clash:
    """A field that two people changed to different values."""

    label: str
    stored: Any
    typed: Any


def merge(request: HttpRequest, form: forms.BaseForm, pk: int) -> dict[str, Any]:
    """Fit `form` to the asset as it is stored now, and tell what clashes.

    What the person did not touch takes the stored value; what was typed stays.
    """
    now = Asset.objects.visible_to(request.user).get(pk=pk)
    seen = form.cleaned_data["version"]
    then = now.history.filter(version=seen).order_by("-history_id").first()
    data, clashes = {}, []
    for name, field in form.fields.items():
        typed = form.cleaned_data.get(name)
        if not hasattr(now, name):
            data[name] = typed
            continue
        stored = getattr(now, name)
        was = getattr(then, name, None) if then else typed
        if typed == was:
            data[name] = field.prepare_value(stored)
            continue
        data[name] = field.prepare_value(typed)
        if stored not in (was, typed):
            clashes.append(Clash(str(form[name].label), words(stored), words(typed)))
    form.data = data | {"version": now.version}
    deeds, _ = deeds_about(
        now, to=request.user, before=0, most=max(1, now.version - seen)
    )
    return {"deeds": deeds, "clashes": clashes, "asset": now}


def words(value: Any) -> Any:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
    return value
