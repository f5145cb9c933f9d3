from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maintenance.ical import (
    LONGEST_LINE,
    Event,
    EventStatus,
    calendar_text,
    escaped,
    folded,
)

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def make_event(**fields):
    defaults = {
        "uid": "wo-2026-000001@hospital.example",
        "on": date(2026, 12, 31),
        "summary": "PM due",
        "changed_at": AT,
    }
    return Event(**defaults | fields)


def lines(*events):
    text = calendar_text(events, name="Work of Ana")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_calendar_says_what_it_is_and_how_often_to_ask():
    assert lines() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hospital Assets//Work calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Work of Ana",
        "X-WR-CALNAME:Work of Ana",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "END:VCALENDAR",
    ]


def test_an_event_is_a_whole_day_whose_end_is_the_next():
    event = make_event(
        sequence=3,
        status=EventStatus.TENTATIVE,
        location="General Hospital, Ward 3",
        description="WO-2026-000001\nStatus: Requested",
        categories=("PM", "HIGH-RISK"),
        url="https://assets.example.org/work-orders/1/",
    )

    assert lines(event)[9:-1] == [
        "BEGIN:VEVENT",
        "UID:wo-2026-000001@hospital.example",
        "DTSTAMP:20261122T093000Z",
        "LAST-MODIFIED:20261122T093000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:PM due",
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "LOCATION:General Hospital\\, Ward 3",
        "DESCRIPTION:WO-2026-000001\\nStatus: Requested",
        "CATEGORIES:PM,HIGH-RISK",
        "URL:https://assets.example.org/work-orders/1/",
        "END:VEVENT",
    ]


def test_what_an_event_does_not_have_is_left_out():
    names = {line.partition(":")[0] for line in lines(make_event())}

    assert names.isdisjoint({"LOCATION", "DESCRIPTION", "CATEGORIES", "URL"})


def test_moments_are_told_in_utc():
    there = timezone(timedelta(hours=9))
    event = make_event(changed_at=datetime(2026, 11, 23, 3, tzinfo=there))

    assert "DTSTAMP:20261122T180000Z" in lines(event)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a,b;c", "a\\,b\\;c"),
        ("C:\\temp", "C:\\\\temp"),
        ("one\r\ntwo\rthree\nfour", "one\\ntwo\\nthree\\nfour"),
        ("a\x00b\x1bc\x7fd\te", "abcd\te"),
        ("END:VEVENT\r\nEND:VCALENDAR", "END:VEVENT\\nEND:VCALENDAR"),
        ("שלום 🩺", "שלום 🩺"),
    ],
)
def test_text_cannot_be_taken_for_anything_else(text, value):
    assert escaped(text) == value


def test_a_line_of_75_octets_stays_whole():
    assert folded("x" * LONGEST_LINE) == "x" * LONGEST_LINE
    assert folded("x" * (LONGEST_LINE + 1)) == "x" * LONGEST_LINE + "\r\n x"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_folded_line_is_the_same_line_in_pieces_of_75_octets(text):
    pieces = folded(text).split("\r\n")

    assert all(len(piece.encode()) <= LONGEST_LINE for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
