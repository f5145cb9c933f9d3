from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from equipment.choices import Criticality, Ownership
from equipment.filters.assets import ORDERINGS, AssetFilter
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset
from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_department_manager,
    make_device_model,
    make_facility,
    make_location,
    make_manager,
    make_manufacturer,
)


def chosen(query, person=None, **options):
    person = person or make_manager()
    assets = Asset.objects.visible_to(person)
    return AssetFilter(QueryDict(query), assets, person=person, **options)


def found(query, person=None):
    return set(chosen(query, person).qs)


def test_without_a_filter_everything_visible_is_found():
    asset = make_asset()

    assert found("") == {asset}


def test_a_form_that_was_sent_empty_filters_nothing():
    asset = make_asset()
    filters = AssetFilter.base_filters

    assert found("&".join(f"{name}=" for name in filters)) == {asset}


def test_several_values_of_one_filter_mean_any_of_them():
    free = make_asset()
    broken = make_asset(
        status=AssetStatus.OUT_OF_SERVICE, status_reason=StatusReason.DAMAGED
    )
    make_asset(status=AssetStatus.MAINTENANCE, status_reason=StatusReason.PM)

    assert found("status=available&status=out_of_service") == {free, broken}


def test_different_filters_mean_all_of_them():
    wanted = make_asset(criticality=Criticality.HIGH)
    make_asset()
    make_asset(
        criticality=Criticality.HIGH,
        status=AssetStatus.MAINTENANCE,
        status_reason=StatusReason.PM,
    )

    assert found("status=available&criticality=high") == {wanted}


def test_a_place_means_it_and_all_that_is_below_it():
    building = make_location()
    room = make_location(parent=building)
    other = make_location(facility=building.facility)
    here, below = (make_asset(current_location=each) for each in (building, room))
    elsewhere = make_asset(current_location=other)

    assert found(f"current_location={building.pk}") == {here, below}
    assert found(f"current_location={room.pk}&current_location={other.pk}") == {
        below,
        elsewhere,
    }


def test_references_are_found_by_id():
    facility = make_facility()
    department = make_department(facility=facility)
    model = make_device_model()
    wanted = make_asset(
        facility=facility,
        owner_department=department,
        category=model.category,
        manufacturer=model.manufacturer,
        device_model=model,
    )
    make_asset()

    for query in (
        f"facility={facility.pk}",
        f"owner_department={department.pk}",
        f"category={model.category_id}",
        f"manufacturer={model.manufacturer_id}",
        f"device_model={model.pk}",
    ):
        assert found(query) == {wanted}, query


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("is_life_support=true", {"is_life_support": True}),
        ("ownership=leased", {"ownership": Ownership.LEASED}),
        ("risk_class=high", {"risk_class": "high"}),
        ("status_reason=needs_cleaning", {"status_reason": "needs_cleaning"}),
        ("serial_doubtful=true", {"serial_number": "N/A"}),
        ("serial_doubtful=true", {"serial_number": ""}),
        ("without_place=true", {"current_location": None}),
        ("search=zzz1", {"serial_number": "ZZZ-1"}),
    ],
)
def test_each_other_filter_finds_what_it_names(query, fields):
    wanted = make_asset(**fields)
    other = make_asset()

    assert found(query) == {wanted}
    if "=true" in query:
        assert found(query.replace("true", "false")) == {other}


def test_a_warranty_has_ended_the_day_after_its_last_day():
    today = timezone.localdate()
    ended = make_asset(warranty_ends_on=today - timedelta(days=1))
    last_day = make_asset(warranty_ends_on=today)
    unknown = make_asset()

    assert found("warranty_ended=true") == {ended}
    assert found("warranty_ended=false") == {last_day, unknown}


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("status=broken", "status", "“broken” is not one of the choices."),
        ("facility=abc", "facility", "“abc” is not a number."),
        ("facility=-1", "facility", "“-1” is not a number."),
        ("facility=\u0661", "facility", "“\u0661” is not a number."),
        ("category=999999999999999999", "category", "There is no category 9999"),
        ("category=" + "9" * 40, "category", "is not a number."),
        ("device_model=1&" * 51, "device_model", "Choose 50 at most."),
        ("search=" + "x" * 201, "search", "200 characters at most"),
        ("is_life_support=perhaps", "is_life_support", "“perhaps” is not one"),
        ("ordering=purchase_cost", "ordering", "“purchase_cost” is not one"),
    ],
)
def test_what_is_not_understood_finds_nothing_and_says_why(query, field, words):
    make_asset()
    person = make_manager()

    assert found(query, person) == set()
    assert words in " ".join(chosen(query, person).form.errors[field])


def test_what_one_may_not_see_cannot_be_chosen():
    here, there = make_facility(), make_facility()
    person = make_manager(here)

    errors = chosen(f"facility={there.pk}", person).form.errors

    assert errors["facility"] == [f"There is no facility {there.pk} for you to see."]


def test_a_page_gets_the_choices_that_the_person_has():
    mine, other = make_department(), make_department()
    person = make_department_manager(mine)

    named = chosen("", person, choices_of=("facility", "owner_department")).named

    assert [each.pk for each in named["facility"]] == [mine.facility_id]
    assert [each.pk for each in named["owner_department"]] == [mine.pk]
    assert other.pk not in {each.pk for each in named["owner_department"]}


def test_all_references_are_looked_up_in_one_query(django_assert_num_queries):
    model, room = make_device_model(), make_location()
    department = make_department(facility=room.facility)
    person = make_manager()
    form = chosen(
        f"category={model.category_id}&manufacturer={model.manufacturer_id}"
        f"&device_model={model.pk}&current_location={room.pk}"
        f"&owner_department={department.pk}&facility={room.facility_id}",
        person,
    ).form

    with django_assert_num_queries(1):
        assert form.is_valid()

    assert [each.label for each in form.named["device_model"]] == [str(model)]
    assert form.named["current_location"][0].more == room.path


@pytest.mark.parametrize("order", [*ORDERINGS, *(f"-{name}" for name in ORDERINGS)])
def test_every_order_is_one_that_the_database_knows(order):
    make_asset()
    found = chosen(f"ordering={order}")

    assert found.order == order
    assert list(found.qs.order_by(*found.columns_of_order))


def test_the_tag_is_the_usual_order():
    assert chosen("").columns_of_order == ["asset_tag"]
    assert chosen("ordering=nonsense").columns_of_order == ["asset_tag"]


def test_makers_of_the_catalogue_are_known_to_everybody():
    maker, category = make_manufacturer(), make_category()
    person = make_department_manager(make_department())

    named = chosen(f"manufacturer={maker.pk}&category={category.pk}", person).named

    assert named["manufacturer"][0].label == maker.name
    assert named["category"][0].label == category.name
