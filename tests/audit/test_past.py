from __future__ import annotations

from datetime import UTC, datetime, timedelta

from audit.bulk import Deed, number
from audit.models import AuditLog
from audit.past import Step, write_past
from equipment.models import Asset, Assignment, Manufacturer
from tests.factories import make_category, make_location, make_manager

LONG_AGO = datetime(2023, 1, 9, 6, 0, tzinfo=UTC)


def deed(day, action="", **fields):
    return Deed(None, action, occurred_at=LONG_AGO + timedelta(days=day), **fields)


def test_a_record_is_written_as_its_last_step_leaves_it():
    maker = Manufacturer()

    write_past(
        [
            Step(maker, deed(0), {"name": "Acme", "notes": "New"}),
            Step(maker, deed(5), {"name": "Acme Medical"}),
            Step(maker, deed(9), {"notes": ""}),
        ]
    )

    stored = Manufacturer.objects.get()
    assert (stored.name, stored.notes) == ("Acme Medical", "")
    assert stored.created_at == LONG_AGO
    assert stored.updated_at == LONG_AGO + timedelta(days=9)


def test_history_and_audit_log_tell_every_step():
    maker, by = Manufacturer(), make_manager()

    write_past(
        [
            Step(maker, deed(0), {"name": "Acme"}),
            Step(maker, Deed(by, "manufacturer.renamed", "Sold"), {"name": "Acme Ltd"}),
        ]
    )

    older, newer = maker.history.order_by("history_id")
    assert [(row.history_type, row.name) for row in (older, newer)] == [
        ("+", "Acme"),
        ("~", "Acme Ltd"),
    ]
    assert older.history_date == LONG_AGO
    assert (newer.history_user, newer.history_change_reason) == (by, "Sold")
    entries = AuditLog.objects.about(maker).order_by("pk")
    assert [entry.action for entry in entries] == [
        "manufacturer.created",
        "manufacturer.renamed",
    ]
    assert entries[1].payload == {"name": ["Acme", "Acme Ltd"]}


def test_records_may_refer_to_each_other_before_they_have_ids():
    room, asset, assignment = make_location(), Asset(), Assignment()
    fields = {
        "facility": room.facility,
        "category": make_category(),
        "asset_tag": "OLD-1",
        "name": "Pump",
        "model_name": "Agilia",
        "criticality": "low",
        "accepted_at": LONG_AGO,
        "status": "available",
        "status_reason": "ready",
    }

    write_past(
        [
            Step(asset, deed(0), fields),
            Step(
                assignment,
                deed(1, "assignment.started"),
                {"asset": asset, "location": room, "started_at": LONG_AGO},
            ),
            Step(asset, deed(1), {"status": "in_use", "status_reason": "deployed"}),
        ]
    )

    stored = Assignment.objects.get()
    assert stored.asset.asset_tag == "OLD-1"
    assert stored.asset.version == 2
    assert stored.asset.search_text == "old-1 pump agilia"
    told = AuditLog.objects.about(stored).get()
    assert told.entity_label.startswith("OLD-1 Pump with")
    assert told.facility_id == room.facility_id


def test_a_record_may_have_its_id_before():
    maker = Manufacturer()
    number([maker])
    key = maker.pk

    write_past([Step(maker, deed(0), {"name": f"Maker {key}"})])

    assert Manufacturer.objects.get(name=f"Maker {key}").pk == key


def test_the_past_of_many_is_told_in_the_order_given():
    makers = [Manufacturer() for _ in range(600)]
    steps = [Step(m, deed(n), {"name": f"M{n}"}) for n, m in enumerate(makers)]
    steps += [
        Step(m, deed(700 + n), {"notes": "seen"})
        for n, m in enumerate(reversed(makers))
    ]

    write_past(steps)

    moments = AuditLog.objects.order_by("pk").values_list("occurred_at", flat=True)
    assert list(moments) == sorted(moments)
    assert len(moments) == 1_200
