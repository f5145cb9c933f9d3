from __future__ import annotations

import pytest
from django.db.models import Q

from equipment.models import Asset, Location
from hospital_assets.foundation.conditions import IsAmong, IsOneOf
from tests.factories import make_asset


def test_a_column_is_among_the_values_of_a_query():
    wanted, other = make_asset(), make_asset()
    places = Location.objects.filter(pk=wanted.current_location.pk).values("pk")

    found = Asset.objects.filter(IsAmong("current_location", places))

    assert list(found) == [wanted]
    assert list(Asset.objects.exclude(Q(IsAmong("current_location", places)))) == [
        other
    ]


def test_it_stands_beside_other_conditions():
    in_place, by_tag, _ = make_asset(), make_asset(asset_tag="BY-TAG"), make_asset()
    places = Location.objects.filter(pk=in_place.current_location.pk).values("pk")

    found = Asset.objects.filter(
        Q(IsAmong("current_location", places)) | Q(asset_tag="BY-TAG")
    )

    assert set(found) == {in_place, by_tag}


def test_nothing_is_among_the_values_of_an_empty_query():
    make_asset()

    nowhere = Location.objects.filter(name="nowhere").values("pk")

    assert not Asset.objects.filter(IsAmong("current_location", nowhere)).exists()


@pytest.mark.postgresql
def test_postgresql_gets_an_array_whose_members_it_can_look_up():
    query = Asset.objects.filter(
        IsAmong("current_location", Location.objects.values("pk"))
    ).query

    assert "= ANY(ARRAY(SELECT" in str(query)


def test_words_of_the_code_stand_in_the_sql_itself():
    wanted, _ = make_asset(name="pump"), make_asset(name="bed")

    found = Asset.objects.filter(IsOneOf("name", {"pump", "monitor"}))

    assert list(found) == [wanted]
    assert found.query.sql_with_params()[1] == ()


@pytest.mark.parametrize("word", ["it's", "a b", "", "x') OR 1=1 --"])
def test_what_is_no_word_of_the_code_is_refused(word):
    with pytest.raises(ValueError, match="no words of the code"):
        IsOneOf("name", ["fine", word])
