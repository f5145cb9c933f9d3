from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core import signing
from django.db.models import Count as CountOf
from hypothesis import given, settings
from hypothesis import strategies as st

from equipment.models import Asset, Location
from hospital_assets.accounts.models import User
from hospital_assets.foundation.paging import (
    LOST_PLACE,
    Count,
    capped_count,
    paginate,
)
from tests.factories import make_asset, make_facility, make_location, make_user

START = datetime(2026, 1, 31, 23, 59, 59, 123457, tzinfo=UTC)

# Few values, so that there are ties, and some without one.
names = st.sampled_from(["", "a", "B", "ä", "'%_", "🩺"])
moments = st.none() | st.integers(0, 3).map(lambda n: START + timedelta(microseconds=n))
people = st.lists(st.tuples(names, moments), max_size=12)
orderings = st.lists(
    st.sampled_from(["first_name", "-first_name", "last_login", "-last_login", "pk"]),
    min_size=1,
    max_size=3,
    unique_by=lambda name: name.removeprefix("-"),
).map(lambda found: found[: found.index("pk") + 1] if "pk" in found else found)


def make_people(people):
    User.objects.all().delete()
    User.objects.bulk_create(
        User(username=f"walker{n}", first_name=name, last_login=moment)
        for n, (name, moment) in enumerate(people)
    )


def ids(rows):
    return [row.pk for row in rows]


def walk(queryset, *, step, **options):
    """The pages from the first on, each reached from the one before it."""
    page = paginate(queryset, **options)
    pages = [page]
    while cursor := getattr(page, step):
        page = paginate(queryset, cursor=cursor, **options)
        pages.append(page)
    return pages


@given(people=people, ordering=orderings, size=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_walking_visits_every_row_once_in_order_and_back_again(people, ordering, size):
    make_people(people)
    everyone = paginate(User.objects.all(), ordering=ordering, size=100).rows

    there = walk(User.objects.all(), step="next", ordering=ordering, size=size)
    page, back = there[-1], [there[-1]]
    while page.previous:
        page = paginate(
            User.objects.all(), ordering=ordering, size=size, cursor=page.previous
        )
        back.append(page)

    assert ids(row for page in there for row in page.rows) == ids(everyone)
    assert [ids(page.rows) for page in back[::-1]] == [ids(p.rows) for p in there]


@given(people=people)
@settings(max_examples=20, deadline=None)
def test_what_has_no_value_stands_behind_the_greatest(people):
    make_people(people)

    ascending = paginate(User.objects.all(), ordering=["last_login"], size=100).rows
    descending = paginate(User.objects.all(), ordering=["-last_login"], size=100).rows

    never = datetime.max.replace(tzinfo=UTC)
    logins = [person.last_login or never for person in ascending]
    assert logins == sorted(logins)
    assert ids(descending) == ids(ascending)[::-1]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("current_location__full_path", ["A", "B", "nowhere"]),
        ("-current_location__full_path", ["nowhere", "B", "A"]),
    ],
)
def test_a_column_of_another_table_may_be_missing(ordering, expected):
    facility = make_facility()
    for name in ("B", "A"):
        place = make_location(facility=facility, name=name)
        make_asset(facility=facility, current_location=place, name=name)
    make_asset(facility=facility, current_location=None, name="nowhere")

    pages = walk(Asset.objects.all(), step="next", ordering=[ordering], size=1)

    assert [page.rows[0].name for page in pages] == expected


def test_amounts_are_compared_as_amounts():
    facility = make_facility()
    for cost in ("9.50", "10.00", "100.00"):
        make_asset(facility=facility, purchase_cost=Decimal(cost))

    pages = walk(Asset.objects.all(), step="next", ordering=["purchase_cost"], size=1)

    assert [page.rows[0].purchase_cost for page in pages] == [
        Decimal("9.50"),
        Decimal("10.00"),
        Decimal("100.00"),
    ]


def test_a_computed_column_can_be_ordered_by():
    facility = make_facility()
    empty = make_location(facility=facility)
    full = make_location(facility=facility)
    make_asset(facility=facility, current_location=full)
    places = Location.objects.annotate(filled=CountOf("assets"))

    pages = walk(places, step="next", ordering=["-filled"], size=1)

    assert [page.rows[0] for page in pages] == [full, empty]


def test_rows_can_be_dictionaries_as_well():
    make_people([("a", None), ("b", None), ("c", None)])
    rows = User.objects.values("pk", "first_name")

    pages = walk(rows, step="next", ordering=["first_name"], size=2)

    assert [[row["first_name"] for row in page.rows] for page in pages] == [
        ["a", "b"],
        ["c"],
    ]


def test_a_row_added_meanwhile_shifts_nothing():
    make_people([("b", None), ("c", None), ("e", None)])
    first = paginate(User.objects.all(), ordering=["first_name"], size=2)

    make_user(first_name="a")
    second = paginate(
        User.objects.all(), ordering=["first_name"], size=2, cursor=first.next
    )

    assert [person.first_name for person in second.rows] == ["e"]


def test_a_cursor_whose_rows_are_gone_gives_the_beginning_with_a_sentence():
    make_people([("a", None), ("b", None)])
    first = paginate(User.objects.all(), ordering=["first_name"], size=1)
    User.objects.filter(first_name="b").delete()

    page = paginate(
        User.objects.all(), ordering=["first_name"], size=1, cursor=first.next
    )

    assert [person.first_name for person in page.rows] == ["a"]
    assert page.notice == LOST_PLACE


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "::",
        "🩺" * 10_000,
        signing.dumps([False, ["a", "1"]]),
        signing.dumps([False, ["a", "1"]], salt="another list"),
    ],
)
def test_a_cursor_that_was_not_given_out_gives_the_beginning_with_a_sentence(cursor):
    make_people([("a", None)])

    page = paginate(User.objects.all(), ordering=["first_name"], cursor=cursor)

    assert [person.first_name for person in page.rows] == ["a"]
    assert page.notice == LOST_PLACE


def test_a_cursor_of_another_order_is_not_taken():
    make_people([("a", None), ("b", None)])
    page = paginate(User.objects.all(), ordering=["first_name"], size=1)

    other = paginate(User.objects.all(), ordering=["-first_name"], cursor=page.next)

    assert other.notice == LOST_PLACE


def test_an_empty_list_is_one_empty_page():
    page = paginate(User.objects.none(), ordering=["first_name"])

    assert (page.rows, page.next, page.previous, page.notice) == ([], "", "", "")


def test_a_page_is_one_query(django_assert_num_queries):
    make_people([("a", None), ("b", None), ("c", None)])
    first = paginate(User.objects.all(), ordering=["first_name"], size=1)

    with django_assert_num_queries(1):
        paginate(User.objects.all(), ordering=["first_name"], size=1, cursor=first.next)


def test_nobody_looks_for_rows_without_a_value_where_there_are_none(
    django_assert_num_queries,
):
    make_people([("a", START), ("b", START + timedelta(days=1))])
    seen = User.objects.filter(last_login__isnull=False)

    with django_assert_num_queries(1):
        page = paginate(seen, ordering=["-last_login"], filled=["last_login"])

    assert [row.first_name for row in page.rows] == ["b", "a"]


def test_counting_stops_at_the_cap():
    make_people([("a", None), ("b", None), ("c", None)])

    assert capped_count(User.objects.all(), cap=3) == Count(3)
    assert capped_count(User.objects.all(), cap=2) == Count(2, is_more=True)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count(0), "0"),
        (Count(999), "999"),
        (Count(1000, is_more=True), "more than 1,000"),
    ],
)
def test_a_count_says_how_far_it_went(count, words):
    assert str(count) == words
