"""Tell people of their due and overdue work by e-mail."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from maintenance.digests.sending import send_digests


class Command(BaseCommand):
    help = "Send each person the digest that is owed for the day or the week, once."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = send_digests(now=timezone.now())
        self.stdout.write(outcome.in_words())
        if outcome.has_failed:
            raise CommandError("Not every digest was sent; the next run tries again.")
