from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from maintenance.answers import Answer, check_not_applicable, check_text, verdict_of
from maintenance.checklists import Item
from maintenance.choices import ChecklistVerdict, ItemResult, ItemType

V = ChecklistVerdict
PASS, FAIL, NA = ItemResult.PASS, ItemResult.FAIL, ItemResult.NA

PASSED = Answer(is_required=True, result=PASS)
FAILED = Answer(is_required=True, result=FAIL)
NOT_DONE = Answer(is_required=True)
MENDED = Answer(is_required=True, as_found=FAIL, as_left=PASS)
STILL_FAILED = Answer(is_required=True, as_found=FAIL, as_left=FAIL)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([], V.PASSED),
        ([PASSED, Answer(is_required=True, result=NA)], V.PASSED),
        ([PASSED, Answer(is_required=False)], V.PASSED),
        ([PASSED, Answer(is_required=False, result=FAIL)], V.PASSED),
        ([PASSED, FAILED], V.FAILED),
        ([PASSED, STILL_FAILED], V.FAILED),
        ([FAILED, MENDED], V.FAILED),
        ([PASSED, MENDED], V.REPAIRED),
        ([PASSED, NOT_DONE], V.INCOMPLETE),
        ([FAILED, NOT_DONE], V.INCOMPLETE),
        ([Answer(is_required=True, as_found=FAIL)], V.INCOMPLETE),
        ([Answer(is_required=True, as_found=FAIL, result=PASS)], V.REPAIRED),
        ([Answer(is_required=True, as_found=PASS, as_left=PASS)], V.PASSED),
    ],
)
def test_the_answers_come_to_a_verdict(answers, verdict):
    assert verdict_of(answers) == verdict


def test_a_required_item_that_does_not_apply_needs_a_reason():
    item = Item(key="battery", label="Battery")

    check_not_applicable(item, note="Has none")
    with pytest.raises(ValidationError, match="Say why “Battery” does not apply"):
        check_not_applicable(item, note=" ")


def test_an_optional_item_needs_none():
    item = Item(key="b", label="Battery", required=False)

    assert check_not_applicable(item, note="") is None


def test_some_items_always_apply():
    item = Item(key="pe", label="Earth", na_allowed=False)

    with pytest.raises(ValidationError, match="“Earth” always applies"):
        check_not_applicable(item, note="No time")


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (ItemType.TEXT, " as it is ", "as it is"),
        (ItemType.CHOICE, "Good ", "Good"),
        (ItemType.DATE, "2026-03-15", "2026-03-15"),
    ],
)
def test_an_answer_is_kept_without_spaces_around_it(kind, text, kept):
    item = Item(key="k", label="L", type=kind, options=("Good", "Worn"))

    assert check_text(item, text) == kept


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (ItemType.TEXT, "\0", "plain text"),
        (ItemType.TEXT, "x" * 10_000, "at most 2000 characters"),
        (ItemType.CHOICE, "Bad", "Choose one of: Good, Worn"),
        (ItemType.DATE, "tomorrow", "year-month-day"),
        (ItemType.DATE, "2026-02-30", "year-month-day"),
        (ItemType.DATE, "0008-01-01", "cannot be right"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(kind, text, sentence):
    item = Item(key="k", label="L", type=kind, options=("Good", "Worn"))

    with pytest.raises(ValidationError, match=sentence):
        check_text(item, text)
