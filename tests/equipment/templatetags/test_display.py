from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from equipment.choices import Criticality
from equipment.lifecycle import AssetStatus
from equipment.templatetags.display import (
    age,
    criticality_badge,
    day,
    due,
    elapsed,
    icon,
    life_support_badge,
    moment,
    reason_label,
    status_badge,
)
from tests.sources import ROOT

TODAY = "2026-11-22T10:00:00Z"


@pytest.mark.parametrize("status", AssetStatus)
def test_a_status_is_a_word_with_a_colour_and_an_icon_of_its_own(status):
    styles = (ROOT / "static/css/tags.css").read_text()
    css_class = f"tag-status-{status.value.replace('_', '-')}"

    assert css_class in status_badge(status)
    assert status.label in status_badge(status)
    assert f".{css_class} {{ --tag-icon" in styles


@pytest.mark.parametrize("criticality", Criticality)
def test_a_criticality_is_a_word_with_an_icon_of_its_own(criticality):
    styles = (ROOT / "static/css/tags.css").read_text()

    assert criticality.label in criticality_badge(criticality)
    assert f".tag-criticality-{criticality.value} {{ --tag-icon" in styles


def test_a_status_that_nobody_knows_is_shown_as_it_is():
    assert status_badge("lent") == "lent"


@pytest.mark.parametrize(
    ("is_life_support", "is_marked"), [(True, True), (False, False)]
)
def test_life_support_is_marked_and_nothing_else(is_life_support, is_marked):
    assert ("Life support" in life_support_badge(is_life_support)) == is_marked


def test_a_reason_is_shown_in_words():
    assert reason_label("awaiting_parts") == "Awaiting parts"
    assert reason_label("") == ""


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in icon("map-pin")


def test_a_day_has_the_machines_form_beside_that_of_people():
    shown = day(date(2026, 12, 3))

    assert shown == '<time datetime="2026-12-03">3 Dec 2026</time>'
    assert day(None) == ""


def test_a_moment_is_shown_as_the_clock_on_the_wall_does():
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    with timezone.override(ZoneInfo("Europe/Lisbon")):
        assert "1 Jul 2026, 23:30" in moment(at)
    assert moment(None) == ""


@pytest.mark.parametrize(
    ("on", "is_overdue"),
    [(date(2026, 11, 21), True), (date(2026, 11, 22), False)],
)
def test_a_day_that_has_passed_is_marked(on, is_overdue, time_machine):
    time_machine.move_to(TODAY, tick=False)

    assert ("Overdue" in due(on)) == is_overdue


def test_nothing_is_due_on_no_day():
    assert due(None) == ""


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, ""),
        (date(2027, 1, 1), "not yet"),
        (date(2026, 11, 22), "less than a month"),
        (date(2026, 10, 22), "1 month"),
        (date(2026, 10, 23), "less than a month"),
        (date(2025, 11, 22), "1 year"),
        (date(2024, 8, 1), "2 years 3 months"),
        (date(2015, 6, 30), "11 years"),
    ],
)
def test_an_age_is_as_exact_as_it_is_useful(since, words, time_machine):
    time_machine.move_to(TODAY, tick=False)

    assert age(since) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=3), "3\xa0minutes"),
        (timedelta(days=16), "2\xa0weeks"),
    ],
)
def test_what_was_a_while_ago_is_told_in_its_largest_unit(ago, words):
    assert elapsed(timezone.now() - ago) == words
    assert elapsed(None) == ""
