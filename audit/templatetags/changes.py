"""What an entry changed, as a list of its own.

A timeline has hundreds of changes, for which a template is too slow. Every text is
escaped by `escape`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from audit.wording import Change

register = template.Library()

EMPTY = "empty"


@register.simple_tag
def change_list(changes: Iterable[Change]) -> SafeString:
    lines = "\n".join(line(change) for change in changes)
    return SafeString(f'<dl class="changes">{lines}</dl>')


def line(change: Change) -> str:
    return (
        f"<div><dt>{escape(change.field)}</dt><dd>"
        '<del><span class="visually-hidden">from </span>'
        f"{escape(change.old or EMPTY)}</del> "
        '<span aria-hidden="true">→</span> '
        '<ins><span class="visually-hidden">to </span>'
        f"{escape(change.new or EMPTY)}</ins></dd></div>"
    )
