"""Finding assets: what they are, where, whose, and what needs attention.

Each filter bears the name of the field that it is about. References are ids, several
mean "one of these", and a place means it and all below it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy, deepcopy
from functools import cache, cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from equipment.choices import Criticality, Ownership, RiskClass
from equipment.filters.references import (
    MOST_IDS,
    REFERENCES,
    Named,
    Person,
    look_up,
)
from equipment.lifecycle import AssetStatus, StatusReason
from equipment.models import Location
from equipment.models.assets import AssetQuerySet
from equipment.models.places import PathOrder

LONGEST_SEARCH = 200
LARGEST_ID_DIGITS = 18

YES_NO = (("true", "Yes"), ("false", "No"))

# What a list can be sorted by, and the columns that stand for it. Where equals are
# many, the tag decides among them: people look for it, and an index has both.
ORDERINGS = {
    "asset_tag": ["asset_tag"],
    "name": ["name"],
    "status": ["status", "asset_tag"],
    "facility": ["facility__name", "asset_tag"],
    "current_location": ["place_order"],
    "next_service_due": ["next_service_due"],
    "updated_at": ["updated_at"],
}
USUAL_ORDERING = "asset_tag"

UNKNOWN_CHOICE = {"invalid_choice": "“%(value)s” is not one of the choices."}


class IdsField(forms.Field):
    """The ids of things, each as its own parameter of the address."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, most: int = MOST_IDS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: list[str] | None) -> list[int]:
        texts = [str(text) for text in value or [] if text != ""]
        for text in texts:
            is_number = text.isascii() and text.isdigit()
            if not is_number or len(text) > LARGEST_ID_DIGITS:
                raise ValidationError(f"“{text[:40]}” is not a number.")
        if len(texts) > self.most:
            raise ValidationError(f"Choose {self.most:,} at most.")
        return [int(text) for text in texts]


class LeanFilter(django_filters.Filter):
    """A filter that each FilterSet takes as it is: nothing in it changes."""

    def __deepcopy__(self, memo: dict[int, Any]) -> LeanFilter:
        return copy(self)


class ReferenceFilter(LeanFilter):
    field_class = IdsField

    def filter(self, assets: AssetQuerySet, ids: list[int]) -> AssetQuerySet:
        if not ids:
            return assets
        return assets.filter(**{f"{self.field_name}__in": ids})


class PlaceFilter(ReferenceFilter):
    """A place and all that is below it."""

    def filter(self, assets: AssetQuerySet, ids: list[int]) -> AssetQuerySet:
        if not ids:
            return assets
        below = Q()
        for place in self.parent.named[self.field_name]:
            if place.pk in ids:
                below |= Q(path__startswith=place.more)
        places = Location.objects.filter(below).values("pk")
        return assets.filter(current_location__in=places)


class ChoicesField(forms.MultipleChoiceField):
    """Several choices; one that is empty is none, as forms send it."""

    def to_python(self, value: list[str] | None) -> list[str]:
        return [str(choice) for choice in value or [] if choice != ""]


class AnyOfFilter(LeanFilter):
    """One of several choices."""

    field_class = ChoicesField

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, error_messages=UNKNOWN_CHOICE, **kwargs)

    def filter(self, assets: AssetQuerySet, values: list[str]) -> AssetQuerySet:
        if not values:
            return assets
        return assets.filter(**{f"{self.field_name}__in": values})


class YesNoFilter(LeanFilter):
    """Those to which `condition` applies, those to which it does not, or all."""

    field_class = forms.TypedChoiceField

    def __init__(self, condition: Callable[[], Q], **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce=lambda text: text == "true",
            empty_value=None,
            error_messages=UNKNOWN_CHOICE,
            **kwargs,
        )
        self.condition = condition

    def filter(self, assets: AssetQuerySet, value: bool | None) -> AssetQuerySet:  # noqa: FBT001  # the package's signature
        if value is None:
            return assets
        return assets.filter(self.condition() if value else ~self.condition())


def warranty_ended() -> Q:
    return Q(warranty_ends_on__lt=timezone.localdate())


def serial_doubtful() -> Q:
    return Q(serial_number="") | ~Q(serial_doubt="")


def without_place() -> Q:
    return Q(current_location=None, location_text="")


class Ordering(LeanFilter):
    """What the rows are sorted by; a minus before it turns it round."""

    field_class = forms.ChoiceField

    def __init__(self) -> None:
        choices = [(sign + name, name) for name in ORDERINGS for sign in ("", "-")]
        super().__init__(
            label="Sort by", choices=choices, error_messages=UNKNOWN_CHOICE
        )

    def filter(self, assets: AssetQuerySet, value: str) -> AssetQuerySet:
        """Leave it to the paging, which has to know the columns."""
        if value.removeprefix("-") == "current_location":
            order = PathOrder("current_location__full_path")
            return assets.annotate(place_order=order)
        return assets


class AssetFilterForm(forms.Form):
    """Checks what the address says, the references all at once."""

    def __init__(
        self, data: Mapping[str, Any], *, person: Person, choices_of: Collection[str]
    ) -> None:
        super().__init__(data)
        self.person = person
        self.choices_of = choices_of
        self.named: dict[str, list[Named]] = {}

    def clean(self) -> dict[str, Any]:
        wanted = {
            name: ids for name in REFERENCES if (ids := self.cleaned_data.get(name))
        }
        self.named = look_up(self.person, wanted, choices_of=self.choices_of)
        for name, ids in wanted.items():
            known = {thing.pk for thing in self.named[name]}
            if unknown := [str(pk) for pk in ids if pk not in known]:
                noun = REFERENCES[name].noun
                self.add_error(
                    name, f"There is no {noun} {', '.join(unknown)} for you to see."
                )
        return self.cleaned_data


class AssetFilter(django_filters.FilterSet):
    """`choices_of` names the references of which every choice is wanted, for a page.

    An address that says anything wrong finds nothing: leaving the wrong part out would
    show, export or change more than was asked for.
    """

    search = django_filters.CharFilter(
        method="filter_search",
        label="Search",
        max_length=LONGEST_SEARCH,
        error_messages={
            "max_length": f"Search for {LONGEST_SEARCH} characters at most."
        },
    )
    facility = ReferenceFilter(label="Facility")
    owner_department = ReferenceFilter(label="Department")
    current_location = PlaceFilter(label="Place")
    status = AnyOfFilter(label="Status", choices=AssetStatus.choices)
    status_reason = AnyOfFilter(label="Reason", choices=StatusReason.choices)
    criticality = AnyOfFilter(label="Criticality", choices=Criticality.choices)
    risk_class = AnyOfFilter(label="Risk class", choices=RiskClass.choices)
    is_life_support = YesNoFilter(lambda: Q(is_life_support=True), label="Life support")
    category = ReferenceFilter(label="Category")
    manufacturer = ReferenceFilter(label="Manufacturer")
    device_model = ReferenceFilter(label="Model")
    ownership = AnyOfFilter(label="Ownership", choices=Ownership.choices)
    warranty_ended = YesNoFilter(warranty_ended, label="Warranty ended")
    serial_doubtful = YesNoFilter(
        serial_doubtful, label="Serial number missing or doubtful"
    )
    without_place = YesNoFilter(without_place, label="Without a place")
    ordering = Ordering()

    def __init__(
        self,
        data: Mapping[str, Any],
        queryset: AssetQuerySet,
        *,
        person: Person,
        choices_of: Collection[str] = (),
    ) -> None:
        super().__init__(data, queryset)
        self.assets = queryset
        self.person = person
        self.choices_of = choices_of

    @classmethod
    @cache
    def form_class(cls) -> type[AssetFilterForm]:
        filters = deepcopy(cls.base_filters)
        fields = {name: filter_.field for name, filter_ in filters.items()}
        return type("Form", (AssetFilterForm,), fields)

    @cached_property
    def form(self) -> AssetFilterForm:
        return self.form_class()(
            self.data, person=self.person, choices_of=self.choices_of
        )

    @cached_property
    def qs(self) -> AssetQuerySet:
        if not self.form.is_valid():
            return self.assets.none()
        found: AssetQuerySet = self.filter_queryset(self.assets)
        return found

    @property
    def named(self) -> dict[str, list[Named]]:
        self.form.is_valid()
        return self.form.named

    @property
    def order(self) -> str:
        self.form.is_valid()
        return self.form.cleaned_data.get("ordering") or USUAL_ORDERING

    @property
    def columns_of_order(self) -> list[str]:
        """The order as `order_by` and the paging take it."""
        sign = "-" if self.order.startswith("-") else ""
        return [sign + column for column in ORDERINGS[self.order.removeprefix("-")]]

    def filter_search(
        self, assets: AssetQuerySet, name: str, text: str
    ) -> AssetQuerySet:
        return assets.search(text)
