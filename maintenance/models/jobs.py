"""When periodic work ran last, and who is at it now."""

from __future__ import annotations

from django.db import models


class JobRun(models.Model):
    """One row for each job. Until `held_until` nobody else begins it."""

    name = models.CharField(max_length=60, unique=True)
    held_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
