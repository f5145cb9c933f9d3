from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from maintenance.checklists import (
    LONGEST_KEY,
    LONGEST_LABEL,
    MOST_ITEMS,
    Item,
    as_json,
    parse_checklist,
    slug,
)
from maintenance.choices import ItemType, ToleranceType
from maintenance.measuring import Limits

SHARED = Path(__file__).resolve().parents[3] / "shared"
CATALOGUE = json.loads((SHARED / "data/catalogue.json").read_text())["types"]

D = Decimal
LABELLED = {"label": "Leakage"}
NUMERIC = LABELLED | {"type": "numeric"}


def test_plain_strings_pass_or_fail():
    assert parse_checklist(["Power cord", " Alarms \n"]) == (
        Item(key="power_cord", label="Power cord"),
        Item(key="alarms", label="Alarms"),
    )


def test_equal_strings_have_keys_of_their_own():
    given = {"key": "alarms_2", "label": "Alarms, silent"}

    items = parse_checklist(["Alarms", "alarms", "ALARMS!", given, "警報", "💥"])
    assert [item.key for item in items] == [
        "alarms",
        "alarms_3",
        "alarms_4",
        "alarms_2",
        "item",
        "item_2",
    ]


@pytest.mark.parametrize("device", CATALOGUE, ids=lambda device: device["key"])
def test_every_checklist_of_the_catalogue_is_read(device):
    items = parse_checklist(device["checklist"])

    assert [item.key for item in items] == [row["key"] for row in device["checklist"]]
    assert parse_checklist(as_json(items)) == items


def test_an_item_has_all_that_was_said_of_it():
    (item,) = parse_checklist(
        [
            {
                "key": "pe",
                "section": "Safety",
                "label": "Protective earth",
                "type": "numeric",
                "unit": "ohm",
                "max": 0.3,
                "required": True,
                "na_allowed": False,
                "evidence_required": True,
                "fail_action": "Take it out of use",
                "note": "With the cord",
                "order": 1,
            }
        ]
    )

    assert item == Item(
        key="pe",
        section="Safety",
        label="Protective earth",
        type=ItemType.NUMERIC,
        unit="ohm",
        max=D("0.3"),
        na_allowed=False,
        evidence_required=True,
        fail_action="Take it out of use",
        note="With the cord",
    )


def test_items_stand_in_the_order_that_they_name():
    items = parse_checklist([LABELLED | {"order": 2}, {"label": "Cord", "order": 1}])

    assert [item.label for item in items] == ["Cord", "Leakage"]


@pytest.mark.parametrize(
    ("case", "limits"),
    [
        ({"nominal": 20, "tolerance": 2}, Limits(D(18), D(22))),
        (
            {"nominal": 500, "tolerance": 10, "tol_type": "percent"},
            Limits(D(450), D(550)),
        ),
        ({"nominal": 20, "tolerance": 2, "tol_type": "none"}, Limits()),
        ({"nominal": 20, "min": 19}, Limits(D(19))),
        ({"nominal": 20, "tolerance": 2, "max": 21}, Limits(maximum=D(21))),
        ({}, Limits()),
    ],
)
def test_limits_are_written_out_or_follow_from_the_tolerance(case, limits):
    (item,) = parse_checklist([NUMERIC | case])

    assert item.limits == limits


def test_a_tolerance_is_in_the_unit_where_nothing_else_is_said():
    (item,) = parse_checklist([NUMERIC | {"nominal": 20, "tolerance": 2}])

    assert item.tol_type == ToleranceType.ABS


def test_numbers_are_written_exactly():
    item = NUMERIC | {"min": "0.1", "max": 5, "nominal": "123456789.123456789"}

    (row,) = as_json(parse_checklist([item]))
    assert (row["min"], row["max"], row["nominal"]) == (0.1, 5, "123456789.123456789")
    assert json.loads(json.dumps(row)) == row


def test_options_are_kept_in_their_order():
    item = LABELLED | {"type": "choice", "options": ["Worn", "Good"]}

    (row,) = as_json(parse_checklist([item]))
    assert row["options"] == ["Worn", "Good"]


@pytest.mark.parametrize("value", [None, {}, "Cord", 5, {"items": []}])
def test_what_is_no_list_is_refused(value):
    with pytest.raises(ValidationError, match="A checklist is a list"):
        parse_checklist(value)


def test_an_endless_list_is_refused():
    with pytest.raises(ValidationError, match=f"at most {MOST_ITEMS} items"):
        parse_checklist(["Cord"] * (MOST_ITEMS + 1))


def test_a_long_list_of_one_label_is_not():
    items = parse_checklist(["Cord"] * MOST_ITEMS)

    assert len({item.key for item in items}) == MOST_ITEMS


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (5, "Write a text, or an object with a label"),
        (None, "Write a text"),
        ({}, "Say in 1 to 300 characters what is to be checked"),
        ("", "Say in 1 to 300 characters"),
        ("\0", "Say in 1 to 300 characters"),
        ("x" * (LONGEST_LABEL + 1), "Say in 1 to 300 characters"),
        ({"label": 5}, "Say in 1 to 300 characters"),
        (LABELLED | {"colour": "red"}, "“colour” is not known"),
        (LABELLED | {"type": "number"}, "The type is one of pass_fail, numeric"),
        (LABELLED | {"type": []}, "The type is one of"),
        (LABELLED | {"key": "Not a key"}, "A key has small letters"),
        (LABELLED | {"key": "x" * (LONGEST_KEY + 1)}, "A key has small letters"),
        (LABELLED | {"key": 5}, "A key has small letters"),
        (LABELLED | {"max": 5}, "Limits belong to measured values"),
        (NUMERIC | {"min": 5, "max": 4}, "The lower limit is above the upper one"),
        (NUMERIC | {"tolerance": 5}, "A tolerance needs the nominal value"),
        (NUMERIC | {"nominal": 5, "tolerance": -1}, "A tolerance is positive"),
        (NUMERIC | {"tol_type": "about"}, "abs, percent or none"),
        (NUMERIC | {"max": "much"}, "“max” is not a number"),
        (NUMERIC | {"max": True}, "“max” is not a number"),
        (NUMERIC | {"max": float("nan")}, "“max” is not a number"),
        (NUMERIC | {"max": float("inf")}, "“max” is not a number"),
        (NUMERIC | {"max": 10**5000}, "“max” is not a number"),
        (NUMERIC | {"max": "1e400"}, "“max” is not a number"),
        (NUMERIC | {"max": "1e-400"}, "more than 9 decimals"),
        (LABELLED | {"required": "yes"}, "“required” is true or false"),
        (LABELLED | {"unit": 5}, "“unit” is a text"),
        (LABELLED | {"note": "\0"}, "“note” is a text"),
        (LABELLED | {"type": "choice"}, "A choice needs options"),
        (LABELLED | {"options": "A"}, "Options are a list"),
        (LABELLED | {"options": ["A", "A"]}, "stands in the list twice"),
    ],
)
def test_an_item_that_cannot_be_used_is_named_with_its_number(entry, sentence):
    with pytest.raises(ValidationError) as refused:
        parse_checklist(["Cord", entry])

    (message,) = refused.value.messages
    assert message.startswith("Item 2: ")
    assert sentence in message


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(ValidationError) as refused:
        parse_checklist([5, "Cord", {}])

    assert [each[:7] for each in refused.value.messages] == ["Item 1:", "Item 3:"]


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(ValidationError, match="“pe” stands in the list twice"):
        parse_checklist([LABELLED | {"key": "pe"}, LABELLED | {"key": "pe"}])


def test_a_label_suggests_a_key():
    assert slug("Prüfung: Erdung (≤ 0,3 Ω)") == "prufung_erdung_0_3"
    assert len(slug("long " * 50)) <= LONGEST_KEY - 5


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["label", "type", "min", "max", "key", "order", "x"]), inner
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_a_checklist_or_refused(value):
    try:
        items = parse_checklist(value)
    except ValidationError:
        return

    assert parse_checklist(json.loads(json.dumps(as_json(items)))) == items
