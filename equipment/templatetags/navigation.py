"""Links that keep what the address says: navigation, sorting, paging."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from equipment.templatetags.display import icon

register = template.Library()

DASHBOARD = "/"


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, url_name: str, label: str, icon_name: str, count_name: str = ""
) -> str:
    """An item of the main navigation; nothing while no page has that name.

    A page named `count_name` tells how much there is, once the rest is shown: no page
    waits for the number.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return ""
    current = ' aria-current="page"' if is_current(context, url) else ""
    return format_html(
        '<li><a class="nav-item-link" href="{}"{}>{}<span>{}</span>{}</a></li>',
        url,
        SafeString(current),
        icon(icon_name),
        label,
        counter(count_name),
    )


def counter(url_name: str) -> str:
    if not url_name:
        return ""
    return format_html(
        '<span hx-get="{}" hx-trigger="load" hx-swap="outerHTML"></span>',
        reverse(url_name),
    )


def is_current(context: Context, url: str) -> bool:
    request: HttpRequest | None = context.get("request")
    if request is None:
        return False
    if url == DASHBOARD:
        return request.path == url
    return request.path.startswith(url)


@register.simple_tag(takes_context=True)
def sort_header(context: Context, field: str, label: str, css_class: str = "") -> str:
    """A column's header whose link sorts by it, and on a second click the other way.

    The page's order stands in `ordering` of the context, or else in the address.
    """
    request: HttpRequest = context["request"]
    current = context.get("ordering") or request.GET.get("ordering", "")
    is_ascending, is_descending = current == field, current == f"-{field}"
    query = request.GET.copy()
    query.pop("cursor", None)
    query["ordering"] = f"-{field}" if is_ascending else field
    direction = {True: "ascending"}.get(is_ascending) or (
        "descending" if is_descending else "none"
    )
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}">'
        '<a class="sort-link" href="?{}">{}</a></th>',
        css_class,
        direction,
        query.urlencode(),
        label,
    )
