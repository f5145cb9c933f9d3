"""What each facility decided for itself: windows, limits, teams."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower

from audit.models import AuditedModel
from equipment.models import Facility
from equipment.models.fields import LineField
from maintenance.choices import OverdueUse, WindowKind
from maintenance.models.reach import at_visible_facilities
from maintenance.safety_limits import Standard
from maintenance.windows import WindowPolicy

# Unless a facility decided otherwise.
LONGEST_DEFERRAL_DAYS = 90


def check_window_policy(text: str) -> None:
    if text:
        WindowPolicy.parse(text)


class FacilityPolicy(AuditedModel):
    """How a facility counts time, and by which standard it measures.

    `days_after_high_risk` are the most days after the due date that work at a high-risk
    device is still on time; empty means as for all others. `overdue_high_risk` says
    whether a high-risk device is handed out while its planned work is past its window.
    """

    facility = models.OneToOneField(
        Facility, on_delete=models.PROTECT, related_name="maintenance_policy"
    )
    window_policy = LineField(
        max_length=20,
        blank=False,
        default=WindowKind.CALENDAR_MONTH,
        validators=[check_window_policy],
    )
    days_after_high_risk = models.PositiveSmallIntegerField(null=True, blank=True)
    overdue_high_risk = models.CharField(
        max_length=5, choices=OverdueUse.choices, default=OverdueUse.WARN
    )
    longest_deferral_days = models.PositiveSmallIntegerField(
        default=LONGEST_DEFERRAL_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="For so long at most is planned work put off.",
    )
    safety_standard = models.CharField(
        max_length=8, choices=Standard.choices, default=Standard.IEC62353
    )

    class Meta:
        ordering = ["facility"]
        verbose_name_plural = "facility policies"

    def __str__(self) -> str:
        return f"Maintenance policy of {self.facility}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.facility_id


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> TeamQuerySet:
        return at_visible_facilities(self, user, "maintenance.view_workorder")

    def of(self, user: AbstractUser) -> TeamQuerySet:
        """Those that the person is in now."""
        mine = self.filter(members__user=user.pk, members__is_active=True)
        return mine.order_by()


class Team(AuditedModel):
    """People who share a queue of work orders."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="teams"
    )
    name = LineField(max_length=80, blank=False)
    is_active = models.BooleanField(default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "facility",
                Lower("name"),
                name="team_unique_name",
                violation_error_message="The facility has a team of that name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(AuditedModel):
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teams"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["team", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                name="team_member_once",
                violation_error_message="This person is in the team already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"

    @property
    def audit_facility_id(self) -> int | None:
        return self.team.facility_id


class SafetyLimit(AuditedModel):
    """A limit of a standard as a hospital keeps it; it begins as the standard says."""

    standard = models.CharField(max_length=8, choices=Standard.choices)
    measurement = LineField(max_length=60, blank=False)
    condition = LineField(max_length=20)
    protection_class = LineField(max_length=8, help_text="Empty means every class.")
    applied_part = LineField(max_length=4, help_text="Empty means every part.")
    minimum = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        max_digits=12, decimal_places=4, null=True, blank=True
    )
    unit = LineField(max_length=12, blank=False)
    note = LineField(max_length=300)

    class Meta:
        ordering = ["standard", "measurement", "protection_class", "applied_part"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "standard",
                    "measurement",
                    "condition",
                    "protection_class",
                    "applied_part",
                ],
                name="safety_limit_once",
                violation_error_message="There is such a limit already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_standard_display()}: {self.measurement}"

    def clean(self) -> None:
        if self.minimum is None and self.maximum is None:
            raise ValidationError("Give a lower or an upper limit.")
        if None not in (self.minimum, self.maximum) and self.minimum > self.maximum:  # type: ignore[operator]  # neither is None
            raise ValidationError("The lower limit is above the upper one.")
