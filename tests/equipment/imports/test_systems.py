from __future__ import annotations

import pytest

from audit.models import AuditLog
from equipment.imports import loading
from tests.equipment.imports.loads import (
    asset_tagged,
    checked,
    job_of,
    loaded,
)


def parts(*pairs):
    return [
        ["Asset tag", "Category", "Part of (asset tag)"],
        *([tag, "PUMP", system] for tag, system in pairs),
    ]


@pytest.mark.parametrize("chunk", [1, 1000])
def test_a_system_may_stand_before_or_behind_its_parts(
    tmp_path, facility, monkeypatch, chunk
):
    monkeypatch.setattr(loading, "CHUNK", chunk)
    rows = parts(("P-1", "p-3"), ("P-2", ""), ("P-3", "P-2"), ("P-4", "P-2"))
    job = job_of(tmp_path, rows, facility=facility)

    first, again = loaded(job), loaded(job)

    assert first.result.counts == {"created": 4}
    assert again.result.counts == {"unchanged": 4}
    assert asset_tagged("P-1").parent_asset.parent_asset.asset_tag == "P-2"
    assert AuditLog.objects.about(asset_tagged("P-1")).count() == 1


def test_a_system_that_nobody_knows_is_kept_in_the_notes(tmp_path, facility):
    rows = parts(("P-1", "Z-9"), ("P-2", "P-1"))

    told = loaded(job_of(tmp_path, rows, facility=facility))

    assert told.noted(2) == "Kept in the notes: Part of (asset tag): Z-9."
    assert asset_tagged("P-2").parent_asset == asset_tagged("P-1")


def test_nothing_becomes_a_part_of_itself(tmp_path, facility):
    loaded(job_of(tmp_path, parts(("P-1", ""), ("P-2", "P-1")), facility=facility))
    rows = parts(("P-3", "P-2"), ("P-1", "P-3"), ("P-4", "p-4"))

    told = checked(job_of(tmp_path, rows, facility=facility))

    assert told.outcomes == ["created", "refused", "refused"]
    assert told.noted(3) == told.noted(4) == "An asset cannot be a part of itself."
