"""Refusals that are not about what was typed, each a sentence for the person."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class Conflict(ValidationError):  # noqa: N818  # it reads as what it says
    """Somebody else was first, or the thing is not in a state that allows it (409)."""

    def __init__(self, message: str, *, code: str = "conflict") -> None:
        super().__init__(message, code=code)


class InvalidTransition(Conflict):
    """The status may not follow the present one (409)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="invalid_transition")


class Stale(Conflict):
    """The form was opened before somebody else's change (412)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="stale")
