"""Who works where, and so which places and equipment they may know of."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q

from audit.models import AuditedModel
from hospital_assets.foundation.compiled import Compiled


class StaffScopeQuerySet(models.QuerySet["StaffScope"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> StaffScopeQuerySet:
        """Who works at the facilities of `user`, those who work everywhere included."""
        reach = reach_of(user)
        if reach.is_everywhere:
            return self.all()
        mine = reach.facilities | reach.department_facilities
        return (
            self.filter(Q(facility__in=mine) | Q(facility=None))
            if mine
            else self.none()
        )


class StaffScope(AuditedModel):
    """That a person works at a facility, in one department or all of it.

    Without a facility it means everywhere.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="staff_scopes",
    )
    facility = models.ForeignKey(
        "equipment.Facility",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text="Empty means every facility.",
    )
    department = models.ForeignKey(
        "equipment.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text="Empty means every department.",
    )

    objects = StaffScopeQuerySet.as_manager()

    class Meta:
        ordering = ["user", "facility", "department"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "facility", "department"],
                name="scope_unique_department",
                violation_error_message="This person works there already.",
            ),
            models.UniqueConstraint(
                fields=["user", "facility"],
                condition=Q(department=None),
                name="scope_unique_facility",
                violation_error_message="This person works there already.",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(facility=None),
                name="scope_unique_everywhere",
                violation_error_message="This person works everywhere already.",
            ),
            models.CheckConstraint(
                condition=Q(facility__isnull=False) | Q(department=None),
                name="scope_department_in_a_facility",
                violation_error_message="Name the facility of the department.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.place}"

    @property
    def place(self) -> str:
        if self.facility is None:
            return "every facility"
        if self.department is None:
            return self.facility.name
        return f"{self.department}, {self.facility}"


@dataclass(frozen=True)
class Reach:
    """Where a person works, by ids: everywhere, whole facilities, single departments.

    `department_facilities` are the facilities of the single departments.
    """

    is_everywhere: bool = False
    facilities: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    department_facilities: frozenset[int] = frozenset()

    def covers(self, facility_id: int | None, department_id: int | None = None) -> bool:
        return (
            self.is_everywhere
            or facility_id in self.facilities
            or (department_id is not None and department_id in self.departments)
        )


def reach_of(user: AbstractUser | AnonymousUser) -> Reach:
    """Where `user` works, read once for each user object; nobody works nowhere."""
    if not user.is_authenticated or not user.is_active:
        return Reach()
    if user.is_superuser:
        return Reach(is_everywhere=True)
    known: Reach | None = getattr(user, "_reach", None)
    if known is None:
        known = read_reach(user)
        user._reach = known  # type: ignore[attr-defined]  # a cache of ours
    return known


def standing_of(user: AbstractUser | AnonymousUser) -> Hashable:
    """All that decides what `user` may see; who has the same may see the same."""
    return user.pk, frozenset(user.get_all_permissions()), reach_of(user)


def read_reach(user: AbstractUser) -> Reach:
    rows = SCOPES.rows(None, user.pk)
    return Reach(
        is_everywhere=any(facility is None for facility, _ in rows),
        facilities=frozenset(f for f, department in rows if f and not department),
        departments=frozenset(d for _, d in rows if d),
        department_facilities=frozenset(f for f, d in rows if f and d),
    )


def scopes_of(_: object, user: int) -> models.QuerySet[StaffScope, tuple[Any, ...]]:
    # Unsorted: the usual order would join three tables for nothing.
    scopes = StaffScope.objects.filter(user_id=user).order_by()
    return scopes.values_list("facility_id", "department_id")


# Every request asks for it.
SCOPES = Compiled(scopes_of, standing=lambda _: None)
