"""Fields and checks that several models of the register share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable

from equipment.identifiers import has_gs1_check_digit

# Only their stubs know which types a field takes and gives.
if TYPE_CHECKING:
    CharField = models.CharField[str | int | Combinable, str]
    DateField = models.DateField[str | date | Combinable | None, date | None]
    DecimalField = models.DecimalField[
        str | float | Decimal | Combinable | None, Decimal | None
    ]
else:
    from django.db.models import CharField, DateField, DecimalField

EARLIEST = date(1950, 1, 1)
LATEST = date(2150, 12, 31)

CODE = RegexValidator(
    re.compile(r"^[A-Z0-9-]+\Z"), "Use capital letters, digits and hyphens only."
)
CURRENCY = RegexValidator(
    re.compile(r"^[A-Z]{3}\Z"), "Use the three letters of the currency, such as EUR."
)
MAC_ADDRESS = RegexValidator(
    re.compile(r"^([0-9A-F]{2}:){5}[0-9A-F]{2}\Z"),
    "Write the MAC address as six pairs, such as 00:1A:2B:3C:4D:5E.",
)


# The standard library looks through its files at each call.
known_time_zones = cache(available_timezones)


def check_time_zone(value: str) -> None:
    if value not in known_time_zones():
        raise ValidationError(f"“{value}” is not a time zone, such as Europe/Paris.")


def check_gs1_number(value: str) -> None:
    if not has_gs1_check_digit(value):
        raise ValidationError(
            f"“{value}” is not a GS1 number: its check digit does not fit."
        )


def check_year(value: date) -> None:
    """Refuse years that are a slip of the keyboard, such as 0008 or 20025."""
    if not EARLIEST <= value <= LATEST:
        raise ValidationError(
            f"The year {value.year} cannot be right; use 1950 to 2150."
        )


class LineField(CharField):
    """One line of text that may be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators.append(ProhibitNullCharactersValidator())


class DayField(DateField):
    """A calendar day within the years that a device can live, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators.append(check_year)


class MoneyField(DecimalField):
    """An amount in the record's currency, never negative, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual: dict[str, Any] = {
            "max_digits": 12,
            "decimal_places": 2,
            "null": True,
            "blank": True,
            "validators": [MinValueValidator(0, "An amount cannot be negative.")],
        }
        super().__init__(*args, **usual | kwargs)


def score_field(lowest: int, highest: int, help_text: str) -> Any:
    """A risk score from `lowest` to `highest`, or none."""
    return models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(lowest), MaxValueValidator(highest)],
        help_text=help_text,
    )


def score_range(field: str, lowest: int, highest: int, name: str) -> Any:
    return models.CheckConstraint(
        condition=Q(**{field: None}) | Q(**{f"{field}__range": (lowest, highest)}),
        name=name,
        violation_error_message=f"This score goes from {lowest} to {highest}.",
    )


def known(field: str, choices: type[models.TextChoices], name: str) -> Any:
    """A constraint that lets `field` hold only a value of `choices`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=name,
        violation_error_message=f"This is not a known {field.replace('_', ' ')}.",
    )


def in_order(first: str, later: str, name: str, message: str) -> Any:
    """A constraint that lets the day `later` not stand before the day `first`."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True})
        | Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": models.F(first)}),
        name=name,
        violation_error_message=message,
    )


def not_negative(field: str, name: str) -> Any:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0}),
        name=name,
        violation_error_message="An amount cannot be negative.",
    )
