from __future__ import annotations

import csv
import io
import json
from unittest.mock import ANY

import pytest

from audit import export
from audit.export import FORMATS, frozen, in_order, pieces
from audit.models import AuditLog
from audit.saving import save
from tests.factories import make_asset, make_auditor, make_manufacturer, make_technician


def exported(how, *, to=None):
    rows = frozen(AuditLog.objects.all())
    return b"".join(pieces(rows, FORMATS[how], to=to or make_auditor())).decode()


def test_every_entry_is_a_line_of_json():
    maker = make_manufacturer(name="Dräger")

    line = json.loads(exported("jsonl").splitlines()[0])

    assert line == {
        "id": ANY,
        "occurred_at": ANY,
        "actor_id": None,
        "actor_name": "",
        "actor_roles": "",
        "action": "manufacturer.created",
        "in_words": "Added",
        "entity_type": "equipment.manufacturer",
        "entity_id": str(maker.pk),
        "entity_label": "Dräger",
        "facility_id": None,
        "source": "command",
        "request_id": ANY,
        "address": "",
        "reason": "",
        "payload": {"name": [None, "Dräger"], "is_active": [None, True]},
    }


def test_a_spreadsheet_reads_the_file_as_what_it_is():
    make_manufacturer(name="Dräger")

    content = exported("csv")

    assert content.startswith("\ufeffid,")
    [row] = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert row["entity_label"] == "Dräger"
    assert json.loads(row["payload"])["name"] == [None, "Dräger"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_run_as_a_formula(start):
    name = f"{start}HYPERLINK(1)"
    make_manufacturer(name=name)

    [row] = csv.DictReader(io.StringIO(exported("csv").removeprefix("\ufeff")))

    assert row["entity_label"] == f"'{name}"


def test_entries_come_oldest_first_however_many_queries_it_takes(monkeypatch):
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 3)
    for _ in range(4):
        make_asset()

    rows = list(in_order(AuditLog.objects.all()))

    assert rows == list(AuditLog.objects.order_by("pk"))


def test_what_comes_in_meanwhile_is_left_out():
    make_manufacturer()
    rows = frozen(AuditLog.objects.all())
    make_manufacturer()

    assert len(list(in_order(rows))) == 1


def test_a_large_file_comes_in_pieces_of_a_good_size(monkeypatch):
    monkeypatch.setattr(export, "PIECE_BYTES", 1000)
    for _ in range(20):
        make_manufacturer()

    parts = list(pieces(AuditLog.objects.all(), FORMATS["jsonl"], to=make_auditor()))

    assert len(parts) > 3
    assert all(len(part) < 2000 for part in parts)


def test_costs_are_left_out_for_who_may_not_see_them():
    asset = make_asset()
    asset.purchase_cost, asset.notes = "1200.00", "Checked"
    save(asset, by=None)

    last = json.loads(exported("jsonl", to=make_technician()).splitlines()[-2])

    assert last["action"] == "asset.changed" or "purchase_cost" not in last["payload"]
    assert "1200.00" not in exported("jsonl", to=make_technician())
    assert "1200.00" in exported("jsonl")
