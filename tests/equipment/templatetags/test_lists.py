from __future__ import annotations

from equipment.models import Asset
from equipment.templatetags.lists import as_options, asset_rows
from equipment.views.asset_filter_bar import Option
from equipment.views.asset_lists import shown
from tests.factories import make_asset, make_facility, make_location


def test_what_people_wrote_is_shown_and_not_run():
    make_asset(name="<script>", serial_number='"><b>', asset_tag="'<i>")

    html = asset_rows(shown(Asset.objects.all()), {}, can_select=True)

    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html


def test_a_room_stands_before_what_it_is_in():
    facility = make_facility(name="General")
    wing = make_location(name="North", facility=facility)
    make_asset(current_location=make_location(name="Room 7", parent=wing))

    html = asset_rows(shown(Asset.objects.all()), {facility.pk: facility.name})

    assert 'Room 7<span class="row-note">General › North</span>' in html


def test_a_place_in_words_stands_for_one_of_the_list():
    facility = make_facility(name="General")
    make_asset(facility=facility, current_location=None, location_text="Cellar")

    html = asset_rows(shown(Asset.objects.all()), {facility.pk: facility.name})

    assert 'Cellar<span class="row-note">General</span>' in html


def test_rows_have_a_box_to_tick_when_asked_for():
    make_asset()
    rows = list(shown(Asset.objects.all()))

    assert "data-select-row" in asset_rows(rows, {}, can_select=True)
    assert "data-select-row" not in asset_rows(rows, {})


def test_options_are_escaped_and_the_chosen_ones_marked():
    options = [Option("1", "A & B", is_chosen=True), Option("2", "C", is_chosen=False)]

    assert as_options(options) == (
        '<option value="1" selected>A &amp; B</option><option value="2">C</option>'
    )
