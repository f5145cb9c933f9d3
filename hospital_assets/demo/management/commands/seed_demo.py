"""Build the demo hospital in an empty database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hospital_assets.demo.seeding import Plan, seed
from hospital_assets.foundation.collecting import few_collections

ASSETS = 1_000
SEED = 2024
PASSWORD_FILE = "demo-password"  # noqa: S105  # the name of a file


class Command(BaseCommand):
    help = "Build a believable hospital with two years of history, to try things out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--assets", type=int, default=ASSETS)
        parser.add_argument(
            "--seed", type=int, default=SEED, help="another one gives another fleet"
        )
        parser.add_argument(
            "--without-work",
            action="store_true",
            help="only the register: no plans, work orders and checks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["assets"] < 1:
            raise CommandError("Ask for one asset or more.")
        path = settings.VAR_DIR / PASSWORD_FILE
        plan = Plan(
            assets=options["assets"],
            seed=options["seed"],
            now=timezone.now(),
            has_work=not options["without_work"],
        )
        try:
            with few_collections():
                seed(plan, password_file=path, progress=self.say_progress)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(
            f"The demo hospital has {options['assets']} assets. "
            f"The password of its people is in {path}."
        )

    def say_progress(self, done: int) -> None:
        if done > ASSETS:
            self.stdout.write(f"{done} assets")
