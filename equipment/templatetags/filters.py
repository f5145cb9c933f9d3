"""The controls of a list's filter, drawn at once.

crispy renders a template for each part of each field, which for a filter of fifteen
fields takes as long as the rest of the page. Here is what it draws, in one go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape
from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def filter_controls(form: forms.Form) -> SafeString:
    """One that was refused is left to crispy, which knows how to say why."""
    if form.errors:
        return SafeString(as_crispy_form(form))
    return format_html_join("\n", "{}", ((control(each),) for each in form))


def control(bound: BoundField) -> SafeString:
    widget = bound.field.widget
    if widget.is_hidden:
        return bound.as_widget()
    if isinstance(widget, forms.CheckboxInput):
        box = bound.as_widget(attrs={"class": "form-check-input"})
        return format_html('<label class="check">{}{}</label>', box, bound.label)
    return format_html(
        '<div class="mb-3"><label for="{}" class="form-label">{}</label>{}</div>',
        bound.id_for_label,
        bound.label,
        drawn(bound, widget),
    )


def drawn(bound: BoundField, widget: forms.Widget) -> SafeString:
    if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
        return drop_down(bound, widget)
    if isinstance(widget, forms.TextInput):
        return line(bound, widget)
    return bound.as_widget(attrs={"class": "form-control"})


def drop_down(bound: BoundField, widget: forms.Select) -> SafeString:
    attributes = {"name": bound.html_name, "class": "form-select"}
    chosen = widget.format_value(bound.value())
    return format_html(
        "<select{}>{}</select>",
        flatatt(attributes | asked_for(bound)),
        SafeString("".join(options(widget.choices, chosen))),
    )


def options(choices: Iterable[tuple[Any, Any]], chosen: Collection[str]) -> list[str]:
    return [
        f'<option value="{escape(str(value or ""))}"'
        f"{' selected' if str(value or '') in chosen else ''}>{escape(str(words))}"
        "</option>"
        for value, words in choices
    ]


def line(bound: BoundField, widget: forms.TextInput) -> SafeString:
    attributes = {
        "type": widget.input_type,
        "name": bound.html_name,
        "class": "form-control",
        "value": widget.format_value(bound.value()),
    }
    return format_html("<input{}>", flatatt(attributes | asked_for(bound)))


def asked_for(bound: BoundField) -> dict[str, Any]:
    """What field and widget ask for, as `maxlength`, and what they are known by."""
    asked = bound.field.widget.attrs | {"id": bound.auto_id}
    return bound.build_widget_attrs(asked, bound.field.widget)
