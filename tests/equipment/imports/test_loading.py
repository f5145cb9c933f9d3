from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from audit.bulk import RowRefusedError
from audit.models import AuditLog
from equipment.imports import loading
from equipment.imports.jobs import ImportRefused
from equipment.imports.running import load
from equipment.models import Asset, Location, Manufacturer
from tests.equipment.imports.loads import (
    job_of,
    loaded,
    pumps,
    rows_of,
)
from tests.factories import (
    make_department,
    make_manager,
)


def test_one_refused_row_leaves_nothing_behind(tmp_path, facility):
    rows = pumps("P-1", "P-1", Location="New", Manufacturer="New")
    job = job_of(tmp_path, rows, facility=facility, creates=("places", "manufacturers"))
    entries = AuditLog.objects.count()

    with pytest.raises(ImportRefused) as refusal:
        load(job)

    assert str(refusal.value) == (
        "Nothing was imported: 1 rows are refused. Mend them, or import all but these."
    )
    assert not Asset.objects.exists()
    assert not Location.objects.exists()
    assert not Manufacturer.objects.exists()
    assert AuditLog.objects.count() == entries


def test_a_row_that_only_the_database_refuses_is_refused_alone(
    tmp_path, facility, monkeypatch
):
    loaded(job_of(tmp_path, pumps("P-1"), facility=facility))
    # As if somebody had registered it after the rows were matched.
    monkeypatch.setattr(loading.Known, "find", lambda known, parsed: [])
    job = job_of(tmp_path, pumps("P-0", "P-1", "P-2"), facility=facility)

    with pytest.raises(ImportRefused):
        load(job)

    report = rows_of(job.folder / "report.csv")
    assert [line[1] for line in report[1:]] == ["created", "refused", "created"]
    assert report[2][3] == "P-1 Pump: Another asset has this tag."


def test_a_change_that_only_the_database_refuses_leaves_the_new_rows_alone(
    tmp_path, facility, monkeypatch
):
    loaded(job_of(tmp_path, pumps("P-1"), facility=facility))

    def refuse_all(assets, **told):
        for asset in assets:
            raise RowRefusedError(ValidationError("No."), entity=asset)

    monkeypatch.setattr(loading, "update_many", refuse_all)
    rows = pumps("P-0", "P-1", Model="Agilia")
    job = job_of(tmp_path, rows, facility=facility, skips_refused=True)

    load(job)

    report = rows_of(job.folder / "report.csv")
    assert [line[1] for line in report[1:]] == ["created", "refused"]
    assert Asset.objects.count() == 2


def test_a_thousand_rows_cost_no_more_queries_than_ten(
    tmp_path, facility, django_assert_max_num_queries
):
    make_department(facility=facility, name="ICU")
    few, many = (
        [
            [
                "Asset tag",
                "Category",
                "Department",
                "Manufacturer",
                "Model",
                "SN",
                "Room",
                "Criticality",
                "Part of (asset tag)",
            ],
            *(
                [
                    f"P-{n}",
                    "PUMP",
                    "ICU",
                    "ACME",
                    f"M{n % 5}",
                    f"S-4{n}",
                    f"R{n % 5}",
                    "high",
                    "P-0" if n else "",
                ]
                for n in range(count)
            ),
        ]
        for count in (10, 900)
    )
    creates = ("places", "manufacturers", "models")
    loaded(job_of(tmp_path, few, facility=facility, creates=creates))

    job = job_of(tmp_path, many, facility=facility, creates=creates)
    with django_assert_max_num_queries(60):
        loaded(job)
    for row in many[1:]:
        row[-2] = "low"
    job = job_of(tmp_path, many, facility=facility, by=make_manager())
    with django_assert_max_num_queries(60):
        assert loaded(job).result.counts == {"updated": 900}
