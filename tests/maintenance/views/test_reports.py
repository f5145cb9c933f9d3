from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from audit.models import AuditLog
from equipment.choices import RiskClass
from hospital_assets.foundation.paging import PAGE_SIZE
from maintenance.choices import Strategy, WorkOrderStatus
from maintenance.reports.chosen import Period
from tests.factories import (
    make_asset,
    make_auditor,
    make_department,
    make_department_manager,
    make_manager,
    make_nurse,
    make_plan,
    make_technician,
    make_work_order,
)

OVERVIEW = reverse("maintenance:report-overview")
PLANNED = reverse("maintenance:report-planned")
RELIABILITY = reverse("maintenance:report-reliability")
PAGES = [OVERVIEW, PLANNED, RELIABILITY, f"{PLANNED}rows/", f"{RELIABILITY}rows/"]
FILES = [f"{page}export.csv" for page in (PLANNED, RELIABILITY, *PAGES[3:])]


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def last_month():
    return Period.usual(timezone.localdate()).end


def make_done(asset=None, **fields):
    """An occurrence of last month, done on the last day of its window."""
    day = last_month()
    window = {"window_start": day.replace(day=1), "window_end": day, "due_on": day}
    done = {"completed_on": day, "completed_at": timezone.now()}
    return make_work_order(
        plan=fields.pop("plan", None) or make_plan(asset=asset or make_asset()),
        status=WorkOrderStatus.COMPLETED,
        **window | done | fields,
    )


def make_failure(asset=None, **fields):
    long_ago = timezone.now() - timedelta(days=900)
    asset = asset or make_asset(accepted_at=long_ago)
    reported = timezone.now() - timedelta(days=60)
    fields = {"restored_at": reported + timedelta(hours=30)} | fields
    fields = {"requested_at": reported, "equipment_down": True} | fields
    return make_work_order(asset=asset, **fields)


def cells(response, table=0, line=-1):
    found = response.context["tables"][table].lines[line]
    return [cell.text for cell in found.cells]


@pytest.mark.parametrize("page", [*PAGES, *FILES])
@pytest.mark.parametrize(
    "maker", [make_manager, make_technician, make_auditor, make_department_manager]
)
def test_who_leads_and_who_does_the_work_may_see_it(client, page, maker):
    place = [make_department()] if maker is make_department_manager else []
    client.force_login(maker(*place))
    make_done()
    make_failure()

    assert client.get(page).status_code == 200


def test_the_ward_may_not(client):
    client.force_login(make_nurse())

    assert client.get(OVERVIEW).status_code == 403


def test_the_overview_shows_each_number_with_its_page(client, manager):
    make_done()
    make_failure()

    page = client.get(OVERVIEW)

    assertContains(page, "100.0 %")
    assertContains(page, "30.0 h")
    assertContains(page, f"{PLANNED}?start=")


def test_rates_say_what_they_are_of_and_open_the_rows(client, manager):
    order = make_done()
    late = make_done(completed_on=last_month() + timedelta(days=1))

    page = client.get(PLANNED)

    on_time = page.context["tables"][0].lines[-1].cells[1]
    assert (on_time.text, on_time.note) == ("50.0 %", "1 of 2")
    rows = client.get(f"{PLANNED}rows/?{on_time.query}")
    assertContains(rows, order.number)
    assertNotContains(rows, late.number)


@pytest.mark.parametrize(
    ("caption", "labels"),
    [
        ("By risk class", ["High risk", "Not high risk", "Of these, life support"]),
        ("By strategy", ["Alternative programme (AEM)", "As the manufacturer says"]),
    ],
)
def test_rates_are_told_by_risk_and_by_strategy_with_their_rows(
    client, manager, caption, labels
):
    high = make_asset(risk_class=RiskClass.HIGH)
    make_done(high, is_life_support=True, strategy=Strategy.AEM, risk_class="high")
    make_done(strategy=Strategy.MANUFACTURER, risk_class="non_high")

    tables = client.get(PLANNED).context["tables"]

    table = next(each for each in tables if each.caption == caption)
    assert [line.label for line in table.lines] == labels
    for line in table.lines:
        rows = client.get(f"{PLANNED}rows/?{line.cells[0].query}")
        assert (line.cells[0].text, len(rows.context["page"].rows)) == ("1", 1)


def test_months_without_work_have_no_rate(client, manager):
    page = client.get(PLANNED)

    assert cells(page) == ["0", *["n/a"] * 6]


def test_what_was_completed_depends_on_the_day_one_asks_for(client, manager):
    make_done(completed_on=last_month() + timedelta(days=3))
    later = last_month() + timedelta(days=4)

    assert cells(client.get(PLANNED))[2] == "0.0 %"
    assert cells(client.get(PLANNED, {"as_of": f"{later}"}))[2] == "100.0 %"


def test_a_department_manager_counts_the_own_department_alone(client):
    ward = make_department()
    make_done(make_asset(facility=ward.facility, owner_department=ward))
    make_done(make_asset(facility=ward.facility))
    client.force_login(make_department_manager(ward))

    assert cells(client.get(PLANNED))[0] == "1"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"start": "0008-01"}, "Choose a year from 1990 to 2150."),
        ({"start": "soon"}, "Write year and month as 2026-10."),
        ({"start": "\u202e12"}, "Write year and month as 2026-10."),
        ({"start": "2025-03", "end": "2025-02"}, "cannot be before the first"),
        ({"start": "2001-01", "end": "2025-02"}, "Choose 60 months at most."),
        ({"facility": "x" * 10_000}, "Choose one of the list."),
        ({"facility": "999999"}, "Choose one of the list."),
        ({"as_of": "yesterday"}, "Write the day as 2026-10-31."),
        ({"strategy": "hope"}, "Choose one of the list."),
    ],
)
@pytest.mark.parametrize("page", [OVERVIEW, PLANNED])
def test_what_cannot_be_meant_is_answered_in_words(
    client, manager, page, asked, sentence
):
    assertContains(client.get(page, asked), sentence)


@pytest.mark.parametrize(
    "split", ["category", "model", "facility", "department", "nonsense"]
)
def test_failures_are_split_and_open_their_rows(client, manager, split):
    order = make_failure()

    page = client.get(RELIABILITY, {"by": split})

    line = page.context["table"].lines[0]
    assert [cell.text for cell in line.cells][:3] == ["1", line.cells[1].text, "30.0 h"]
    assertContains(
        client.get(f"{RELIABILITY}rows/?{line.cells[0].query}"), order.number
    )


def test_each_number_of_failures_opens_what_it_counts(client, manager):
    asset = make_asset(accepted_at=timezone.now() - timedelta(days=900))
    ended = timezone.now() - timedelta(days=55)
    done = {"status": WorkOrderStatus.COMPLETED, "completed_at": ended}
    make_failure(asset, **done)
    make_failure(asset, restored_at=None, requested_at=ended + timedelta(days=1))
    make_done(plan=make_plan(asset=asset), completed_at=ended)

    heads, line = table_of(client)

    none = {"Use errors", "Not reproduced", "Response", "First-time fix"}
    for head, cell in zip(heads, line.cells, strict=True):
        assert bool(cell.query) == (head not in none), head
        for query in filter(None, (cell.query, cell.note and cell.note_query)):
            rows = client.get(f"{RELIABILITY}rows/?{query}")
            assert rows.context["page"].rows, (head, query)


def table_of(client):
    table = client.get(RELIABILITY).context["table"]
    return table.heads, table.lines[0]


def test_without_failures_the_report_says_how_long_it_looked(client, manager):
    make_asset(accepted_at=timezone.now() - timedelta(days=900))

    assertContains(client.get(RELIABILITY), "h, 0 failures")


@pytest.mark.parametrize("file", FILES)
def test_who_took_a_file_is_in_the_audit_log(client, manager, file):
    make_done()
    make_failure()

    answer = client.get(file)

    content = b"".join(answer) if answer.streaming else answer.content
    assert content.count(b"\n") >= 2
    entry = AuditLog.objects.filter(action__endswith=".exported").latest("pk")
    assert entry.actor == manager


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_need_no_more_queries(client, manager, page):
    asset = make_asset(accepted_at=timezone.now() - timedelta(days=900))
    plan = make_plan(asset=asset)
    make_failure(asset)
    make_done(plan=plan)
    few = queries_of(client, page)
    for days in range(PAGE_SIZE + 2):
        make_failure(asset)
        make_done(plan=plan, due_on=last_month() - timedelta(days=days + 1))

    assert queries_of(client, page) == few


def queries_of(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)
