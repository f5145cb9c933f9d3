"""Load a register of assets from a file, or check what that would do."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit.actors import system_user
from equipment.imports.dates import DateOrder
from equipment.imports.fields import FIELDS
from equipment.imports.jobs import Result
from equipment.imports.options import CREATABLE, Options
from equipment.imports.surveys import Survey, survey
from equipment.imports.unreadable import UnreadableFile
from equipment.imports.uploads import begin, lay_out, result_of, start_run, work_on
from equipment.lifecycle import AssetStatus
from equipment.models import Facility, ImportRun
from equipment.models.importing import ImportState
from hospital_assets.foundation.context import RequestContext, acting_in

DATE_ORDERS = {"dmy": DateOrder.DAY_FIRST, "mdy": DateOrder.MONTH_FIRST}


class Command(BaseCommand):
    help = "Load a register of assets; it is always checked first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--facility", help="code, for rows that name none")
        parser.add_argument(
            "--map",
            nargs="+",
            action="extend",
            default=[],
            metavar="FIELD=COLUMN",
            help="what a column is, where the proposal is wrong; FIELD= takes it away",
        )
        parser.add_argument("--sheet", default="", help="of a workbook")
        parser.add_argument("--header-row", type=int, help="counted from 1; 0 for none")
        parser.add_argument("--date-order", choices=DATE_ORDERS)
        parser.add_argument(
            "--status",
            choices=AssetStatus.values,
            default=AssetStatus.OUT_OF_SERVICE,
            help="of rows that say none",
        )
        parser.add_argument(
            "--create", nargs="+", default=[], choices=CREATABLE, metavar="WHAT"
        )
        parser.add_argument("--skip-refused", action="store_true")
        parser.add_argument("--report", type=Path, help="folder for the reports")
        parser.add_argument("--by", help="user name of the person it is done for")
        # The page starts the command for a run that stands in the database.
        parser.add_argument("--run", type=int, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["run"]:
            work_on(ImportRun.objects.get(pk=options["run"]))
            return
        if options["file"] is None or not options["file"].is_file():
            raise CommandError("Name a file that exists.")
        try:
            with acting_in(RequestContext(source="import")):
                self._import(options)
        except (UnreadableFile, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

    def _import(self, given: dict[str, Any]) -> None:
        run, found = take_in(given)
        options = Options(
            columns=mapping(found, given["map"]),
            date_order=DATE_ORDERS.get(given["date_order"], ""),
            sheet=found.sheet,
            header_row=found.header_row,
            status=given["status"],
            creates=tuple(given["create"]),
            skips_refused=given["skip_refused"],
        )
        checked = self._work(run, ImportState.CHECKING, options, given["report"])
        if not given["dry_run"]:
            settled = replace(options, date_order=checked.date_order)
            self._work(run, ImportState.IMPORTING, settled, given["report"])

    def _work(
        self, run: ImportRun, state: ImportState, options: Options, to: Path | None
    ) -> Result:
        run = begin(run, state, options=options, by=run.started_by)
        work_on(run)
        folder = Path(run.file.path).parent
        if to is not None:
            folder = copy_reports(folder, to)
        if run.state == ImportState.FAILED:
            raise CommandError(f"{run.message} Each row: {folder / 'report.csv'}")
        result = result_of(run)
        self._say(result, folder)
        return result

    def _say(self, result: Result, folder: Path) -> None:
        for remark in result.remarks:
            self.stdout.write(remark)
        if result.unmapped:
            self.stdout.write(f"Not imported: {', '.join(result.unmapped)}.")
        for name, words in result.unknown_words.items():
            told = ", ".join(f"“{word}” ({count})" for word, count in words.items())
            self.stdout.write(f"Unknown words for {FIELDS[name].label}: {told}.")
        if result.ambiguous_dates:
            examples = ", ".join(result.ambiguous_dates)
            self.stdout.write(
                f"Dates such as {examples} can be read in two ways: "
                "say --date-order dmy or mdy."
            )
        self.stdout.write(f"{result.in_words()} Each row: {folder / 'report.csv'}")


def take_in(given: dict[str, Any]) -> tuple[ImportRun, Survey]:
    """Keep the file for a run, and say what it looks like."""
    path, by = given["file"], person(given["by"])
    facility = facility_of(given["facility"], by=by)
    with TemporaryDirectory(prefix="register-") as name:
        found = survey(
            path,
            sheet=given["sheet"],
            header_row=given["header_row"],
            keep_in=Path(name),
        )
        run = start_run(path, path.name, facility=facility, by=by, kept=Path(name))
    lay_out(run, found, by=by)
    return run, found


def person(username: str | None) -> AbstractUser:
    if username is None:
        return system_user()
    user = get_user_model().objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandError(f"There is nobody of the user name {username}.")
    return user


def facility_of(code: str | None, *, by: AbstractUser) -> Facility | None:
    facilities = Facility.objects.visible_to(by)
    if code is None:
        return facilities.get() if facilities.count() == 1 else None
    facility = facilities.filter(code__iexact=code).first()
    if facility is None:
        raise CommandError(f"There is no facility of the code {code}.")
    return facility


def mapping(found: Survey, said: Iterable[str]) -> dict[str, str]:
    """The proposed mapping, with what was said by hand before it."""
    columns = dict(found.proposals)
    for pair in said:
        name, _, column = pair.partition("=")
        if name not in FIELDS:
            raise CommandError(f"{name} is no field. Fields: {', '.join(FIELDS)}.")
        if column and column not in found.columns:
            raise CommandError(f"The file has no column “{column}”.")
        columns = {c: f for c, f in columns.items() if f != name}
        if column:
            columns[column] = name
    return columns


def copy_reports(folder: Path, to: Path) -> Path:
    to.mkdir(parents=True, exist_ok=True)
    for name in ("report.csv", "refused.csv"):
        if (folder / name).exists():
            shutil.copyfile(folder / name, to / name)
    return to
