"""How many work orders a year has had, so that each gets a number of its own."""

from __future__ import annotations

from django.db import models


class WorkOrderCount(models.Model):
    """`last` is the last number given out in the year."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.last:,} work orders in {self.year}"
