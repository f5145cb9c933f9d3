"""The append-only audit log, and the base class of every model that feeds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from audit.access import facilities_of


class History(HistoricalRecords):  # type: ignore[misc]  # the package has no types
    """History without what is only derived, and without the live table's indexes."""

    def create_history_model(self, model: type[models.Model], inherited: bool) -> Any:  # noqa: FBT001  # the package's signature
        self.excluded_fields = list(getattr(model, "UNRECORDED_FIELDS", ()))
        self.no_db_index = [
            field.name for field in model._meta.fields if not field.primary_key
        ]
        return super().create_history_model(model, inherited)

    def fields_included(self, model: Any) -> list[Any]:
        derived = getattr(model, "UNRECORDED_FIELDS", ())
        return [field for field in model._meta.fields if field.name not in derived]


class AuditedModel(models.Model):
    """A model whose every saved change becomes a history row and an audit log entry.

    Change one through `audit.saving.save`, which knows who did it and why.
    """

    # Fields that follow from others; a change of them alone is no change.
    UNRECORDED_FIELDS: ClassVar[Sequence[str]] = ()
    # What changes by other work: a form that is open meanwhile is not out of date.
    UNVERSIONED_FIELDS: ClassVar[Collection[str]] = ()
    # Which fields are told only to people who have a permission.
    CONFIDENTIAL_FIELDS: ClassVar[Mapping[str, Collection[str]]] = {}
    # The reference to the record on whose timeline this one is told of, if any.
    TOLD_WITH: ClassVar[str] = ""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    history = History(inherit=True)

    class Meta:
        abstract = True

    # What the database holds: names and values, as they were loaded.
    _loaded: tuple[Collection[str], Collection[Any]] | None = None

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are of a later Django
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        instance = super().from_db(db, field_names, values)
        instance._loaded = (field_names, values)
        return instance

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.remember_as_stored()

    def remember_as_stored(self) -> None:
        known = [f.attname for f in self._meta.concrete_fields if not self._lacks(f)]
        self._loaded = (known, [getattr(self, name) for name in known])

    def _lacks(self, field: models.Field[Any, Any]) -> bool:
        return field.attname not in self.__dict__

    def stored_values(self) -> dict[str, Any]:
        """The values by attribute that the database held at the last load or save."""
        return dict(zip(*self._loaded, strict=True)) if self._loaded else {}

    def derive(self) -> None:
        """Bring fields that follow from others up to date; most models have none."""

    @property
    def audit_facility_id(self) -> int | None:
        """The facility whose people may read of this in the audit log, if one."""
        return getattr(self, "facility_id", None)


class AuditLogQuerySet(models.QuerySet["AuditLog"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> AuditLogQuerySet:
        """That of the own facilities; with the lesser right, the own entries alone.

        What belongs to no facility, such as sign-ins and roles, is for those who work
        everywhere.
        """
        if user.has_perm("audit.view_auditlog"):
            facilities = facilities_of(user)
            if facilities is None:
                return self.all()
            return self.filter(facility_id__in=facilities)
        if user.has_perm("audit.view_own_auditlog"):
            return self.filter(actor_id=user.pk)
        return self.none()

    def about(self, *entities: models.Model) -> AuditLogQuerySet:
        condition = Q()
        for entity in entities:
            condition |= Q(
                entity_type=entity._meta.label_lower, entity_id=str(entity.pk)
            )
        return self.filter(condition) if entities else self.none()

    def told_of(self, kind: str, pk: int) -> AuditLogQuerySet:
        """What was done to a record, and to what is told with it."""
        key = str(pk)
        return self.filter(
            Q(entity_type=kind, entity_id=key)
            # As the condition of the index says it, so that it is used.
            | Q(told_with_type=kind, told_with_id=key) & ~Q(told_with_id="")
        )


class AuditLog(models.Model):
    """One thing that someone did, written once.

    It copies names and labels and has no constraint towards other tables, so that it
    outlives what it describes. Triggers refuse every later change of a row.
    """

    class Source(models.TextChoices):
        PAGE = "page", "Page"
        REST = "rest", "REST"
        GRAPHQL = "graphql", "GraphQL"
        ADMIN = "admin", "Admin"
        COMMAND = "command", "Command"
        IMPORT = "import", "Import"

    occurred_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    actor_name = models.CharField(max_length=200, blank=True)
    actor_roles = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    entity_type = models.CharField(max_length=80)
    entity_id = models.CharField(max_length=64)
    entity_label = models.CharField(max_length=300, blank=True)
    # The record on whose timeline it is told as well, as its model says.
    told_with_type = models.CharField(max_length=80, blank=True)
    told_with_id = models.CharField(max_length=64, blank=True)
    facility_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    request_id = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    reason = models.TextField(blank=True)
    payload = models.JSONField(default=dict)

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "audit log entry"
        verbose_name_plural = "audit log"
        permissions = [
            ("view_own_auditlog", "Can read the own entries"),
            ("export_auditlog", "Can export the audit log"),
        ]
        indexes = [
            models.Index(fields=["entity_type", "entity_id"], name="audit_entity"),
            models.Index(
                fields=["told_with_type", "told_with_id"],
                condition=~Q(told_with_id=""),
                name="audit_told_with",
            ),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["facility_id", "id"], name="audit_facility"),
            models.Index(fields=["occurred_at"], name="audit_occurred_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    source__in=["page", "rest", "graphql", "admin", "command", "import"]
                ),
                name="audit_known_source",
                violation_error_message="An entry says by which way it came in.",
            ),
            models.CheckConstraint(
                condition=~Q(action=""),
                name="audit_names_its_action",
                violation_error_message="An entry names what was done.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.entity_label}".strip()

    def get_absolute_url(self) -> str:
        return reverse("audit:auditlog-detail", args=[self.pk])
