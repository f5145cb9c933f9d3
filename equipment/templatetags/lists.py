"""Rows of the asset list and options of its filter, many at a time.

A template would spend as long on fifty rows as the whole rest of the page takes: it
looks up and escapes the same fifteen names for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
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

ROW = SafeString(
    "<tr>{select}"
    '<th scope="row"><a href="{url}">{tag}</a>'
    '<span class="row-note code">{serial}</span>'
    '<span class="row-note">{doubt}</span></th>'
    '<td data-label="Name">{name}<span class="row-note">{maker} {model}</span></td>'
    '<td data-label="Status">{status}<span class="row-note">{reason}</span></td>'
    '<td data-label="Criticality">{criticality}{life_support}</td>'
    '<td class="wide" data-label="Place">{place}'
    '<span class="row-note">{around}</span></td>'
    '<td data-label="Held by">{holder}</td>'
    '<td data-label="Next service">{due}</td>'
    "</tr>\n"
)
SELECT = SafeString(
    '<td class="row-select"><input type="checkbox" name="asset" value="{}"'
    ' data-select-row aria-label="Select {}"></td>'
)
OPTION = SafeString('<option value="{}"{}>{}</option>')
CHOSEN = SafeString(" selected")

Row = Mapping[str, Any]


@register.simple_tag
def asset_rows(rows: Iterable[Row], *, can_select: bool = False) -> SafeString:
    """The rows of `views.asset_lists.shown`, with a box to tick each if asked for."""
    list_url = reverse("equipment:asset-list")
    return format_html_join(
        "", ROW, (cells_of(row, list_url, can_select=can_select) for row in rows)
    )


def cells_of(row: Row, list_url: str, *, can_select: bool) -> dict[str, Any]:
    pk, tag = row["pk"], row["asset_tag"]
    path, _, place = (row["current_location__full_path"] or "").rpartition(
        PATH_SEPARATOR
    )
    around = [row["facility__name"], path] if path else [row["facility__name"]]
    return {
        "select": format_html(SELECT, pk, tag) if can_select else "",
        "url": f"{list_url}{pk}/",
        "tag": tag,
        "name": row["name"],
        "maker": row["manufacturer_name"],
        "model": row["model_name"],
        "serial": row["serial_number"],
        "doubt": row["serial_doubt"],
        "status": status_badge(row["status"]),
        "reason": reason_label(row["status_reason"]),
        "criticality": criticality_badge(row["criticality"]),
        "life_support": life_support_badge(row["is_life_support"]),
        "place": place or row["location_text"],
        "around": PATH_SEPARATOR.join(around),
        "holder": row["holder"] or "",
        "due": due(row["next_service_due"]),
    }


@register.filter
def as_options(options: Iterable[Any]) -> SafeString:
    return format_html_join(
        "",
        OPTION,
        (
            (each.value, CHOSEN if each.is_chosen else "", each.label)
            for each in options
        ),
    )
