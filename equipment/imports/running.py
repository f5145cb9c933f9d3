"""Load a register: a dry run that only says what would happen, and the real one."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.recording import record
from equipment.access import require
from equipment.imports.dates import OrderEvidence
from equipment.imports.fields import Kind, fields_of
from equipment.imports.jobs import ImportRefused, Job, Result
from equipment.imports.loading import Loader, Progress, no_progress
from equipment.imports.options import ADDING, Options
from equipment.imports.reading import open_register
from equipment.imports.references import References
from equipment.imports.reports import Report
from equipment.imports.tables import Table
from hospital_assets.foundation.context import RequestContext, acting_in

# A person explains so many words at once, not more.
MOST_QUESTIONS = 50

DATED = frozenset(fields_of(Kind.DATE, Kind.MOMENT))


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
    with open_register(
        job.path,
        sheet=job.options.sheet,
        header_row=job.options.header_row,
        keep_in=job.folder,
    ) as table:
        check_columns(table, job.options)
        evidence = date_evidence(table, job.options)
        job = with_date_order(job, evidence)
        references = References(
            by=job.by, creates=may_create(job.by, job.options), is_trial=is_trial
        )
        with Report(job.folder, table.columns) as report:
            loader = Loader(job, table, references, report, is_trial=is_trial)
            loader.run(progress)
        return Result(
            counts=dict(report.counts),
            created={
                kind: names for kind, names in references.created.items() if names
            },
            unmapped=[c for c in table.columns if not job.options.columns.get(c)],
            remarks=list(table.remarks),
            unknown_words={
                name: dict(words.most_common(MOST_QUESTIONS))
                for name, words in loader.reader.unknown_words.items()
            },
            date_order=job.options.date_order,
            ambiguous_dates=evidence.examples if not job.options.date_order else [],
        )


def date_evidence(table: Table, options: Options) -> OrderEvidence:
    """What the dates of the whole file show, unless a person has said their order."""
    evidence = OrderEvidence()
    dated = [
        position
        for position, column in enumerate(table.columns)
        if options.columns.get(column) in DATED
    ]
    if dated and not options.date_order:
        for row in table.rows():
            for position in dated:
                evidence.look_at(row.cells[position])
    return evidence


def with_date_order(job: Job, evidence: OrderEvidence) -> Job:
    if job.options.date_order or evidence.order is None:
        return job
    return replace(job, options=replace(job.options, date_order=evidence.order))


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


def may_create(by: AbstractUser, options: Options) -> list[str]:
    for kind in options.creates:
        if kind not in ADDING:
            raise ImportRefused(f"An import cannot add {kind}.")
        require(by, ADDING[kind], at=None)
    return list(options.creates)
