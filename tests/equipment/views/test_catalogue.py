from __future__ import annotations

import pytest
from django.urls import reverse

from equipment.lifecycle import AssetStatus
from tests.factories import (
    make_asset,
    make_category,
    make_device_model,
    make_facility,
    make_manufacturer,
    make_technician,
)


@pytest.fixture
def technician(client):
    technician = make_technician(make_facility())
    client.force_login(technician)
    return technician


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("category", make_category),
        ("manufacturer", make_manufacturer),
        ("model", make_device_model),
    ],
)
def test_the_catalogue_is_listed_searched_and_opened(client, technician, kind, make):
    wanted, other = make(name="Zephyr 500"), make(name="Quasar 7")
    address = reverse(f"equipment:{kind}-list")

    listed = client.get(address).text
    found = client.get(address, {"search": "zephyr"}).text
    opened = client.get(reverse(f"equipment:{kind}-detail", args=[wanted.pk]))

    assert wanted.name in listed
    assert other.name in listed
    assert other.name not in found
    assert wanted.name in opened.text


def test_a_kind_of_device_shows_its_equipment_that_i_may_see(client, technician):
    model = make_device_model()
    facility = technician.staff_scopes.get().facility
    mine = make_asset(facility=facility, device_model=model)
    foreign = make_asset(device_model=model)

    answer = client.get(reverse("equipment:model-detail", args=[model.pk])).text

    assert mine.asset_tag in answer
    assert foreign.asset_tag not in answer


@pytest.mark.parametrize(
    ("kind", "make"), [("category", make_category), ("model", make_device_model)]
)
def test_the_risk_stands_apart_from_its_mark(client, technician, kind, make):
    thing = make(is_life_support=True)

    answer = client.get(reverse(f"equipment:{kind}-detail", args=[thing.pk])).text

    assert f'{thing.get_risk_class_display()} <span class="tag' in answer


@pytest.mark.parametrize("kind", ["category", "manufacturer", "model"])
def test_what_is_not_in_the_catalogue_is_not_found(client, technician, kind):
    address = reverse(f"equipment:{kind}-detail", args=[999_999])

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("sought", ["%", "_", "'", "🫀", "a" * 10_000])
def test_odd_searches_find_nothing_and_break_nothing(client, technician, sought):
    make_category(name="Plain")

    answer = client.get(reverse("equipment:category-list"), {"search": sought})

    assert answer.status_code == 200
    assert "Plain" not in answer.text


@pytest.mark.parametrize(
    ("kind", "field", "make"),
    [
        ("category", "category", make_category),
        ("manufacturer", "manufacturer", make_manufacturer),
        ("model", "device_model", make_device_model),
    ],
)
def test_an_entry_counts_the_equipment_that_it_opens(
    client, technician, kind, field, make
):
    wanted = make()
    facility = technician.staff_scopes.get().facility
    for _ in range(2):
        make_asset(facility=facility, **{field: wanted})
    make_asset(facility=facility, status=AssetStatus.RETIRED, **{field: wanted})
    make_asset(**{field: wanted})

    listed = client.get(reverse(f"equipment:{kind}-list"), {"search": wanted.name})

    (row,) = [row for row in listed.context["rows"] if row["entry"] == wanted]
    assert row["number"] == 2
    assert len(client.get(row["url"]).context["page"].rows) == 2


@pytest.mark.parametrize("kind", ["category", "manufacturer", "model"])
def test_a_list_of_the_catalogue_costs_the_same_for_one_and_for_many(
    client, technician, kind, django_assert_num_queries
):
    client.get(reverse(f"equipment:{kind}-list"))
    for number in (1, 20):
        for _ in range(number):
            make_asset(device_model=make_device_model())
        with django_assert_num_queries(7):
            client.get(reverse(f"equipment:{kind}-list"))
