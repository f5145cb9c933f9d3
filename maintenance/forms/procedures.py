"""Forms about a procedure: what it is for, and its checklist as a table of items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from maintenance.checklists import (
    LONGEST_KEY,
    LONGEST_LABEL,
    MOST_ITEMS,
    Item,
    as_json,
    parse_checklist,
)
from maintenance.choices import ItemType
from maintenance.forms.plans import lines_of, read_json
from maintenance.measuring import plain_number
from maintenance.models import Procedure

MORE_ROWS = 5
STEP = 10
LONGEST_LIST = 200_000

# What a row of the table says; the rest of an item stays as it is.
NUMBERS = ("min", "max", "nominal", "tolerance")
TEXTS = ("section", "unit", "note")
FLAGS = ("required", "na_allowed")


class ProcedureForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    class Meta:
        model = Procedure
        fields = (
            "code",
            "name",
            "work_type",
            "category",
            "device_model",
            "standard_minutes",
            "is_active",
        )
        labels = {
            "work_type": "Kind of work",
            "device_model": "Model",
            "standard_minutes": "Minutes that it takes",
            "is_active": "In use",
        }


class RowForm(forms.Form):
    """One item. A row without a text is none."""

    place = forms.DecimalField(
        label="Place",
        required=False,
        max_digits=8,
        decimal_places=2,
        widget=forms.NumberInput({"step": "any"}),
    )
    key = forms.CharField(
        required=False, max_length=LONGEST_KEY, widget=forms.HiddenInput
    )
    label = forms.CharField(
        label="What to check", required=False, max_length=LONGEST_LABEL
    )
    type = forms.ChoiceField(label="Type", choices=ItemType.choices, required=False)
    section = forms.CharField(label="Section", required=False, max_length=120)
    unit = forms.CharField(label="Unit", required=False, max_length=40)
    min = forms.CharField(label="From", required=False, max_length=20)
    max = forms.CharField(label="To", required=False, max_length=20)
    nominal = forms.CharField(label="Nominal", required=False, max_length=20)
    tolerance = forms.CharField(label="Tolerance", required=False, max_length=20)
    options = forms.CharField(
        label="Options, by commas", required=False, max_length=2000
    )
    note = forms.CharField(label="Note", required=False, max_length=LONGEST_LABEL)
    required = forms.BooleanField(label="Required", required=False)
    na_allowed = forms.BooleanField(label="May be not applicable", required=False)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("place", "label", "type")]

    @property
    def more(self) -> list[forms.BoundField]:
        names = ("section", "unit", *NUMBERS, "options", "note")
        return [self[name] for name in names]

    @property
    def flags(self) -> list[forms.BoundField]:
        return [self[name] for name in FLAGS]


RowFormSet = forms.formset_factory(RowForm, extra=0, max_num=MOST_ITEMS + MORE_ROWS)


class PublishForm(forms.Form):
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    change_note = forms.CharField(
        label="What is new in this version", required=False, max_length=300
    )
    pasted = forms.CharField(
        label="Or paste a list",
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea({"rows": 4}),
        help_text="One item on each line, or a JSON list. It takes the table's place.",
    )

    def pasted_items(self) -> list[dict[str, object]]:
        text = self.cleaned_data["pasted"].strip()
        value = read_json(text) if text.startswith("[") else lines_of(text)
        return as_json(parse_checklist(value))


def rows_of(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The table for items, in steps of ten, so that one can be put between two."""
    return [
        {
            "place": number * STEP,
            "key": item.key,
            "label": item.label,
            "type": item.type,
            "options": ", ".join(item.options),
            **{name: getattr(item, name) for name in (*TEXTS, *FLAGS)},
            **{name: number_text(getattr(item, name)) for name in NUMBERS},
        }
        for number, item in enumerate(items, start=1)
    ]


def number_text(value: Any) -> str:
    return "" if value is None else plain_number(value)


def empty_rows(taken: int) -> list[dict[str, Any]]:
    usual = {"type": ItemType.PASS_FAIL, "required": True, "na_allowed": True}
    return [usual | {"place": (taken + n) * STEP} for n in range(1, MORE_ROWS + 1)]


def in_order(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that say something, by their places; the last are those without one."""
    said = [row for row in rows if (row.get("label") or "").strip()]
    last = float("inf")
    return sorted(
        said, key=lambda row: last if row["place"] is None else float(row["place"])
    )


def items_of(
    rows: Sequence[dict[str, Any]], before: Iterable[Item]
) -> list[dict[str, object]]:
    """The JSON list of a table; what the table does not show is kept by the key."""
    known = {item.key: as_json([item])[0] for item in before}
    return [item_of(row, known.get(row["key"], {})) for row in rows]


def item_of(row: dict[str, Any], before: dict[str, object]) -> dict[str, object]:
    kept: dict[str, object] = {
        name: before[name]
        for name in ("tol_type", "evidence_required", "fail_action")
        if name in before
    }
    if not row["tolerance"]:
        kept.pop("tol_type", None)
    numbers = {name: numeral(row[name]) for name in NUMBERS if row[name]}
    options = [each.strip() for each in row["options"].split(",") if each.strip()]
    return {
        **kept,
        **numbers,
        **{name: row[name] for name in (*TEXTS, *FLAGS)},
        "key": row["key"],
        "label": row["label"],
        "type": row["type"] or ItemType.PASS_FAIL,
        "options": options,
    }


def numeral(text: str) -> str:
    """Half of the world writes a comma."""
    return text.strip().replace(",", ".")


def json_text(items: Sequence[Item]) -> str:
    return json.dumps(as_json(items), ensure_ascii=False, indent=1)


def check_rows(formset: Any) -> None:
    if not formset.is_valid():
        raise ValidationError("Correct the rows that are marked.")
