"""Rows of the asset list and options of its filter, many at a time.

A template would spend as long on fifty rows as the whole rest of the page takes. Here
every text is escaped by `escape`, and what comes from `display` is markup already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from equipment.models.places import PATH_SEPARATOR
from equipment.templatetags.display import (
    criticality_badge,
    due,
    life_support_badge,
    reason_label,
    status_badge,
)

register = template.Library()

Row = Mapping[str, Any]


@register.simple_tag
def asset_rows(
    rows: Iterable[Row], facilities: Mapping[int, str], *, can_select: bool = False
) -> SafeString:
    """The rows of `views.asset_lists.shown`, with a box to tick each if asked for.

    `facilities` has the names by id: there are few, and no row has to be joined.
    """
    list_url = reverse("equipment:asset-list")
    return SafeString(
        "\n".join(
            f"<tr>{box(row) if can_select else ''}{identity(row, list_url)}"
            f"{condition(row)}{whereabouts(row, facilities)}</tr>"
            for row in rows
        )
    )


def box(row: Row) -> str:
    return (
        '<td class="row-select"><input type="checkbox" name="asset"'
        f' value="{row["pk"]}" data-select-row'
        f' aria-label="Select {escape(row["asset_tag"])}"></td>'
    )


def identity(row: Row, list_url: str) -> str:
    model = f"{row['manufacturer_name']} {row['model_name']}"
    return (
        f'<th scope="row"><a href="{list_url}{row["pk"]}/">'
        f"{escape(row['asset_tag'])}</a>"
        f'<span class="row-note code">{escape(row["serial_number"])}</span>'
        f'<span class="row-note">{escape(row["serial_doubt"])}</span></th>'
        f'<td data-label="Name">{escape(row["name"])}'
        f'<span class="row-note">{escape(model)}</span></td>'
    )


def condition(row: Row) -> str:
    return (
        f'<td data-label="Status">{status_badge(row["status"])}'
        f'<span class="row-note">{reason_label(row["status_reason"])}</span></td>'
        f'<td data-label="Criticality">{criticality_badge(row["criticality"])}'
        f"{life_support_badge(row['is_life_support'])}</td>"
    )


def whereabouts(row: Row, facilities: Mapping[int, str]) -> str:
    """The room, and in small what it is in: people look for the room."""
    path, _, room = (row["current_location__full_path"] or "").rpartition(
        PATH_SEPARATOR
    )
    facility = facilities.get(row["facility_id"], "")
    around = PATH_SEPARATOR.join(part for part in (facility, path) if part)
    return (
        f'<td class="wide" data-label="Place">{escape(room or row["location_text"])}'
        f'<span class="row-note">{escape(around)}</span></td>'
        f'<td data-label="Held by">{escape(row["holder"] or "")}</td>'
        f'<td data-label="Next service">{due(row["next_service_due"])}</td>'
    )


@register.filter
def as_options(options: Iterable[Any]) -> SafeString:
    return SafeString(
        "".join(
            f'<option value="{escape(option.value)}"'
            f"{' selected' if option.is_chosen else ''}>{escape(option.label)}</option>"
            for option in options
        )
    )
