"""People do what they like with one device, in any order; what must hold holds.

STATE_MACHINE_RUNS and STATE_MACHINE_STEPS ask for more than the suite has time for.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from audit.models import AuditLog
from equipment.actions.assignments import (
    Handover,
    assign_asset,
    return_asset,
    transfer_asset,
)
from equipment.actions.disposals import reinstate_asset, retire_asset
from equipment.actions.statuses import StatusChange, change_status
from equipment.choices import Condition, DisposalMethod
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Asset, Assignment, Disposal
from maintenance.actions.attempts import Attempt, record_attempt
from maintenance.actions.checks import begin_log, items_of, keep_answer
from maintenance.actions.dispatching import Worker, assign_order
from maintenance.actions.generating import generate_work_orders
from maintenance.actions.inspections import (
    Verdict,
    begin_inspection,
    sign_inspection,
)
from maintenance.actions.judging import Said
from maintenance.actions.logs import Signing, correct_log, sign_log
from maintenance.actions.plans import add_plan, pause_plan, resume_plan
from maintenance.actions.progress import Deferral, call_off, defer_work, hold_work
from maintenance.actions.requests import Report, report_problem
from maintenance.choices import (
    Disposition,
    HoldReason,
    InspectionStatus,
    InspectionType,
    LogOutcome,
    PlanStatus,
)
from maintenance.models import (
    Inspection,
    MaintenanceLog,
    MaintenancePlan,
    PlanTemplate,
    WorkOrder,
)
from tests.factories import (
    make_administrator,
    make_asset,
    make_department,
    make_facility,
    make_location,
    make_manager,
    make_nurse,
    make_procedure,
    make_technician,
    saved,
)

RUNS = int(os.environ.get("STATE_MACHINE_RUNS", "12"))
STEPS = int(os.environ.get("STATE_MACHINE_STEPS", "30"))
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)

# A refusal in a sentence is an answer; anything else is a fault.
REFUSALS = (ValidationError, PermissionDenied)
STOPPED = (AssetStatus.MAINTENANCE, AssetStatus.OUT_OF_SERVICE)
KINDS = ["ad_hoc", "post_repair", "electrical_safety"]
WORKING = (AssetStatus.AVAILABLE, AssetStatus.IN_USE)


class Ward(RuleBasedStateMachine):
    """One device with a monthly plan, and the people who have to do with it."""

    def __init__(self):
        super().__init__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.time = self.clock.start()
        self.now = BEGIN
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.signed: dict[tuple[type, int], dict[str, object]] = {}
        self.due: dict[int, date] = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.clock.stop()

    @initialize()
    def a_device_with_a_plan(self):
        facility = make_facility()
        self.ward = make_department(facility=facility)
        self.technician, self.other = make_technician(), make_technician()
        self.manager, self.nurse = make_manager(), make_nurse()
        self.administrator = make_administrator()
        self.pk = make_asset(
            facility=facility,
            owner_department=self.ward,
            current_location=make_location(facility=facility, department=self.ward),
            status=AssetStatus.AVAILABLE,
            status_reason=StatusReason.READY,
            accepted_at=BEGIN - timedelta(days=400),
        ).pk
        plan = MaintenancePlan(
            asset=self.asset,
            name="Monthly check",
            procedure=make_procedure(),
            interval_value=1,
            next_due_on=BEGIN.date() + timedelta(days=10),
        )
        add_plan(plan, by=self.manager)
        # From which its plans are made when it is accepted again.
        template = {"name": "Quarterly check", "interval_value": 3}
        saved(PlanTemplate(category=self.asset.category, **template))

    # --- What people do -----------------------------------------------------------

    @property
    def asset(self):
        return Asset.objects.get(pk=self.pk)

    @property
    def plan(self):
        return MaintenancePlan.objects.filter(asset=self.pk).latest("pk")

    def attempt(self, act):
        """Do it a minute later; a refusal leaves everything as it was."""
        self.let_pass(timedelta(minutes=1))
        try:
            with transaction.atomic():
                return act()
        except REFUSALS:
            return None

    def some_order(self):
        orders = WorkOrder.objects.filter(asset=self.pk).open()
        return orders.order_by("due_on", "pk").first()

    @rule(days=st.integers(1, 20))
    def time_goes_by(self, days):
        self.let_pass(timedelta(days=days))

    def let_pass(self, time):
        self.now += time
        self.time.move_to(self.now)

    @rule()
    def it_is_assigned(self):
        to = Handover(department=self.ward)
        self.attempt(lambda: assign_asset(self.asset, to=to, by=self.technician))

    @rule()
    def it_is_handed_on(self):
        to = Handover(department_name="Theatre")
        self.attempt(lambda: transfer_asset(self.asset, to=to, by=self.technician))

    @rule(condition=st.sampled_from(list(Condition)))
    def it_comes_back(self, condition):
        self.attempt(
            lambda: return_asset(self.asset, condition=condition, by=self.nurse)
        )

    @rule(must_not_be_used=st.booleans(), is_another=st.booleans())
    def a_problem_is_reported(self, must_not_be_used, is_another):
        report = Report("It beeps.", must_not_be_used, is_another=is_another)
        self.attempt(lambda: report_problem(self.asset, report, by=self.nurse))

    @rule(
        to=st.sampled_from(list(AssetStatus)),
        reason=st.sampled_from(["", "repair", "damaged", "storage", "ready"]),
        evidence=st.sampled_from(["", "inspection-0"]),
        keeps=st.booleans(),
    )
    def somebody_changes_its_status(self, to, reason, evidence, keeps):
        change = StatusChange(to, reason, "For a reason.", evidence, keeps)
        self.attempt(lambda: change_status(self.asset, change, by=self.technician))

    @rule(days=st.integers(0, 40))
    def work_orders_are_generated(self, days):
        on = timezone.localdate()
        until = on + timedelta(days=days)
        generate_work_orders(on=on, until=until, by=self.manager)
        before = WorkOrder.objects.count()
        generate_work_orders(on=on, until=until, by=self.manager)
        assert WorkOrder.objects.count() == before

    @rule(
        outcome=st.sampled_from(list(LogOutcome)),
        flow=st.sampled_from(["10", "11,0", "99", "no idea"]),
        is_other=st.booleans(),
        was_opened=st.booleans(),
    )
    def work_is_done_and_signed(self, outcome, flow, is_other, was_opened):
        by = self.other if is_other else self.technician

        def act():
            order = self.some_order()
            if order is None:
                return
            log = begin_log(order, by=by)
            if log.checklist:
                keep_answer(log, "housing", said=Said("pass"), by=by)
                keep_answer(log, "flow", said=Said(value=flow), by=by)
            wanted = Signing(outcome, "Looked at it", was_opened=was_opened)
            signed = sign_log(log, wanted=wanted, by=by)
            self.remember(signed.log)

        self.attempt(act)

    @rule()
    def a_signed_log_is_corrected(self):
        def act():
            log = MaintenanceLog.objects.filter(asset=self.pk).valid().first()
            if log is None:
                return
            new = correct_log(log, reason="A slip", by=self.technician)
            wanted = Signing(log.outcome, "Corrected")
            self.remember(sign_log(new, wanted=wanted, by=self.technician).log)

        self.attempt(act)

    @rule(kind=st.sampled_from(KINDS), status=st.sampled_from(InspectionStatus.values))
    def it_is_inspected(self, kind, status):
        self.attempt(lambda: self.inspect(kind, status))

    @rule()
    def it_is_accepted(self):
        passed = InspectionStatus.PASSED
        self.attempt(lambda: self.inspect(InspectionType.ACCEPTANCE, passed))

    def inspect(self, kind, status):
        begun = begin_inspection(self.asset, kind=kind, by=self.technician)
        for item in items_of(begun):
            value = str(item.max or item.min or "")
            said = Said(value=value) if value else Said("pass")
            keep_answer(begun, item.key, said=said, by=self.technician)
        wanted = Verdict(status, findings="As seen.")
        signed = sign_inspection(begun, wanted=wanted, by=self.technician)
        self.remember(signed.inspection)

    @rule(disposition=st.sampled_from(list(Disposition)))
    def an_attempt_is_made(self, disposition):
        said = Attempt(disposition, "Ward and store", "Nurse Ada", "Not today.")
        self.with_order(lambda o: record_attempt(o, said, by=self.technician))

    @rule(reason=st.sampled_from(list(HoldReason)))
    def work_is_put_on_hold(self, reason):
        self.with_order(
            lambda o: hold_work(o, reason=reason, by=self.technician, note="Ordered.")
        )

    @rule(days=st.integers(-5, 60))
    def work_is_deferred(self, days):
        until = timezone.localdate() + timedelta(days=days)
        self.with_order(
            lambda o: defer_work(o, Deferral(until, "Closed", "other"), by=self.manager)
        )

    @rule()
    def work_is_called_off(self):
        self.with_order(lambda o: call_off(o, reason="Not needed", by=self.manager))

    def with_order(self, act):
        order = self.some_order()
        if order is not None:
            to = Worker(self.technician)
            self.attempt(lambda: assign_order(order, to=to, by=self.manager))
            self.attempt(lambda: act(WorkOrder.objects.get(pk=order.pk)))

    @rule(cancels=st.booleans())
    def the_plan_is_paused(self, cancels):
        self.attempt(
            lambda: pause_plan(
                self.plan, reason="In store", by=self.manager, cancels_open=cancels
            )
        )

    @rule()
    def the_plan_goes_on(self):
        self.attempt(lambda: resume_plan(self.plan, by=self.manager))

    @rule(is_sure=st.sampled_from([False] * 9 + [True]))
    def it_is_retired_and_reinstated(self, is_sure):
        if not is_sure:
            return
        disposal = Disposal(
            method=DisposalMethod.values[0],
            disposed_on=timezone.localdate(),
            authorised_by=self.manager,
        )
        retired = self.attempt(
            lambda: retire_asset(
                self.asset,
                reason=StatusReason.SCRAPPED,
                disposal=disposal,
                by=self.manager,
            )
        )
        if retired:
            assert self.plan.status == PlanStatus.COMPLETED
            assert not WorkOrder.objects.filter(asset=self.pk).open().exists()
            self.time_goes_by(days=1)
            why = "It was scrapped by mistake."
            by = self.administrator
            assert self.attempt(lambda: reinstate_asset(self.asset, reason=why, by=by))

    def remember(self, record):
        fresh = type(record).objects.get(pk=record.pk)
        self.signed[type(record), record.pk] = values_of(fresh)

    # --- What holds ---------------------------------------------------------------

    @invariant()
    def one_has_it_at_most_and_the_status_says_so(self):
        held = Assignment.objects.filter(asset=self.pk).active().count()
        assert held <= 1
        if self.asset.status == AssetStatus.IN_USE:
            assert held == 1
        if self.asset.status != AssetStatus.MAINTENANCE:
            assert held == int(self.asset.status == AssetStatus.IN_USE)

    @invariant()
    def what_failed_last_is_not_used(self):
        last = Inspection.objects.filter(asset=self.pk).valid().first()
        log = MaintenanceLog.objects.filter(asset=self.pk).valid()
        worked = log.order_by("-signed_at").first()
        failed = last is not None and last.status == InspectionStatus.FAILED
        if failed and (worked is None or worked.signed_at <= last.signed_at):
            assert self.asset.status not in WORKING

    @invariant()
    def nothing_is_released_without_a_record(self):
        for before, now in pairwise(self.asset.history.order_by("history_id")):
            if before.status in STOPPED and now.status in WORKING:
                assert "Evidence: " in now.history_change_reason

    @invariant()
    def signed_records_stay_as_they_are(self):
        for (model, pk), values in self.signed.items():
            assert values_of(model.objects.get(pk=pk)) == values

    @invariant()
    def no_due_date_moves_back(self):
        for plan in MaintenancePlan.objects.filter(asset=self.pk):
            assert plan.next_due_on >= self.due.get(plan.pk, plan.next_due_on)
            self.due[plan.pk] = plan.next_due_on
        active = MaintenancePlan.objects.filter(asset=self.pk).active()
        dates = [plan.next_due_on for plan in active]
        assert self.asset.next_service_due == min(dates, default=None)

    @invariant()
    def every_change_of_status_is_in_the_trail(self):
        told = [AssetStatus.AVAILABLE.value]
        for row in self.asset.history.order_by("history_id"):
            if row.status != told[-1]:
                told.append(row.status)
        entries = AuditLog.objects.about(self.asset).order_by("pk")
        said = [e.payload["status"][1] for e in entries if "status" in e.payload]
        assert said[1:] == told[1:]


def values_of(record):
    return {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields}


def test_whatever_people_do_in_whatever_order_the_rules_hold():
    run_state_machine_as_test(
        Ward,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            # To find the shortest story takes minutes; a long one tells enough.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
