from __future__ import annotations

import pytest
from django.template import Context

from equipment.templatetags.navigation import nav_link, sort_header


@pytest.fixture
def at(rf):
    """The context of a page at an address."""
    return lambda address: Context({"request": rf.get(address)})


def test_the_page_that_one_is_on_is_marked(at):
    here = nav_link(at("/admin/equipment/"), "admin:index", "Admin", "cog-6-tooth")
    elsewhere = nav_link(at("/assets/"), "admin:index", "Admin", "cog-6-tooth")

    assert 'href="/admin/" aria-current="page"' in here
    assert "aria-current" not in elsewhere


def test_a_page_that_does_not_exist_is_left_out(at):
    assert nav_link(at("/"), "equipment:moon-list", "Moons", "moon") == ""


def test_a_page_without_a_request_has_navigation_all_the_same():
    link = nav_link(Context(), "admin:index", "Admin", "cog-6-tooth")

    assert "aria-current" not in link


def test_the_number_beside_a_link_is_fetched_afterwards(at):
    name = "maintenance:work-order-count"

    link = nav_link(at("/"), "admin:index", "Admin", "cog-6-tooth", name)

    assert 'hx-get="/work-orders/count/"' in link


@pytest.mark.parametrize(
    ("address", "next_ordering", "direction"),
    [
        ("/assets/", "ordering=name", "none"),
        ("/assets/?ordering=name", "ordering=-name", "ascending"),
        ("/assets/?ordering=-name", "ordering=name", "descending"),
        ("/assets/?ordering=tag", "ordering=name", "none"),
    ],
)
def test_a_header_sorts_and_turns_round(at, address, next_ordering, direction):
    header = sort_header(at(address), "name", "Name")

    assert f'href="?{next_ordering}"' in header
    assert f'aria-sort="{direction}"' in header


def test_sorting_keeps_the_filters_and_starts_at_the_first_page(at):
    header = sort_header(at("/assets/?status=in_use&cursor=abc"), "name", "Name")

    assert 'href="?status=in_use&amp;ordering=name"' in header


def test_the_page_may_say_its_order_itself(rf):
    context = Context({"request": rf.get("/assets/"), "ordering": "-name"})

    assert 'aria-sort="descending"' in sort_header(context, "name", "Name")


def test_what_an_address_says_cannot_break_out_of_the_header(at):
    header = sort_header(at('/assets/?q="><script>'), "name", "Name")

    assert "<script>" not in header
