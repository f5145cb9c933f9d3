from __future__ import annotations

import inspect

from django.db import models

from maintenance import choices
from maintenance.choices import RESPONSE_TARGETS, Priority

LISTS = [
    each
    for _, each in inspect.getmembers(choices, inspect.isclass)
    if issubclass(each, models.TextChoices)
]


def test_every_code_has_a_label_of_its_own():
    same = [each for each in LISTS if len(set(each.labels)) < len(each.labels)]

    assert same == []


def test_no_code_is_shown_as_it_is_stored():
    raw = [
        code
        for each in LISTS
        for code in each
        if code.value == code.label or "_" in code.label
    ]

    assert raw == []


def test_every_priority_says_how_soon_somebody_should_answer():
    assert list(RESPONSE_TARGETS) == list(Priority)


def test_the_more_urgent_the_sooner():
    assert sorted(RESPONSE_TARGETS.values()) == list(RESPONSE_TARGETS.values())
