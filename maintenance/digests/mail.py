"""A digest as a mail: plain text, and the same as simple HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from maintenance.choices import DigestFrequency
from maintenance.digests.contents import Line, Section

LONGEST_WORDS = 120
# They join the parts of one sign, in emoji and in Persian.
JOINERS = "\u200c\u200d"
# Letters of scripts that run from right to left; unmarked they would turn a line over.
RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def mail_of(
    person: AbstractUser,
    sections: list[Section],
    frequency: DigestFrequency,
    *,
    on: date,
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=subject_of(sections, on=on),
        body=text_of(person, sections, frequency, on=on),
        to=[person.email],
        connection=connection,
        headers={
            # So that no absence notice answers it.
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{address('accounts:profile')}>",
        },
    )
    mail.attach_alternative(html_of(person, sections, frequency, on=on), "text/html")
    return mail


def subject_of(sections: list[Section], *, on: date) -> str:
    """Of our own words and numbers alone: nothing that anybody typed."""
    late = sum(section.number for section in sections if section.part.is_late)
    told = f"{late:,} overdue" if late else f"{sum(s.number for s in sections):,} to do"
    return f"Equipment work on {on:%-d %b %Y}: {told}"


def text_of(
    person: AbstractUser,
    sections: list[Section],
    frequency: DigestFrequency,
    *,
    on: date,
) -> str:
    lines = [f"{words(str(person))},", "", f"this is your work as of {on:%-d %b %Y}."]
    for section in sections:
        lines += ["", f"{section.part.title} ({section.number:,})", ""]
        for line in section.lines:
            lines += text_lines(line)
        if section.more:
            lines += [f"… and {section.more:,} more: {queue(section)}", ""]
    lines += [f"The queue: {address('maintenance:work-order-list')}", ""]
    lines += [f"{why(frequency)} Change it at {address('accounts:profile')}"]
    return "\n".join(lines) + "\n"


def text_lines(line: Line) -> Iterator[str]:
    risk = f"[{line.risk}] " if line.risk else ""
    yield f"* {risk}{words(line.device)}"
    yield f"  {words(line.place)}"
    yield f"  {words(line.work)}. {due_words(line)}"
    yield f"  {line.number}: {link(line)}"
    yield ""


def html_of(
    person: AbstractUser,
    sections: list[Section],
    frequency: DigestFrequency,
    *,
    on: date,
) -> str:
    context = {
        "name": words(str(person)),
        "on": f"{on:%-d %b %Y}",
        "queue": address("maintenance:work-order-list"),
        "profile": address("accounts:profile"),
        "why": why(frequency),
        "sections": [
            {
                "title": section.part.title,
                "number": section.number,
                "more": section.more,
                "queue": queue(section),
                "rows": [row_of(line) for line in section.lines],
            }
            for section in sections
        ],
    }
    return render_to_string("maintenance/digest_mail.html", context)


def row_of(line: Line) -> dict[str, str]:
    return {
        "risk": line.risk,
        "device": words(line.device),
        "place": words(line.place),
        "work": words(line.work),
        "due": due_words(line),
        "number": line.number,
        "link": link(line),
    }


def why(frequency: DigestFrequency) -> str:
    often = "day" if frequency == DigestFrequency.DAILY else "week"
    return f"You get this mail every {often} if there is something to do."


def due_words(line: Line) -> str:
    if line.due_on is None:
        return "No date was set."
    if line.days_late:
        days = "1 day" if line.days_late == 1 else f"{line.days_late:,} days"
        late = f"{days} past its window" if line.has_window else f"overdue by {days}"
        return f"Due {line.due_on:%-d %b %Y}, {late}."
    return f"Due {line.due_on:%-d %b %Y}."


def words(text: str) -> str:
    """What people typed, in one line that cannot turn over or break the others."""
    kept = (
        c if c in JOINERS or not unicodedata.category(c).startswith("C") else " "
        for c in text
    )
    line = " ".join("".join(kept).split())
    if len(line) > LONGEST_WORDS:
        line = line[: LONGEST_WORDS - 1] + "…"
    if any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in line):
        return f"{ISOLATE}{line}{END_OF_ISOLATE}"
    return line


def address(name: str, *args: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def link(line: Line) -> str:
    return address("maintenance:work-order-detail", line.pk)


def queue(section: Section) -> str:
    return f"{address('maintenance:work-order-list')}?{section.part.query}"
