"""Every component once, with words like those of a hospital."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.utils import timezone

from audit.wording import Change
from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus
from hospital_assets.foundation.paging import Page

TEMPLATES = Path(__file__).parent / "templates"

TILES = [
    ("tile-good", "612", "check-circle", "Available", "in 3 facilities"),
    ("tile-busy", "248", "user", "In use", "31 life support"),
    ("tile-warn", "57", "wrench", "Maintenance", "9 wait for parts"),
    ("tile-bad", "12", "no-symbol", "Out of service", "2 life support"),
    ("", "1,204", "archive-box", "Retired", "since 2019"),
]
BARS = ["bar-good", "bar-busy", "bar-warn", "bar-bad", "bar-quiet"]
NAMES = ["Ventilator", "Infusion pump", "Defibrillator", "MRI scanner", "Bed scale"]
PLACES = [
    "North wing / 2nd floor / Intensive care 3 / Bed 4",
    "Equipment pool",
    "",
    "Radiology / MRI 3",
    "Workshop",
]


class MoveForm(forms.Form):
    place = forms.ChoiceField(choices=[("", "Choose a place"), ("1", "Bed 4")])
    reason = forms.CharField(help_text="Why it is moved, in a few words.")
    when = forms.DateField(required=False)
    notes = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False)
    photo = forms.FileField(required=False)
    is_cleaned = forms.BooleanField(label="It was cleaned", required=False)
    condition = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("ok", "In order"), ("dirty", "Needs cleaning")],
    )

    def clean(self):
        raise forms.ValidationError("It was moved by Ana Silva in the meantime.")


class FilterForm(forms.Form):
    q = forms.CharField(label="Text", required=False)
    status = forms.ChoiceField(
        choices=[("", "Any"), *AssetStatus.choices], required=False
    )
    criticality = forms.ChoiceField(
        choices=[("", "Any"), *Criticality.choices], required=False
    )
    facility = forms.ChoiceField(choices=[("", "All")], required=False)
    department = forms.ChoiceField(choices=[("", "All")], required=False)


def rows(today):
    statuses, criticalities = AssetStatus.values, Criticality.values
    return [
        {
            "tag": f"BME-{4711 + i:06}",
            "name": NAMES[i % 5],
            "status": statuses[i % 5],
            "criticality": criticalities[i % 4],
            "is_life_support": i % 5 == 0,
            "place": PLACES[i % 5],
            "due": today + timedelta(days=30 * (i - 1)),
            "cost": f"{1250 * (i + 1):,}",
        }
        for i in range(8)
    ]


def entries(at: datetime):
    return [
        {
            "title": "Moved to Intensive care 3, bed 4",
            "at": at,
            "by": "Ana Silva",
            "icon": "map-pin",
            "reason": "Patient transfer",
            "changes": [
                Change("Place", "Equipment pool", "Bed 4"),
                Change("Department", "", "Intensive care"),
            ],
        },
        {"title": "Label printed", "at": at - timedelta(days=3), "by": "Ben Okafor"},
        {
            "title": "Accepted",
            "at": at - timedelta(days=40),
            "icon": "check-circle",
            "url": "?",
        },
    ]


def context(at: datetime):
    today = at.date()
    return {
        "levels": ["info", "success", "warning", "error"],
        "tiles": [
            dict(zip(("kind", "number", "icon", "label", "note"), tile, strict=True))
            for tile in TILES
        ],
        "bars": [
            {"status": status, "kind": kind, "percent": percent, "number": percent}
            for status, kind, percent in zip(
                AssetStatus.values, BARS, (62, 25, 6, 2, 5), strict=True
            )
        ],
        "bought": date(2024, 3, 1),
        "overdue": today - timedelta(days=12),
        "rows": rows(today),
        "entries": entries(at),
        "form": MoveForm({}),
        "filters": FilterForm(),
        "ordering": "-asset_tag",
        "page": Page(rows=[], next="later", previous="earlier"),
    }


def style_guide(request):
    """From this folder's template, which is no part of the product."""
    engine = engines["django"]
    source = (TEMPLATES / "style_guide.html").read_text()
    part = (TEMPLATES / "style_guide_list.html").read_text()
    source = source.replace('{% include "style_guide_list.html" %}', part)
    page = engine.from_string(source)
    return HttpResponse(page.render(context(timezone.now()), request))
