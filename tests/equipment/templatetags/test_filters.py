from __future__ import annotations

from html.parser import HTMLParser

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms

from equipment.templatetags.filters import filter_controls


class Form(forms.Form):
    search = forms.CharField(max_length=20, label="Words & names", required=False)
    status = forms.ChoiceField(
        choices=[("", "All"), ("a", "A <b>"), ("b", "B")], required=False
    )
    since = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    only_mine = forms.BooleanField(required=False)
    is_old = forms.NullBooleanField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")], required=False)
    tab = forms.CharField(widget=forms.HiddenInput, required=False)


class Controls(HTMLParser):
    """What a browser would send, and how a person finds it."""

    def __init__(self, markup):
        super().__init__()
        self.fields, self.chosen, self.texts = [], [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag in ("input", "select"):
            kept = ("name", "type", "value", "id", "maxlength")
            self.fields.append((tag, *(told.get(name) for name in kept)))
            self.fields.append("checked" in told)
        if tag == "option":
            self.chosen.append((told.get("value"), "selected" in told))
        if tag == "label":
            self.texts.append(told.get("for"))

    def handle_data(self, data):
        if data.strip():
            self.texts.append(" ".join(data.split()))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"search": '"><script>', "status": "a", "since": "2026-02-03", "tab": "mine"},
        {"status": "b", "only_mine": "on", "is_old": "true", "kinds": ["x", "y"]},
    ],
)
def test_what_is_drawn_at_once_is_what_crispy_draws(data):
    form = Form(data)
    drawn, by_crispy = filter_controls(form), as_crispy_form(Form(data))

    mine, others = Controls(drawn), Controls(by_crispy)

    assert mine.fields == others.fields
    assert mine.chosen == others.chosen
    assert {text for text in mine.texts if text} >= {
        text for text in others.texts if text and not text.startswith("id_only_mine")
    }
    assert "<script>" not in drawn


def test_a_filter_that_was_refused_says_why():
    form = Form({"status": "banana"})

    assert "banana is not one of the available choices" in filter_controls(form)
