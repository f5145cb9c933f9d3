from __future__ import annotations

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from audit.actors import SYSTEM
from audit.management.commands.export_audit import moment
from audit.models import AuditLog
from audit.recording import entry_for
from tests.factories import make_asset, make_manufacturer


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_whole_log_goes_into_a_file_for_its_owner_alone(tmp_path, capsys):
    make_asset()
    path = tmp_path / "audit.jsonl"

    call_command("export_audit", str(path))

    assert len(lines_of(path)) == AuditLog.objects.count() - 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Wrote the audit log" in capsys.readouterr().out


def test_the_export_is_an_entry_of_the_system(tmp_path):
    call_command("export_audit", str(tmp_path / "a.csv"), since="2026-01-31")

    entry = AuditLog.objects.get(action="audit.exported")
    assert entry.actor.username == SYSTEM
    assert entry.payload == {"search": {"since": "2026-01-31", "format": "csv"}}


def test_without_a_file_it_goes_to_standard_output(capfdbinary):
    maker = make_manufacturer()

    call_command("export_audit")

    assert maker.name.encode() in capfdbinary.readouterr().out


def test_only_what_happened_in_the_time_asked_for(tmp_path):
    for at in ("2020-05-03T23:59", "2020-05-04T00:00", "2020-05-05T00:00"):
        entry_for(
            "asset.moved",
            entity=make_asset(),
            by=None,
            reason=at,
            payload={},
            occurred_at=moment(at),
        ).save(force_insert=True)
    path = tmp_path / "audit.jsonl"

    call_command("export_audit", str(path), since="2020-05-04", until="2020-05-05")

    assert [line["reason"] for line in lines_of(path)] == ["2020-05-04T00:00"]


@pytest.mark.parametrize("since", ["yesterday", "2026-13-45"])
def test_a_time_that_is_none_is_refused(tmp_path, since):
    with pytest.raises(CommandError, match="no day or moment"):
        call_command("export_audit", str(tmp_path / "a.csv"), since=since)


def test_a_file_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"\.csv or \.jsonl"):
        call_command("export_audit", str(tmp_path / "audit.exe"))


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_audit", str(tmp_path / "missing" / "audit.csv"))
