from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maintenance.choices import Disposition, WorkOrderType
from maintenance.rates import (
    DOCUMENTS_AN_ATTEMPT,
    PM_FAMILY,
    Counts,
    Mark,
    Occurrence,
    counts_of,
    marks_of,
    rates_of,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"
FIXTURE = json.loads((SHARED / "data/examples/pm_rate_fixture.json").read_text())
GROUPS = {
    "all": lambda row: True,
    "high": lambda row: row["risk"] == "high",
    "non_high": lambda row: row["risk"] != "high",
}

END = date(2026, 10, 31)
BEFORE, AFTER = date(2026, 10, 30), date(2026, 11, 1)


def occurrence_of(row):
    disposition = row["disposition"] or ""
    return Occurrence(
        window_end=date.fromisoformat(row["window_end"]),
        completed_on=row["completed"] and date.fromisoformat(row["completed"]),
        disposition=disposition,
        is_excused=disposition in DOCUMENTS_AN_ATTEMPT,
        is_cancelled=disposition == "cancelled_retired",
        was_not_in_service=disposition == Disposition.NOT_IN_SERVICE,
    )


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("as_of", FIXTURE["expected"])
def test_the_fixture_comes_out_whole(as_of, group):
    rows = filter(GROUPS[group], FIXTURE["occurrences"])

    counts = counts_of(map(occurrence_of, rows), as_of=date.fromisoformat(as_of))
    rates = rates_of(counts)

    assert {
        "eligible": counts.eligible,
        "on_time": counts.on_time,
        "on_time_rate": rates.on_time.percent(),
        "completed": counts.completed,
        "completion_rate": rates.completion.percent(),
        "process_rate": rates.process.percent(),
        "cnl_open": counts.could_not_locate,
        "cnl_rate": rates.could_not_locate.percent(),
    } == FIXTURE["expected"][as_of][group]


def test_what_is_excluded_is_counted_beside():
    counts = counts_of(map(occurrence_of, FIXTURE["occurrences"]), as_of=END)

    assert (counts.cancelled, counts.not_in_service) == (1, 1)


@pytest.mark.parametrize(
    ("case", "marks"),
    [
        ({}, {Mark.ELIGIBLE}),
        ({"completed_on": END}, {Mark.ELIGIBLE, Mark.ON_TIME, Mark.COMPLETED}),
        ({"completed_on": AFTER}, {Mark.ELIGIBLE, Mark.COMPLETED}),
        ({"missed_on": AFTER}, {Mark.ELIGIBLE, Mark.MISSED}),
        ({"is_excused": True}, {Mark.ELIGIBLE, Mark.EXCUSED}),
        ({"disposition": "in_use"}, {Mark.ELIGIBLE, Mark.IN_USE}),
        ({"disposition": "could_not_locate"}, {Mark.ELIGIBLE, Mark.COULD_NOT_LOCATE}),
        (
            {"disposition": "could_not_locate", "missed_on": AFTER},
            {Mark.ELIGIBLE, Mark.MISSED},
        ),
        (
            {"completed_on": BEFORE, "is_excused": True},
            {Mark.ELIGIBLE, Mark.ON_TIME, Mark.COMPLETED},
        ),
        ({"is_cancelled": True, "completed_on": BEFORE}, {Mark.CANCELLED}),
        ({"was_not_in_service": True, "completed_on": AFTER}, {Mark.NOT_IN_SERVICE}),
    ],
)
def test_each_case_counts_as_what_it_is(case, marks):
    assert marks_of(Occurrence(window_end=END, **case), as_of=AFTER) == marks


def test_what_happens_later_does_not_count_yet():
    done = Occurrence(window_end=END, completed_on=AFTER)
    missed = Occurrence(window_end=END, missed_on=AFTER)

    assert marks_of(done, as_of=END) == marks_of(missed, as_of=END) == {Mark.ELIGIBLE}


def test_of_nothing_there_is_no_rate():
    rates = rates_of(counts_of([], as_of=END))

    assert {rate.percent_text() for rate in vars(rates).values()} == {"n/a"}


def test_counts_of_the_database_add_up():
    month = Counts(eligible=2000, on_time=1999, completed=2000)

    year = month + Counts(eligible=10, on_time=10, completed=10)
    assert rates_of(month).on_time.percent_text() == "99.9 %"
    assert rates_of(month).completion.percent_text() == "100.0 %"
    assert year == Counts(eligible=2010, on_time=2009, completed=2010)


def test_every_mark_has_its_count():
    assert [field.name for field in fields(Counts)] == list(Mark)


def test_repairs_are_no_planned_maintenance():
    assert WorkOrderType.CM not in PM_FAMILY
    assert WorkOrderType.PM in PM_FAMILY


occurrences = st.builds(
    Occurrence,
    window_end=st.dates(date(2026, 10, 1), END),
    completed_on=st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 31)),
    missed_on=st.none() | st.dates(AFTER, date(2026, 12, 31)),
    disposition=st.sampled_from(["", *Disposition]),
    is_excused=st.booleans(),
    is_cancelled=st.booleans(),
    was_not_in_service=st.booleans(),
)


@given(st.lists(occurrences), st.dates(date(2026, 9, 1), date(2027, 1, 31)))
def test_no_share_is_more_than_the_whole(several, as_of):
    counts = counts_of(several, as_of=as_of)

    assert counts.eligible + counts.cancelled + counts.not_in_service == len(several)
    assert counts.on_time <= counts.completed <= counts.eligible
    assert counts.completed + counts.missed <= counts.eligible
    assert counts.on_time + counts.excused <= counts.eligible
    assert sum(asdict(counts).values()) >= len(several)
