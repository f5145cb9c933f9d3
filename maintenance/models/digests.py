"""How often a person is told of due work by e-mail, and for which day that was done."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from equipment.models.fields import known
from maintenance.choices import DigestFrequency


class Digest(models.Model):
    """One row for each person; `settled_on` is the day up to which nothing is owed.

    Until `held_until` one process is at it and no other begins. `problem` is why the
    last mail was not sent.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digest"
    )
    frequency = models.CharField(
        max_length=6, choices=DigestFrequency.choices, default=DigestFrequency.USUAL
    )
    settled_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["person"]
        permissions = [
            ("follow_late_work", "Is told by e-mail what is late or unanswered")
        ]
        constraints = [known("frequency", DigestFrequency, "digest_known_frequency")]

    def __str__(self) -> str:
        return f"Digest of {self.person}"
