from __future__ import annotations

from tests.equipment.imports.loads import (
    asset_tagged,
    checked,
    job_for,
    job_of,
    loaded,
    pumps,
)


def test_refused_rows_come_back_in_their_columns_to_be_mended(tmp_path, facility):
    rows = [
        ["My list", ""],
        ["Inventory no.", "Category", "Status", "Nobody knows what", "Description"],
        ["P-1", "PUMP", "ok", "007", "Pump"],
        ["P-2", "PUMP", "???", "=1+1", 'With "quotes"\nand lines'],
        ["P-3", "Unheard of", "ok", "'-x", "-"],
    ]
    job = job_of(tmp_path, rows, facility=facility, skips_refused=True)
    first = loaded(job)

    assert first.outcomes == ["created", "refused", "refused"]
    assert first.refused[0] == [*rows[1], "Refused because"]
    mended = tmp_path / "mended.csv"
    text = (job.folder / "refused.csv").read_text("utf-8-sig")
    mended.write_text(text.replace("???", "ok").replace("Unheard of", "PUMP"))

    second = loaded(job_for(mended, facility=facility, skips_refused=True))

    assert second.outcomes == ["created", "created"]
    assert "Refused because" in second.result.unmapped
    assert asset_tagged("P-2").name == 'With "quotes"\nand lines'
    assert loaded(job).outcomes == ["unchanged", "refused", "refused"]


def test_rows_refused_twice_have_one_column_of_reasons(tmp_path, facility):
    job = job_of(tmp_path, pumps("P-1", Status="???"), facility=facility)
    checked(job)
    again = tmp_path / "again.csv"
    again.write_bytes((job.folder / "refused.csv").read_bytes())

    told = checked(job_for(again, facility=facility))

    assert told.refused[0] == [
        "Asset tag",
        "Name",
        "Category",
        "Status",
        "Refused because",
    ]


def test_what_stands_beside_the_table_is_kept(tmp_path, facility):
    rows = pumps(*(f"P-{n}" for n in range(600)))
    rows[550].extend(["", "see binder 3"])

    told = loaded(job_of(tmp_path, rows, facility=facility))

    assert told.noted(551) == "Kept in the notes: Beside the table: see binder 3."
