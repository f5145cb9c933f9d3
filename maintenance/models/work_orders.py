"""Work at a device: who asked for it, by when, who does it, and how it went."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from audit.models import AuditedModel
from equipment.choices import RiskClass
from equipment.models import Asset, Department, Facility
from equipment.models.fields import LineField, known
from hospital_assets.foundation.conditions import IsAmong, IsOneOf
from maintenance.choices import (
    ActionCode,
    CauseCode,
    DecontaminationStatus,
    DeferralReason,
    Disposition,
    FailureCode,
    HoldReason,
    Priority,
    Strategy,
    WorkOrderStatus,
    WorkOrderType,
)
from maintenance.lifecycle import DONE, OPEN, WAITING
from maintenance.models.plans import MaintenancePlan
from maintenance.models.policies import Team
from maintenance.models.procedures import ProcedureVersion, minutes_field
from maintenance.models.reach import on_visible_assets

IS_OPEN = Q(IsOneOf("status", OPEN))
IS_DONE = Q(IsOneOf("status", DONE))
# Asked for by somebody, and nobody has looked at it yet.
IS_UNANSWERED = Q(status=WorkOrderStatus.REQUESTED, plan=None)


def is_past(on: date) -> Q:
    """Past the end of the window, or past the due date where there is none."""
    return Q(window_end__lt=on) | Q(window_end=None, due_on__lt=on)


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> WorkOrderQuerySet:
        return on_visible_assets(self, user, "maintenance.view_workorder")

    def open(self) -> WorkOrderQuerySet:
        return self.filter(IS_OPEN)

    def overdue(self, on: date) -> WorkOrderQuerySet:
        return self.open().filter(is_past(on))

    def unassigned(self) -> WorkOrderQuerySet:
        return self.open().filter(assigned_to=None, team=None)

    def unanswered(self) -> WorkOrderQuerySet:
        return self.filter(IS_UNANSWERED)

    def to_do_on(self, day: date) -> WorkOrderQuerySet:
        """Due, to be tried again, or without a date; not what waits for its time."""
        has_come = Q(due_on__lte=day) | Q(next_attempt_on__lte=day)
        can_begin = Q(due_on=None) & ~Q(status__in=sorted(WAITING))
        return self.open().filter(has_come | can_begin).exclude(deferred_until__gt=day)

    def of(self, user: AbstractUser) -> WorkOrderQuerySet:
        return self.filter(assigned_to=user.pk)

    def of_teams_of(self, user: AbstractUser) -> WorkOrderQuerySet:
        return self.filter(team__in=Team.objects.of(user).values("pk"))

    def given_to(self, user: AbstractUser) -> WorkOrderQuerySet:
        """To the person, or to a team of theirs and nobody in it."""
        teams = IsAmong("team", Team.objects.of(user).values("pk"))
        return self.filter(Q(assigned_to=user.pk) | Q(teams, assigned_to=None))


class WorkOrder(AuditedModel):
    """One piece of work; of a plan it is one occurrence.

    An occurrence keeps what it was counted by when it was made: due date, window, risk,
    strategy, procedure, facility and department. Later changes of the plan or of the
    device never change the rates.
    """

    TOLD_WITH = "asset"

    number = models.CharField(max_length=20, editable=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="work_orders"
    )
    type = models.CharField(
        max_length=12, choices=WorkOrderType.choices, default=WorkOrderType.CM
    )
    priority = models.CharField(
        max_length=9, choices=Priority.choices, default=Priority.ROUTINE
    )
    status = models.CharField(
        max_length=11,
        choices=WorkOrderStatus.choices,
        default=WorkOrderStatus.REQUESTED,
    )
    plan = models.ForeignKey(
        MaintenancePlan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
    )
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The work at which it was found to be needed.",
    )

    # What is asked for, by whom.
    problem = models.TextField(blank=True, max_length=4000)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requested_work",
    )
    requested_at = models.DateTimeField()
    contact = LineField(max_length=120, help_text="Whom to call, and where.")
    patient_involved = models.BooleanField(default=False)

    # Who does it.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_work",
    )
    team = models.ForeignKey(
        Team,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
    )
    estimated_minutes = minutes_field()

    # By when; the window and what follows are those of an occurrence.
    due_on = models.DateField(null=True, blank=True)
    window_start = models.DateField(null=True, blank=True, editable=False)
    window_end = models.DateField(null=True, blank=True, editable=False)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, editable=False, related_name="work_orders"
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="work_orders",
    )
    risk_class = models.CharField(
        max_length=8, choices=RiskClass.choices, editable=False
    )
    is_life_support = models.BooleanField(default=False, editable=False)
    strategy = models.CharField(
        max_length=12, choices=Strategy.choices, blank=True, editable=False
    )
    procedure_version = models.ForeignKey(
        ProcedureVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="work_orders",
    )

    # How it goes.
    hold_reason = models.CharField(
        max_length=15, choices=HoldReason.choices, blank=True
    )
    deferred_until = models.DateField(null=True, blank=True)
    deferral_reason = models.CharField(
        max_length=9, choices=DeferralReason.choices, blank=True
    )
    last_disposition = models.CharField(
        max_length=20, choices=Disposition.choices, blank=True, editable=False
    )
    next_attempt_on = models.DateField(null=True, blank=True, editable=False)
    was_attempted_in_window = models.BooleanField(default=False, editable=False)
    equipment_down = models.BooleanField(default=False)
    first_response_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    # The day in the facility's own calendar, by which its timing is told.
    completed_on = models.DateField(null=True, blank=True, editable=False)
    missed_on = models.DateField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    counts_early = models.BooleanField(default=False, editable=False)
    failure_code = models.CharField(
        max_length=4, choices=FailureCode.choices, blank=True
    )
    cause_code = models.CharField(max_length=12, choices=CauseCode.choices, blank=True)
    action_code = models.CharField(
        max_length=15, choices=ActionCode.choices, blank=True
    )
    resolution = models.TextField(blank=True, max_length=4000)
    decontamination_status = models.CharField(
        max_length=10, choices=DecontaminationStatus.choices, blank=True
    )
    ended_reason = LineField(max_length=300, help_text="Why cancelled or missed.")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        permissions = [
            ("request_workorder", "Can report a problem and follow it"),
            ("take_workorder", "Can take work orders for oneself"),
            ("assign_workorder", "Can triage and give work to others"),
            ("perform_workorder", "Can do the work and record it"),
            ("defer_workorder", "Can defer work, and count work done early"),
            ("override_workorder", "Can set a rule aside with a reason"),
            ("view_report", "Can see the reports"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status__in=sorted(OPEN)),
                name="work_order_open_due",
            ),
            models.Index(
                fields=["assigned_to", "due_on"],
                condition=Q(status__in=sorted(OPEN)),
                name="work_order_open_of_person",
            ),
            models.Index(
                fields=["team", "due_on"],
                condition=Q(status__in=sorted(OPEN)),
                name="work_order_open_of_team",
            ),
            models.Index(
                fields=["window_end", "facility"],
                condition=Q(plan__isnull=False),
                name="work_order_occurrence",
            ),
            models.Index(fields=["asset", "-requested_at"], name="work_order_of_asset"),
            models.Index(fields=["requested_at", "id"], name="work_order_requested"),
            models.Index(
                fields=["type", "completed_at"], name="work_order_type_completed"
            ),
            models.Index(
                fields=["completed_at", "id"],
                condition=Q(status__in=sorted(DONE)),
                name="work_order_done",
            ),
        ]
        constraints = [
            known("type", WorkOrderType, "work_order_known_type"),
            known("status", WorkOrderStatus, "work_order_known_status"),
            known("priority", Priority, "work_order_known_priority"),
            models.UniqueConstraint(
                fields=["number"],
                name="work_order_unique_number",
                violation_error_message="Another work order has this number.",
            ),
            models.UniqueConstraint(
                fields=["plan", "due_on"],
                condition=Q(plan__isnull=False),
                name="work_order_once_a_due_date",
                violation_error_message="The plan has a work order for that date.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(DONE), completed_at__isnull=False)
                | ~Q(status__in=sorted(DONE)),
                name="work_order_done_at",
                violation_error_message="Say when the work was done.",
            ),
            models.CheckConstraint(
                condition=Q(status=WorkOrderStatus.MISSED, missed_on__isnull=False)
                | ~Q(status=WorkOrderStatus.MISSED) & Q(missed_on=None),
                name="work_order_missed_on",
                violation_error_message="Say since when the work is missed.",
            ),
            models.CheckConstraint(
                condition=Q(status=WorkOrderStatus.ON_HOLD) & ~Q(hold_reason="")
                | ~Q(status=WorkOrderStatus.ON_HOLD) & Q(hold_reason=""),
                name="work_order_on_hold_with_reason",
                violation_error_message="Say what it waits for.",
            ),
            models.CheckConstraint(
                condition=Q(restored_at=None) | Q(restored_at__gte=F("requested_at")),
                name="work_order_restored_after_request",
                violation_error_message="It cannot work again before it was reported.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_type_display()}"

    def get_absolute_url(self) -> str:
        return reverse("maintenance:work-order-detail", args=[self.pk])

    @property
    def audit_facility_id(self) -> int | None:
        return self.facility_id

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_planned(self) -> bool:
        return self.plan_id is not None

    def is_overdue(self, on: date) -> bool:
        last = self.window_end or self.due_on
        return self.is_open and last is not None and last < on
