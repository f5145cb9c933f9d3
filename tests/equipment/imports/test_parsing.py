from __future__ import annotations

import pytest

from tests.equipment.imports.loads import (
    checked,
    job_of,
    loaded,
    pumps,
)

ODD = {
    "NUL": "a\0b",
    "long": "x" * 10_000,
    "year 8": "0008-01-01",
    "negative": "-5",
    "emoji": "💉🩺",
    "right to left": "\u202eمضخة\u202c",
    "half a character": "\ufffd",
    "formula": "=1+1",
    "lines": "a\r\nb\u2028c",
}


@pytest.mark.parametrize(
    "column",
    [
        "Asset tag",
        "Category",
        "Manufacturer",
        "Model",
        "Serial number",
        "Status",
        "Location",
        "Department",
        "Responsible person",
        "Received",
        "Purchase cost",
        "MAC address",
        "Networked",
        "Depreciation years",
        "Part of (asset tag)",
        "Notes",
        "Whatever",
    ],
)
def test_odd_cells_end_in_a_sentence(tmp_path, facility, column):
    rows = [
        {"Asset tag": f"P-{n}", "Category": "PUMP", "Manufacturer": "A"} | {column: odd}
        for n, odd in enumerate(ODD.values())
    ]
    job = job_of(
        tmp_path,
        [list(rows[0]), *(list(row.values()) for row in rows)],
        facility=facility,
        creates=("places", "manufacturers", "models", "categories"),
        skips_refused=True,
    )

    would, did = checked(job), loaded(job)
    again = loaded(job)

    assert would.lines == did.lines
    assert all(
        noted for outcome, _, noted in did.lines.values() if outcome == "refused"
    )
    assert again.outcomes == [
        "refused" if outcome == "refused" else "unchanged" for outcome in did.outcomes
    ]


def test_a_nul_refuses_its_row_and_says_where(tmp_path, facility):
    told = checked(job_of(tmp_path, pumps("P-1", Notes="a\0b"), facility=facility))

    assert told.noted(2) == (
        "Notes: there is a NUL character in the cell. Type its text anew."
    )


def test_notes_that_are_too_long_are_refused_and_not_cut(tmp_path, facility):
    rows = pumps("P-1", Notes="x" * 9_990, Received="after the flood of the cellar")

    told = checked(job_of(tmp_path, rows, facility=facility))

    assert told.outcomes == ["refused"]
    assert told.noted(2).startswith("Notes hold 10,000 characters")
