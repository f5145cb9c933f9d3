from __future__ import annotations

from equipment.imports.fields import FIELDS, Kind, fields_of


def test_fields_are_found_by_how_they_are_read():
    assert fields_of(Kind.MONEY) == ["purchase_cost", "replacement_cost"]
    assert fields_of(Kind.MAC, Kind.IP) == ["mac_address", "ip_address"]


def test_every_field_has_a_label_of_its_own():
    assert len({field.label for field in FIELDS.values()}) == len(FIELDS)
