"""What an entry changed, as a list of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from audit.wording import Change

register = template.Library()

EMPTY = "empty"
LINE = (
    "<div><dt>{}</dt><dd>"
    '<del><span class="visually-hidden">from </span>{}</del> '
    '<span aria-hidden="true">→</span> '
    '<ins><span class="visually-hidden">to </span>{}</ins>'
    "</dd></div>"
)


@register.simple_tag
def change_list(changes: Iterable[Change]) -> SafeString:
    """A timeline has hundreds of them, for which a template is too slow."""
    lines = ((each.field, each.old or EMPTY, each.new or EMPTY) for each in changes)
    return format_html(
        '<dl class="changes">{}</dl>', format_html_join("\n", LINE, lines)
    )
