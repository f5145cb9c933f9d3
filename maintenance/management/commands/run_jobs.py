"""Run the periodic work that is due."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from maintenance.jobs import jobs, run_jobs


class Command(BaseCommand):
    help = "Run the periodic work that is due; every five minutes is not too often."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--now", action="store_true", help="also what is not due yet"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for report in run_jobs(jobs(), even_early=options["now"]):
            self.stdout.write(f"{report.job.name}: {report.sentence}")
            failed += [report.job.name] * report.has_failed
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
