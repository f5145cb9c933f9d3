from __future__ import annotations

import string

import pytest

from equipment.labels.lettering import BOLD, ELLIPSIS, PLAIN
from maintenance.binder.layout import Column, Listing, Section
from maintenance.binder.pages import BOTTOM, COLUMN, MARGIN, TOP, Pages

COLUMNS = (Column("Tag", 20), Column("Name", 60))


@pytest.fixture
def pages():
    """Every letter is a fifth of its size wide."""
    letters = string.printable + ELLIPSIS
    widths = dict.fromkeys(letters, 0.2)
    return Pages({PLAIN: widths, BOLD: widths})


def make_listing(number, **fields):
    rows = [(f"A-{n}", "Infusion pump") for n in range(number)]
    return Listing("Devices", COLUMNS, rows, fields.pop("of", number), **fields)


def words_on(page):
    return [words for *_, words in page.words]


def test_each_page_of_a_list_begins_with_its_heads(pages):
    pages.add_section(Section("Inventory", listings=[make_listing(200)]))

    assert len(pages.made) > 2
    for page in pages.made:
        assert words_on(page).count("Tag") == 1
        assert len(page.bars) == 1
    assert sum(len(page.rules) for page in pages.made) == 200


def test_nothing_stands_outside_the_margins(pages):
    long = Listing("Long", COLUMNS, [("x" * 500, "word " * 500)] * 80, 80)
    pages.add_section(Section("A" * 400, ["word " * 400], [long], [("n/a", "why")]))

    for page in pages.made:
        for x, y, _style, size, words in page.words:
            assert TOP <= y <= BOTTOM + 1
            assert x >= MARGIN
            assert x + len(words) * 0.2 * size <= MARGIN + COLUMN + 0.01


def test_a_section_begins_on_a_page_of_its_own(pages):
    pages.add_section(Section("First", ["Some words."]))
    pages.add_section(Section("Second", ["Some words."]))

    assert pages.starts == [("First", 1), ("Second", 2)]


def test_a_list_that_is_cut_says_so_and_where_the_rest_is(pages):
    pages.add_section(
        Section("Inventory", listings=[make_listing(3, of=70_000, file="all.csv")])
    )

    said = " ".join(words_on(pages.made[0]))
    assert "shows the first 3 of 70,000" in said
    assert "all.csv" in said


def test_an_empty_list_says_so(pages):
    pages.add_section(Section("Inventory", listings=[make_listing(0)]))

    assert "None." in words_on(pages.made[0])
