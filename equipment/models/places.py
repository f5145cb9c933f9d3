"""Where equipment can be: facilities, their departments, and the tree of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from audit.models import AuditedModel
from equipment.choices import LocationType
from equipment.models.fields import (
    CODE,
    LineField,
    check_gs1_number,
    check_time_zone,
    known,
)
from equipment.models.staff import reach_of

MAX_DEPTH = 8
PATH_SEPARATOR = " › "


def usual_time_zone() -> str:
    return settings.TIME_ZONE


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> FacilityQuerySet:
        reach = reach_of(user)
        if reach.is_everywhere:
            return self.all()
        return self.filter(pk__in=reach.facilities | reach.department_facilities)

    def operational(self) -> FacilityQuerySet:
        return self.filter(is_operational=True)


class Facility(AuditedModel):
    name = LineField(max_length=200, blank=False)
    code = LineField(max_length=20, blank=False, validators=[CODE])
    campus = LineField(max_length=120)
    floor_count = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    is_operational = models.BooleanField(
        default=True,
        help_text="A facility that is not takes no new assets and no assignments.",
    )
    time_zone = models.CharField(
        max_length=60, default=usual_time_zone, validators=[check_time_zone]
    )
    address = models.TextField(blank=True, max_length=500)
    region = LineField(max_length=120)
    parent_organization = LineField(max_length=200)
    cms_provider_number = LineField("CMS provider number", max_length=10)
    gln = LineField("GLN", max_length=13, validators=[check_gs1_number])

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "facilities"
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="facility_unique_code",
                violation_error_message="Another facility has this code.",
            ),
            models.CheckConstraint(
                condition=Q(floor_count=None) | Q(floor_count__range=(1, 200)),
                name="facility_floor_count",
                violation_error_message="A facility has 1 to 200 floors.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("equipment:facility-detail", args=[self.pk])

    @property
    def audit_facility_id(self) -> int | None:
        return self.pk


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> DepartmentQuerySet:
        reach = reach_of(user)
        if reach.is_everywhere:
            return self.all()
        return self.filter(
            Q(facility__in=reach.facilities) | Q(pk__in=reach.departments)
        )


class Department(AuditedModel):
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="departments"
    )
    name = LineField(max_length=120, blank=False)
    code = LineField(max_length=20)
    cost_center = LineField(max_length=40)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="managed_departments",
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["facility", "name"]
        constraints = [
            models.UniqueConstraint(
                "facility",
                Lower("name"),
                name="department_unique_name",
                violation_error_message="This facility has a department of that name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("equipment:department-detail", args=[self.pk])


class PathOrder(models.Func):
    """What places are sorted by: as much of their path as an index can hold.

    The length stands in the SQL itself: SQLite does not know its index by a parameter.
    """

    template = "SUBSTR(%(expressions)s, 1, 300)"
    output_field = models.CharField()


class LocationQuerySet(models.QuerySet["Location"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> LocationQuerySet:
        reach = reach_of(user)
        if reach.is_everywhere:
            return self.all()
        return self.filter(
            Q(facility__in=reach.facilities) | Q(department__in=reach.departments)
        )

    def at_or_below(self, location: Location) -> LocationQuerySet:
        return self.filter(path__startswith=location.path)

    def active(self) -> LocationQuerySet:
        return self.filter(is_active=True)


class Location(AuditedModel):
    """A place in the tree of a facility.

    `path` holds the ids from the root down to this place (`/4/17/`), so that a place
    and all below it are one prefix; `full_path` holds their names for people. Both
    follow from `parent` and `name` and are written by `actions.places` alone.
    """

    UNRECORDED_FIELDS: ClassVar[Sequence[str]] = ("path", "full_path")

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="locations"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    name = LineField(max_length=120, blank=False)
    type = models.CharField(max_length=12, choices=LocationType.choices)
    floor = models.SmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-10), MaxValueValidator(200)],
        help_text="The ground floor is 0, basements are negative.",
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="locations",
    )
    wing = LineField(max_length=60)
    room = LineField(max_length=60)
    code = LineField(max_length=40, help_text="What the label on the door says.")
    gln = LineField("GLN", max_length=13, validators=[check_gs1_number])
    rtls_zone = LineField("RTLS zone", max_length=60)
    is_active = models.BooleanField(default=True)
    is_patient_care = models.BooleanField("patient care area", default=False)
    mri_zone = models.PositiveSmallIntegerField(
        "MRI zone",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    path = models.CharField(max_length=200, editable=False, db_index=True)
    full_path = models.CharField(max_length=1100, editable=False)

    objects = LocationQuerySet.as_manager()

    class Meta:
        ordering = ["facility", "full_path"]
        indexes = [models.Index(PathOrder("full_path"), name="location_path_order")]
        constraints = [
            known("type", LocationType, "location_known_type"),
            models.UniqueConstraint(
                "parent",
                Lower("name"),
                condition=Q(parent__isnull=False),
                name="location_unique_name",
                violation_error_message="There is a place of that name here already.",
            ),
            models.UniqueConstraint(
                "facility",
                Lower("name"),
                condition=Q(parent__isnull=True),
                name="location_unique_root_name",
                violation_error_message="There is a place of that name here already.",
            ),
            models.UniqueConstraint(
                "facility",
                Lower("code"),
                condition=~Q(code=""),
                name="location_unique_code",
                violation_error_message="Another place has this code.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="location_not_in_itself",
                violation_error_message="A place cannot stand in itself.",
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(floor__range=(-10, 200)),
                name="location_floor",
                violation_error_message="Floors go from -10 to 200.",
            ),
            models.CheckConstraint(
                condition=Q(mri_zone=None) | Q(mri_zone__range=(1, 4)),
                name="location_mri_zone",
                violation_error_message="MRI zones go from 1 to 4.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_path or self.name

    def get_absolute_url(self) -> str:
        return reverse("equipment:location-detail", args=[self.pk])

    def clean(self) -> None:
        if self.parent is not None:
            self._check_parent(self.parent)
        if self.department and self.department.facility_id != self.facility_id:
            raise ValidationError(
                {"department": "The department belongs to another facility."}
            )

    def _check_parent(self, parent: Location) -> None:
        if parent.facility_id != self.facility_id:
            raise ValidationError({"parent": "That place is in another facility."})
        if self.pk and parent.path.startswith(self.path):
            raise ValidationError(
                {"parent": "A place cannot be moved into itself or below itself."}
            )
        if parent.depth + self.height > MAX_DEPTH:
            raise ValidationError(
                {"parent": f"Places can be nested {MAX_DEPTH} deep at most."}
            )

    @property
    def depth(self) -> int:
        return self.path.count("/") - 1

    @property
    def height(self) -> int:
        """How many levels this place and those below it fill; a leaf fills one."""
        if not self.pk:
            return 1
        deepest = max(
            path.count("/") - 1
            for path in Location.objects.at_or_below(self).values_list(
                "path", flat=True
            )
        )
        return deepest - self.depth + 1

    def ancestor_ids(self) -> list[int]:
        """The ids of the places that this one stands in, outermost first."""
        return [int(part) for part in self.path.strip("/").split("/")[:-1]]

    def path_below(self, parent: Location | None) -> tuple[str, str]:
        """The `path` and `full_path` that this place has below `parent`."""
        if parent is None:
            return f"/{self.pk}/", self.name
        return (
            f"{parent.path}{self.pk}/",
            f"{parent.full_path}{PATH_SEPARATOR}{self.name}",
        )
