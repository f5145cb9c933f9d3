from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from equipment.choices import RiskClass
from maintenance.choices import Disposition, WorkOrderStatus
from maintenance.models import WorkOrder
from maintenance.rates import Mark, Occurrence, counts_of, rates_of
from maintenance.reports.chosen import Chosen, Period
from maintenance.reports.planned import (
    conditions,
    counts_by,
    groups_of,
    occurrences,
    summed,
)
from tests.factories import (
    make_asset,
    make_department,
    make_department_manager,
    make_facility,
    make_manager,
    make_plan,
    make_technician,
    make_work_order,
)

SHARED = Path(__file__).resolve().parents[4] / "shared"
FIXTURE = json.loads((SHARED / "data/examples/pm_rate_fixture.json").read_text())

OCTOBER = Period.of_months(date(2026, 10, 1), date(2026, 10, 1))
END = OCTOBER.end
RISKS = {"all": "", "high": RiskClass.HIGH, "non_high": RiskClass.NON_HIGH}
DOCUMENTED = {Disposition.COULD_NOT_LOCATE, Disposition.IN_USE}


def make_occurrence(**fields):
    """One of October; of `asset`, or of a device of its own."""
    plan = make_plan(asset=fields.pop("asset", None) or make_asset())
    window = {"window_start": OCTOBER.start, "window_end": END, "due_on": END}
    return make_work_order(plan=plan, **window | fields)


def done(on):
    day = f"{on}T12:00:00Z"
    return {
        "status": WorkOrderStatus.COMPLETED,
        "completed_on": on,
        "completed_at": day,
    }


def make_row(row):
    disposition = row["disposition"] or ""
    fields = done(row["completed"]) if row["completed"] else {}
    if disposition == "cancelled_retired":
        fields["status"] = WorkOrderStatus.CANCELLED
    elif disposition:
        fields["last_disposition"] = disposition
        fields["was_attempted_in_window"] = disposition in DOCUMENTED
    asset = make_asset(risk_class=RiskClass(row["risk"]))
    return make_occurrence(asset=asset, **fields)


def chosen(as_of=END, **fields):
    return Chosen(period=OCTOBER, as_of=as_of, **fields)


def groups(wanted, person=None):
    orders = WorkOrder.objects.visible_to(person or make_manager())
    return groups_of(occurrences(orders, wanted), as_of=wanted.as_of)


@pytest.fixture
def fixture():
    for row in FIXTURE["occurrences"]:
        make_row(row)


@pytest.mark.parametrize("group", RISKS)
@pytest.mark.parametrize("as_of", FIXTURE["expected"])
def test_the_fixture_comes_out_of_the_database(fixture, as_of, group):
    wanted = chosen(date.fromisoformat(as_of), risk_class=RISKS[group])

    counts = summed(groups(wanted))
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


def test_the_rows_behind_a_number_are_as_many_as_it_says(fixture):
    wanted = chosen()
    found = occurrences(WorkOrder.objects.visible_to(make_manager()), wanted)

    counts = summed(groups_of(found, as_of=END))

    for mark, condition in conditions(END).items():
        assert found.filter(condition).count() == getattr(counts, mark), mark


@pytest.mark.parametrize("attempted", [True, False])
@pytest.mark.parametrize("disposition", ["", *Disposition])
@pytest.mark.parametrize("completed", [None, date(2026, 10, 9), date(2026, 11, 5)])
def test_the_database_marks_as_the_rule_does(attempted, disposition, completed):
    make_occurrence(
        was_attempted_in_window=attempted,
        last_disposition=disposition,
        **(done(completed) if completed else {}),
    )
    rule = Occurrence(
        window_end=END,
        completed_on=completed,
        disposition=disposition,
        is_excused=attempted,
        was_not_in_service=disposition == Disposition.NOT_IN_SERVICE,
    )

    as_of = date(2026, 11, 10)
    assert summed(groups(chosen(as_of))) == counts_of([rule], as_of=as_of)


def test_an_attempt_that_nobody_followed_up_excuses_nothing():
    late = {"next_attempt_on": date(2026, 10, 20), "was_attempted_in_window": True}
    make_occurrence(last_disposition=Disposition.IN_USE, **late)

    assert summed(groups(chosen())).excused == 0


def test_work_before_its_window_counts_only_if_somebody_said_so():
    make_occurrence(**done(date(2026, 9, 2)))
    make_occurrence(**done(date(2026, 9, 2)), counts_early=True)

    assert summed(groups(chosen())).on_time == 1


def test_repairs_and_other_months_are_left_out():
    make_work_order()
    make_occurrence(window_end=date(2026, 11, 1))
    make_occurrence(status=WorkOrderStatus.MISSED, missed_on=END)

    counts = summed(groups(chosen()))
    assert (counts.eligible, counts.missed) == (1, 1)


def test_missed_is_counted_from_the_day_on_which_it_was_closed():
    on = date(2026, 11, 1)
    searched = {"last_disposition": Disposition.COULD_NOT_LOCATE}
    make_occurrence(status=WorkOrderStatus.MISSED, missed_on=on, **searched)

    before, after = summed(groups(chosen(END))), summed(groups(chosen(on)))
    assert (before.missed, before.could_not_locate) == (0, 1)
    assert (after.missed, after.could_not_locate) == (1, 0)


def test_numbers_are_split_and_chosen_by_what_was_frozen():
    ward, technician = make_department(), make_technician()
    asset = make_asset(facility=ward.facility, owner_department=ward)
    make_occurrence(asset=asset, assigned_to=technician)
    make_occurrence()
    asset.owner_department = None
    asset.save(update_fields=["owner_department"])

    by = counts_by(groups(chosen()), lambda group: group.department)
    assert by[ward.pk].eligible == 1
    assert summed(groups(chosen(department=ward.pk))).eligible == 1
    assert summed(groups(chosen(facility=ward.facility_id))).eligible == 1
    assert summed(groups(chosen(technician=technician.pk))).eligible == 1


def test_a_department_manager_counts_the_own_department_alone():
    facility = make_facility()
    ward, other = make_department(facility=facility), make_department(facility=facility)
    for department in (ward, ward, other):
        make_occurrence(
            asset=make_asset(facility=facility, owner_department=department)
        )

    person = make_department_manager(ward)
    assert summed(groups(chosen(), person)).eligible == 2


def test_all_numbers_come_by_one_query(django_assert_num_queries):
    technician = make_technician()
    for _ in range(5):
        make_occurrence(assigned_to=technician)
    orders = WorkOrder.objects.visible_to(make_manager())

    with django_assert_num_queries(1):
        found = groups_of(occurrences(orders.all(), chosen()), as_of=END)

    assert summed(found).eligible == 5
    assert set(conditions(END)) == set(Mark)
