from __future__ import annotations

from maintenance.checklists import parse_checklist
from maintenance.revisions import Change, differences

OLD = parse_checklist(
    [
        {"key": "a", "label": "Housing"},
        {"key": "b", "label": "Flow", "type": "numeric", "unit": "l/min", "max": 11},
    ]
)


def changed(*items):
    return differences(OLD, parse_checklist(list(items)))


def test_the_same_checklist_has_no_differences():
    assert differences(OLD, OLD) == []


def test_what_was_added_and_removed_is_told():
    changes = changed({"key": "a", "label": "Housing"}, {"key": "c", "label": "Alarm"})

    assert changes == [Change("Removed", "Flow"), Change("Added", "Alarm")]


def test_what_changed_in_an_item_is_told_in_words():
    (change,) = changed(
        {"key": "a", "label": "Housing"},
        {
            "key": "b",
            "label": "Flow",
            "type": "numeric",
            "unit": "l/min",
            "min": 9,
            "max": 12,
            "required": False,
        },
    )

    assert change.details == (
        "Lower limit: none → 9",
        "Upper limit: 11 → 12",
        "Required: yes → no",
    )


def test_another_order_is_told():
    changes = differences(OLD, OLD[::-1])

    assert changes == [Change("Moved", "The order of the items")]
