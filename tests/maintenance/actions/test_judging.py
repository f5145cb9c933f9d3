from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from maintenance.actions.checks import begin_log, keep_answer
from maintenance.actions.judging import Judged, Said, judge, lacks_evidence, said_in
from maintenance.checklists import parse_checklist
from maintenance.models import CheckAnswer
from tests.factories import make_plan, make_procedure, make_technician, make_work_order

LOOK, FLOW, OHM, WORDS, CHOICE, DAY, PHOTO, ALWAYS, SHOWN = parse_checklist(
    [
        "Housing",
        {
            "label": "Leakage",
            "type": "numeric",
            "unit": "mA",
            "max": 2,
        },
        {"label": "Insulation", "type": "numeric", "unit": "Mohm", "min": 2},
        {"label": "Version", "type": "text"},
        {"label": "Fit", "type": "choice", "options": ["good", "worn"]},
        {"label": "Battery of", "type": "date"},
        {"label": "Plate", "type": "photo"},
        {"label": "Alarm", "na_allowed": False},
        {"label": "Seal", "evidence_required": True},
    ]
)


@pytest.mark.parametrize(
    ("item", "said", "kept"),
    [
        (LOOK, Said(), Judged("not_done")),
        (LOOK, Said("pass"), Judged("pass")),
        (LOOK, Said("fail", as_left="pass"), Judged("pass", as_found="fail")),
        (LOOK, Said("na", note="None built in"), Judged("na", note="None built in")),
        (FLOW, Said(), Judged("not_done")),
        (FLOW, Said(value="1,5"), Judged("pass", "1.5")),
        (FLOW, Said(value="1.5 mA"), Judged("pass", "1.5")),
        (FLOW, Said(value="2"), Judged("pass", "2")),
        (FLOW, Said(value="2.1"), Judged("fail", "2.1")),
        (FLOW, Said("fail", value="1"), Judged("fail", "1")),
        (FLOW, Said(value="3", as_left="1"), Judged("pass", "1", "3")),
        (OHM, Said(value="∞"), Judged("pass", "OL")),
        (WORDS, Said(value=" 2.1 "), Judged("pass", "2.1")),
        (CHOICE, Said(value="worn"), Judged("pass", "worn")),
        (DAY, Said(value="2026-03-15"), Judged("pass", "2026-03-15")),
        (PHOTO, Said(), Judged("not_done")),
    ],
)
def test_what_was_entered_comes_to(item, said, kept):
    assert judge(item, said) == kept


def test_a_photo_that_was_taken_passes():
    assert judge(PHOTO, Said(), has_photo=True).result == "pass"


@pytest.mark.parametrize(
    ("item", "said", "sentence"),
    [
        (FLOW, Said(value="∞ V"), "measured in mA"),
        (FLOW, Said(value="much"), "is not a number"),
        (FLOW, Said(value="1\0"), "is not a number"),
        (FLOW, Said(value="9" * 10_000), "is not a number"),
        (FLOW, Said("pass", value="9999999"), "its limits say"),
        (FLOW, Said("pass"), "its limits say"),
        (FLOW, Said("pass", value="3", as_left="1"), "its limits say"),
        (WORDS, Said("pass"), "Enter what was found"),
        (DAY, Said("pass", value=" "), "Enter what was found"),
        (LOOK, Said("maybe"), "Choose pass"),
        (LOOK, Said("na"), "Say why"),
        (ALWAYS, Said("na", note="x"), "always applies"),
        (CHOICE, Said(value="bad"), "Choose one of"),
        (DAY, Said(value="0008-01-01"), "cannot be right"),
        (DAY, Said(value="tomorrow"), "year-month-day"),
        (LOOK, Said("pass", note="x" * 10_000), "at most 2000"),
        (LOOK, Said("pass", note="a\0b"), "at most 2000"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(item, said, sentence):
    with pytest.raises(ValidationError, match=sentence):
        judge(item, said)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (LOOK, Said("fail", as_left="pass")),
        (LOOK, Said("na", note="No")),
        (FLOW, Said(value="1.5")),
        (FLOW, Said(value="3")),
        (FLOW, Said("fail", value="1")),
        (FLOW, Said("fail", as_left="1")),
        (FLOW, Said(value="3", as_left="1")),
        (FLOW, Said("na", note="Measured directly")),
        (OHM, Said(value="OL")),
        (WORDS, Said(value="2.1")),
        (WORDS, Said("fail", value="2.1")),
    ],
)
def test_what_was_entered_stands_in_the_fields_again(item, said):
    judged = judge(item, said)
    stored = CheckAnswer(
        key=item.key,
        result=judged.result,
        value=judged.value,
        as_found=judged.as_found,
        note=judged.note,
    )

    assert said_in(stored, item) == said


def test_what_must_be_shown_needs_a_photo_or_a_note():
    assert lacks_evidence(SHOWN, CheckAnswer(result="pass"))
    assert not lacks_evidence(SHOWN, CheckAnswer(result="pass", note="Seal 4711"))
    assert not lacks_evidence(LOOK, CheckAnswer(result="pass"))


def test_an_item_that_no_longer_exists_is_a_sentence():
    plan = make_plan(procedure=make_procedure())
    person = make_technician()
    log = begin_log(make_work_order(plan=plan), by=person)

    with pytest.raises(ValidationError, match="not in the checklist any more"):
        keep_answer(log, "gone", said=Said("pass"), by=person)
