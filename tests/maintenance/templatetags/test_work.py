from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maintenance.choices import Priority, WorkOrderStatus
from maintenance.templatetags.work import (
    hold_label,
    priority_badge,
    risk_badge,
    type_label,
    work_badge,
    work_due,
    work_owner,
)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.mark.parametrize("status", WorkOrderStatus)
def test_each_status_is_a_word_with_its_own_look(status):
    assert f"tag-work-{status.value}".replace("_", "-") in work_badge(status)
    assert status.label in work_badge(status)


@pytest.mark.parametrize("priority", Priority)
def test_each_priority_is_a_word_with_its_own_look(priority):
    assert f"tag-priority-{priority.value}" in priority_badge(priority)


@pytest.mark.parametrize(
    ("status", "due", "window_end", "is_marked"),
    [
        ("assigned", -1, None, True),
        ("assigned", -1, 3, False),
        ("assigned", 0, None, False),
        ("completed", -1, None, False),
    ],
)
def test_what_is_late_is_marked_while_it_is_to_be_done(
    status, due, window_end, is_marked
):
    end = in_days(window_end) if window_end is not None else None

    assert ("Overdue" in work_due(status, in_days(due), end)) == is_marked


def test_what_is_never_due_says_nothing():
    assert work_due("requested", None, None) == ""


def test_codes_are_words():
    assert type_label("est") == "Electrical safety test"
    assert hold_label("vendor") == "Waits for the vendor"
    assert "High risk" in risk_badge("high")
    assert risk_badge("non_high") == ""


def test_who_has_no_name_is_known_by_the_user_name():
    row = {
        "assigned_to__first_name": "",
        "assigned_to__last_name": "",
        "assigned_to__username": "nb",
    }

    assert work_owner(row) == "nb"
    assert work_owner(dict.fromkeys(row)) == ""
