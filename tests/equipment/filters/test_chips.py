from __future__ import annotations

from django.http import QueryDict

from equipment.filters.assets import AssetFilter
from equipment.filters.chips import chips_of, query_of, words_of
from equipment.models import Asset
from tests.factories import make_location, make_manager


def chosen(query):
    return AssetFilter(
        QueryDict(query) if isinstance(query, str) else query,
        Asset.objects.all(),
        person=make_manager(),
    )


def test_each_part_of_a_filter_is_named_in_words():
    place = make_location(name="Ward 5")

    words = [
        chip.words
        for chip in chips_of(
            chosen(
                f"search=pump&status=in_use&status=available&current_location={place.pk}"
                "&is_life_support=true&is_life_support=&serial_doubtful=false"
            )
        )
    ]

    assert words == [
        "Search: pump",
        "Place: Ward 5",
        "Status: In use",
        "Status: Available",
        "Life support",
        "Serial number missing or doubtful: No",
    ]


def test_a_chip_leads_to_the_list_without_it():
    chips = chips_of(chosen("status=in_use&status=available&search=a%26b"))

    assert {chip.words: chip.query for chip in chips} == {
        "Search: a&b": "status=in_use&status=available",
        "Status: In use": "search=a%26b&status=available",
        "Status: Available": "search=a%26b&status=in_use",
    }


def test_what_is_not_understood_can_be_taken_away_too():
    chips = chips_of(chosen("facility=99&status=broken"))

    assert [chip.words for chip in chips] == ["Facility: 99?", "Status: broken"]


def test_the_address_is_the_same_however_it_was_typed():
    assert (
        query_of(
            chosen("cursor=x&ordering=name&status=in_use&facility=&foo=1&search=a")
        )
        == query_of(chosen("search=a&status=in_use&status=in_use&ordering=name"))
        == "search=a&status=in_use&ordering=name"
    )


def test_the_order_is_no_chip():
    assert chips_of(chosen("ordering=-name")) == []


def test_the_whole_filter_fits_in_a_line_for_the_audit_log():
    assert words_of(chosen("search=a&status=in_use")) == "Search: a; Status: In use"


def test_a_command_gives_a_dictionary_instead_of_an_address():
    assert words_of(chosen({"status": ["in_use"], "search": "a"})) == (
        "Search: a; Status: In use"
    )
