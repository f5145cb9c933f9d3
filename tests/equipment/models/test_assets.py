from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.saving import save
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from tests.factories import make_asset, make_location

BROKEN = [
    pytest.param({"status": "banana"}, "valid choice", id="unknown status"),
    pytest.param({"criticality": "banana"}, "criticality", id="unknown criticality"),
    pytest.param({"accepted_at": None}, "never accepted", id="used but never accepted"),
    pytest.param({"retired_at": timezone.now()}, "retired", id="retired by date alone"),
    pytest.param({"status_reason": "scrapped"}, "does not fit", id="foreign reason"),
    pytest.param({"ownership": "rental"}, "goes back", id="rental without an owner"),
    pytest.param({"purchase_cost": "-1"}, "negative", id="negative cost"),
    pytest.param(
        {"purchase_date": date(2024, 5, 1), "received_on": date(2024, 4, 1)},
        "before it was bought",
        id="received before it was bought",
    ),
    pytest.param(
        {"purchase_date": date(2024, 5, 1), "warranty_ends_on": date(2023, 5, 1)},
        "before the purchase",
        id="warranty before the purchase",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), BROKEN)
def test_a_broken_asset_is_refused_with_a_sentence(fields, sentence):
    asset = make_asset()
    for name, value in fields.items():
        setattr(asset, name, value)

    with pytest.raises(ValidationError, match=sentence) as refused:
        save(asset, by=None)
    assert "Constraint" not in str(refused.value)


@pytest.mark.parametrize(("fields", "sentence"), BROKEN)
def test_the_database_itself_refuses_a_broken_asset(fields, sentence):
    asset = make_asset()

    with pytest.raises(DatabaseError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(**fields)


def test_a_tag_is_taken_whatever_its_case():
    make_asset(asset_tag="BME-77")

    with pytest.raises(ValidationError, match="Another asset has this tag"):
        make_asset(asset_tag="bme-77")
    assert connection.is_usable()


def test_a_place_in_another_facility_is_refused():
    asset = make_asset()
    asset.current_location = make_location()

    with pytest.raises(ValidationError, match="another facility"):
        save(asset, by=None)


@pytest.mark.parametrize("year", [8, 1949, 2151])
def test_a_year_that_cannot_be_is_refused(year):
    asset = make_asset()
    asset.purchase_date = date(year, 1, 1)

    with pytest.raises(ValidationError, match="cannot be right"):
        save(asset, by=None)


@pytest.mark.parametrize(
    ("status", "reason", "may_be_used"),
    [
        (AssetStatus.AVAILABLE, StatusReason.READY, True),
        (AssetStatus.AVAILABLE, StatusReason.NEEDS_CLEANING, False),
        (AssetStatus.IN_USE, StatusReason.DEPLOYED, True),
        (AssetStatus.MAINTENANCE, StatusReason.PM, False),
        (AssetStatus.OUT_OF_SERVICE, StatusReason.DAMAGED, False),
    ],
)
def test_whether_it_may_be_used(status, reason, may_be_used):
    assert Asset(status=status, status_reason=reason).may_be_used is may_be_used


def test_age_counts_from_acceptance_then_manufacture_then_purchase():
    today = date(2026, 1, 1)
    bought = Asset(purchase_date=date(2016, 1, 1))
    made = Asset(purchase_date=date(2020, 1, 1), manufactured_on=date(2019, 1, 1))
    accepted = Asset(
        manufactured_on=date(2019, 1, 1), accepted_at=datetime(2024, 1, 1, tzinfo=UTC)
    )

    ages = [asset.age_in_years(today) for asset in (bought, made, accepted, Asset())]

    assert ages == [10.0, 7.0, 2.0, None]


def test_a_serial_number_is_kept_as_written_and_compared_without_its_looks():
    asset = make_asset(serial_number="sn 00-12 a")
    twin = make_asset(serial_number="SN0012A")

    assert asset.serial_number == "sn 00-12 a"
    assert list(Asset.objects.sharing_serial_with(asset)) == [twin]


def test_placeholders_are_doubtful_and_never_twins():
    first, second = make_asset(serial_number="N/A"), make_asset(serial_number="N/A")

    assert first.serial_doubt
    assert second not in Asset.objects.sharing_serial_with(first)
