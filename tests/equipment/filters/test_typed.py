from __future__ import annotations

import pytest
from django.http import QueryDict

from equipment.filters.typed import typed_in
from tests.factories import (
    make_category,
    make_department,
    make_department_manager,
    make_device_model,
    make_location,
    make_manager,
    make_manufacturer,
)


def typed(person=None, **texts):
    query = QueryDict(mutable=True)
    for name, text in texts.items():
        query[name] = text
    return typed_in(query, person or make_manager())


def ids(result, name):
    return [int(pk) for pk in result.query.getlist(name)]


def test_empty_fields_are_no_question():
    assert typed(status="available", category_text="  ") is None


@pytest.mark.parametrize("text", ["Ward 5", "ward 5", " W-5 ", "Main › Ward 5"])
def test_a_place_is_found_by_name_code_and_path(text):
    main = make_location(name="Main")
    ward = make_location(name="Ward 5", code="W-5", parent=main)

    result = typed(current_location_text=text)

    assert result.is_understood
    assert ids(result, "current_location") == [ward.pk]
    assert "current_location_text" not in result.query


def test_places_of_one_name_are_all_meant():
    rooms = [make_location(name="Room 1") for _ in range(2)]

    result = typed(current_location_text="room 1")

    assert sorted(ids(result, "current_location")) == sorted(r.pk for r in rooms)


def test_the_end_of_a_path_is_enough():
    wing = make_location(name="North")
    room = make_location(name="Room 1", parent=wing)
    make_location(name="Room 1")

    assert ids(typed(current_location_text="North / Room 1"), "current_location") == [
        room.pk
    ]


def test_what_was_chosen_before_stays_chosen():
    first, second = make_category(name="Pump"), make_category(name="Bed")

    result = typed(category=str(first.pk), category_text="bed", status="in_use")

    assert ids(result, "category") == [first.pk, second.pk]
    assert result.query["status"] == "in_use"


def test_a_part_that_only_one_name_has_is_enough():
    model = make_device_model(
        name="Evita V600", manufacturer=make_manufacturer(name="Dräger")
    )
    make_device_model(name="Agilia")

    assert ids(typed(device_model_text="evita"), "device_model") == [model.pk]
    assert ids(typed(device_model_text="Dräger Evita V600"), "device_model") == [
        model.pk
    ]


def test_what_is_not_clear_is_asked_back():
    for name in ("Infusion pump", "Syringe pump"):
        make_category(name=name)

    result = typed(category_text="pump")

    assert not result.is_understood
    assert result.refusals["category"] == (
        "Several category names contain “pump”, such as “Infusion pump”; "
        "“Syringe pump”. Choose one."
    )


@pytest.mark.parametrize("text", ["%", "_", "'", '"; --', "🩺", "ــ", "nowhere"])
def test_what_nothing_is_called_is_said(text):
    make_manufacturer(name="Maker")

    assert typed(manufacturer_text=text).refusals["manufacturer"] == (
        f"No manufacturer is called “{text}”. Try a part of its name."
    )


def test_a_name_longer_than_any_is_refused_unread():
    result = typed(manufacturer_text="x" * 10_000)

    assert "so long a name" in result.refusals["manufacturer"]


def test_places_out_of_reach_are_not_found():
    department = make_department()
    make_location(name="Secret room")
    person = make_department_manager(department)

    assert not typed(person, current_location_text="Secret room").is_understood
