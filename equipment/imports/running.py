"""Load a register: a dry run that only says what would happen, and the real one."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.access import require
from equipment.imports.jobs import ImportRefused, Job, Result
from equipment.imports.loading import Loader, Progress, no_progress
from equipment.imports.options import CREATABLE, Options
from equipment.imports.reading import open_register
from equipment.imports.references import References
from equipment.imports.reports import Report
from equipment.imports.tables import Table
from hospital_assets.foundation.context import RequestContext, acting_in


def check(job: Job, *, progress: Progress = no_progress) -> Result:
    """The dry run: say of every row what an import would do, and write nothing."""
    return _run(job, progress, is_trial=True)


def load(job: Job, *, progress: Progress = no_progress) -> Result:
    """Import in one transaction.

    Raises ImportRefused, with nothing written, if a row is refused and the options do
    not say to go on without it.
    """
    context = RequestContext(source="import")
    with acting_in(context), transaction.atomic():
        result = _run(job, progress, is_trial=False)
        if result.refused and not job.options.skips_refused:
            raise ImportRefused(
                f"Nothing was imported: {result.refused} rows are refused. "
                "Mend them, or import all but these."
            )
        record(
            "asset.imported",
            entity=job.entity,
            by=job.by,
            reason=str(job.entity),
            payload={"counts": result.counts, "created": result.created},
        )
    return result


def _run(job: Job, progress: Progress, *, is_trial: bool) -> Result:
    require(job.by, "equipment.import_asset", at=job.facility)
    options = job.options
    with open_register(
        job.path, sheet=options.sheet, header_row=options.header_row
    ) as table:
        check_columns(table, options)
        references = References(
            by=job.by, creates=may_create(job.by, options), is_trial=is_trial
        )
        with Report(job.folder, table.columns) as report:
            Loader(job, table, references, report, is_trial=is_trial).run(progress)
        return Result(
            counts=dict(report.counts),
            created=dict(references.created),
            unmapped=[c for c in table.columns if not options.columns.get(c)],
            remarks=list(table.remarks),
        )


def check_columns(table: Table, options: Options) -> None:
    """Refuse a mapping that was made for another file, or that names no device."""
    if missing := set(options.columns) - set(table.columns):
        names = ", ".join(f"“{name}”" for name in sorted(missing))
        raise ImportRefused(f"The file has no column {names}.")
    fields = [name for name in options.columns.values() if name]
    if twice := {name for name in fields if fields.count(name) > 1}:
        raise ImportRefused(f"Two columns are mapped to {', '.join(sorted(twice))}.")
    if not {"asset_tag", "serial_number"} & set(fields):
        raise ImportRefused("Say which column holds the asset tag.")


# What each kind of thing that an import may add asks for.
ADDING = {
    "places": "equipment.add_location",
    "manufacturers": "equipment.add_manufacturer",
    "models": "equipment.add_devicemodel",
    "categories": "equipment.add_devicecategory",
}


def may_create(by: AbstractUser, options: Options) -> list[str]:
    for kind in options.creates:
        if kind not in CREATABLE:
            raise ImportRefused(f"An import cannot add {kind}.")
        require(by, ADDING[kind], at=None)
    return list(options.creates)
