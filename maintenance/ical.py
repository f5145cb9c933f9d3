"""Calendars as text that calendar programs subscribe to, as RFC 5545 has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Hospital Assets//Work calendar//EN"
# How often a program should ask again.
REFRESH = "PT6H"
LONGEST_LINE = 75
LINE_END = "\r\n"

# What no text of a calendar may hold: all controls but tab and line feed.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class EventStatus(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Event:
    """Something of a whole day; `uid` and a `sequence` that grows make it the same."""

    uid: str
    on: date
    summary: str
    changed_at: datetime
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED
    location: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""


def calendar_text(events: Iterable[Event], *, name: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *(line for event in events for line in lines_of(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}{LINE_END}" for line in lines)


def lines_of(event: Event) -> Iterator[str]:
    """The lines of one event. It blocks nobody's day, so it is transparent.

    `DTSTAMP` is when it was changed and not when it was read, so that a calendar in
    which nothing changed is the same text, and is not sent again.
    """
    changed = moment(event.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{day(event.on)}"
    yield f"DTEND;VALUE=DATE:{day(event.on + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    for name, text in (
        ("LOCATION", event.location),
        ("DESCRIPTION", event.description),
    ):
        if text:
            yield f"{name}:{escaped(text)}"
    if event.categories:
        yield f"CATEGORIES:{','.join(map(escaped, event.categories))}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def day(on: date) -> str:
    return f"{on:%Y%m%d}"


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a value: what separates values is escaped, what is no text is dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROLS.sub("", text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of 75 octets at most, never cut within a character.

    Each further piece begins with a space, which is one of its octets.
    """
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return LINE_END.join([*pieces, piece])
