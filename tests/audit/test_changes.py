from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from audit.changes import MASK, changed_fields, changes_of, is_secret
from equipment.models import Asset
from tests.factories import make_asset, make_department, make_location


def changes(asset, **values):
    for name, value in values.items():
        setattr(asset, name, value)
    return changes_of(asset, created=False)


def test_nothing_differs_in_a_record_as_it_was_loaded():
    make_asset()

    assert changed_fields(Asset.objects.get()) == []


def test_a_new_record_tells_what_it_holds_and_nothing_that_is_empty():
    told = changes_of(make_asset(asset_tag="T-1"), created=True)

    assert told["asset_tag"] == [None, "T-1"]
    assert not {"notes", "purchase_cost", "parent_asset"} & told.keys()


def test_what_is_derived_or_says_when_is_not_told():
    asset = make_asset()

    told = changes(asset, serial_key="X", search_text="Y", version=9, updated_at=None)

    assert told == {}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("purchase_cost", Decimal("12.50"), "12.50"),
        ("purchase_date", date(2024, 5, 6), "2024-05-06"),
        ("replacement_planned_year", 2031, 2031),
        ("is_networked", True, True),
        ("notes", "مضخة", "مضخة"),
    ],
)
def test_values_are_told_as_json_can_hold_them(field, value, told):
    assert changes(make_asset(), **{field: value})[field][1] == told


def test_a_value_that_a_form_gives_as_text_is_no_change():
    asset = make_asset(replacement_planned_year=2031)

    assert changes(asset, replacement_planned_year="2031") == {}


def test_a_reference_is_told_with_its_label():
    here = make_location(name="Store")
    there = make_location(name="Room 4", facility=here.facility)
    asset = make_asset(current_location=here)

    assert changes(asset, current_location=there)["current_location"] == [
        {"id": here.pk, "label": "Store"},
        {"id": there.pk, "label": "Room 4"},
    ]


def test_a_reference_given_by_its_id_is_told_with_its_label_too():
    department = make_department(name="Radiology")
    asset = make_asset(facility=department.facility)

    told = changes(asset, owner_department_id=department.pk)

    assert told["owner_department"][1]["label"] == "Radiology"


def test_a_reference_taken_away_is_told_as_nothing():
    asset = make_asset()

    assert changes(asset, current_location=None)["current_location"][1] is None


def test_what_was_not_loaded_is_not_compared():
    asset = make_asset()
    asset = Asset.objects.only("name").get()

    assert changes(asset, name="Other").keys() == {"name"}


def test_secrets_are_told_to_have_changed_but_not_what_they_are(monkeypatch):
    monkeypatch.setattr("audit.changes.is_secret", lambda name: name == "notes")

    assert changes(make_asset(), notes="Hush")["notes"] == [MASK, MASK]


@pytest.mark.parametrize("name", ["password", "api_token", "secret_key"])
def test_a_secret_is_known_by_its_name(name):
    assert is_secret(name)
