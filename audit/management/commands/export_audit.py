"""Write the audit log, or a part of it, into a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, time
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from audit.actors import system_user
from audit.export import FORMATS, Format, frozen, pieces
from audit.models import AuditLog
from audit.reading import record_about_log

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Write the audit log, oldest entry first, as JSON Lines or CSV. "
        "The export is itself an entry."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            default=STANDARD_OUTPUT,
            help="ends in .jsonl or .csv; without one it goes to standard output",
        )
        parser.add_argument("--since", help="a day or moment, such as 2026-01-31")
        parser.add_argument("--until", help="entries before this day or moment")
        parser.add_argument("--format", choices=sorted(FORMATS))

    def handle(self, *args: Any, **options: Any) -> None:
        name, how = options["file"], format_for(options["file"], options["format"])
        sought = {key: options[key] for key in ("since", "until") if options[key]}
        entries = frozen(AuditLog.objects.filter(within(sought)))
        record_about_log(
            "audit.exported", by=system_user(), sought=sought | {"format": how.suffix}
        )
        with opened(name) as file:
            for piece in pieces(entries, how, to=system_user()):
                file.write(piece)
        if name != STANDARD_OUTPUT:
            self.stdout.write(f"Wrote the audit log to {name}.")


def format_for(name: str, chosen: str | None) -> Format:
    suffix = chosen or Path(name).suffix.removeprefix(".") or "jsonl"
    if suffix not in FORMATS:
        known = " or ".join(f".{known}" for known in FORMATS)
        raise CommandError(f"The file's name ends in {known}, or say --format.")
    return FORMATS[suffix]


def within(sought: dict[str, str]) -> Q:
    condition = Q()
    if "since" in sought:
        condition &= Q(occurred_at__gte=moment(sought["since"]))
    if "until" in sought:
        condition &= Q(occurred_at__lt=moment(sought["until"]))
    return condition


def moment(text: str) -> datetime:
    try:
        day = parse_date(text)
        at = datetime.combine(day, time.min) if day else parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise CommandError(f"“{text}” is no day or moment, such as 2026-01-31T14:00.")
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def opened(name: str) -> AbstractContextManager[BinaryIO]:
    """The file, readable by its owner alone, or what the command writes to."""
    if name == STANDARD_OUTPUT:
        return nullcontext(sys.stdout.buffer)
    path = Path(name)
    try:
        path.touch(mode=0o600)
        return path.open("wb")
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
