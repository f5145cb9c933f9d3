"""Make the work orders of plans that come due."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit.actors import system_user
from equipment.models import Facility
from maintenance.actions.generating import generate_work_orders
from maintenance.intervals import add_months, check_date


class Command(BaseCommand):
    help = "Make the work orders of plans that come due within a month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", metavar="DATE", help="as in 2026-12-31")
        parser.add_argument("--facility", metavar="CODE", help="of this one alone")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        outcome = generate_work_orders(
            on=today,
            until=last_day(options["until"], today),
            by=system_user(),
            facility=facility_of(options["facility"]),
        )
        self.stdout.write(outcome.in_words())


def last_day(text: str | None, today: date) -> date:
    if text is None:
        return add_months(today, 1)
    try:
        day = date.fromisoformat(text)
        check_date(day)
    except (ValueError, ValidationError) as wrong:
        raise CommandError(f"“{text}” is no date. Write it as {today}.") from wrong
    if day < today:
        raise CommandError(f"{day} is past. Give today, or a day to come.")
    return day


def facility_of(code: str | None) -> Facility | None:
    if code is None:
        return None
    facility = Facility.objects.filter(code__iexact=code).first()
    if facility is None:
        raise CommandError(f"There is no facility of the code {code}.")
    return facility
