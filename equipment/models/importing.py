"""Registers that somebody loads: each run, and what is kept for the next one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from audit.models import AuditedModel
from equipment.models.fields import LineField, known
from equipment.models.places import Facility


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    IMPORTING = "importing", "Being imported"
    IMPORTED = "imported", "Imported"
    FAILED = "failed", "Stopped"


def file_name(run: ImportRun, filename: str) -> str:
    """A name of our own, so that nothing of the sent one reaches the disk."""
    return f"imports/{uuid.uuid4().hex}/register"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: AbstractUser | AnonymousUser) -> ImportRunQuerySet:
        if not user.has_perm("equipment.import_asset"):
            return self.none()
        return self.filter(started_by=user.pk)


class ImportRun(AuditedModel):
    """One file on its way into the register.

    `options` are those of `equipment.imports.options.Options`, `result` the sums of the
    last check or import. Files stand beside the uploaded one.
    """

    file = models.FileField(upload_to=file_name, max_length=200)
    filename = LineField(max_length=200, blank=False)
    size = models.PositiveBigIntegerField("size in bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    facility = models.ForeignKey(
        Facility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_runs",
        help_text="Where rows belong that do not name a facility.",
    )
    state = models.CharField(
        max_length=9, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    options = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    message = models.TextField(blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="import_runs"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [known("state", ImportState, "import_known_state")]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("equipment:import-detail", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING)


class ImportMapping(AuditedModel):
    """Which column means what, kept by name for the next file of the same kind."""

    name = LineField(max_length=60, blank=False)
    columns = models.JSONField(default=dict, help_text="Column to field.")
    date_order = LineField(max_length=20)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="import_mapping_unique_name",
                violation_error_message="There is a mapping of that name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WordMeaning(AuditedModel):
    """What a word in a register means here, such as “operativo” for a status.

    It comes before the words that the program knows itself.
    """

    field = LineField(max_length=30, blank=False)
    word = LineField(max_length=80, blank=False)
    value = LineField(
        max_length=40,
        blank=False,
        help_text="Of a status: the status, a space and, if told, the reason.",
    )

    class Meta:
        ordering = ["field", "word"]
        constraints = [
            models.UniqueConstraint(
                "field",
                Lower("word"),
                name="word_meaning_unique",
                violation_error_message="This word has a meaning already.",
            ),
            models.CheckConstraint(
                condition=~Q(value=""),
                name="word_meaning_says_something",
                violation_error_message="Say what the word means.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.value}"
