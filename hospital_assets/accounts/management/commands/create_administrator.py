"""Make the first administrator of an installation, who then approves everybody else."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit.actors import system_user
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import Work, add_person
from hospital_assets.accounts.roles import ADMINISTRATOR

PASSWORD_VARIABLE = "ADMINISTRATOR_PASSWORD"  # noqa: S105  # the name of it


class Command(BaseCommand):
    help = (
        "Make an administrator who works everywhere. The password comes from "
        f"{PASSWORD_VARIABLE}, is asked for, or with --generate-password is made "
        "and printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--email", default="")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--generate-password", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User(
            **{
                name: options[name]
                for name in ("username", "email", "first_name", "last_name")
            }
        )
        is_generated = options["generate_password"]
        password = secrets.token_urlsafe(12) if is_generated else ask_password()
        try:
            create(person, password)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{person.username} is an administrator now.")
        if is_generated:
            self.stdout.write(f"Password: {password}")


@transaction.atomic
def create(person: User, password: str) -> None:
    validate_password(password, person)
    everywhere = Work(frozenset({ADMINISTRATOR}), frozenset({None}))
    created = add_person(person, work=everywhere, by=system_user())
    created.set_password(password)
    created.save(update_fields=["password"])


def ask_password() -> str:
    if given := os.environ.get(PASSWORD_VARIABLE):
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            f"Set {PASSWORD_VARIABLE}, or add --generate-password: "
            "nobody is there to be asked."
        )
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise CommandError("The two passwords differ. Nobody was made administrator.")
    return password
