"""Finding audit entries: by whom, what, about what, where, when, by which way."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from audit.access import facility_names_for, things_at_place
from audit.models import AuditedModel, AuditLog, AuditLogQuerySet
from audit.wording import SENTENCES, template_of

EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
LATEST = datetime(2150, 1, 1, tzinfo=UTC)
MOST_PEOPLE = 100

# Verbs that every audited record has, beside what its actions are called.
USUAL_VERBS = ("created", "changed", "deleted")


class MomentField(forms.DateTimeField):
    """A day, or a day with a time of it, on the clock of the person."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is not None and not EARLIEST < moment < LATEST:
            raise ValidationError("The year cannot be right; use 1950 to 2149.")
        return moment


class SinceFilter(django_filters.Filter):
    field_class = MomentField


class UntilField(MomentField):
    """The end of what was said: of the day, or of the minute."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is None or not isinstance(value, str):
            return moment
        if is_day(value):
            next_day = timezone.localtime(moment).date() + timedelta(days=1)
            return timezone.make_aware(datetime.combine(next_day, time.min))
        is_minute = len(value.strip()) == len("2026-01-31T14:00")
        return moment + timedelta(minutes=1) if is_minute else moment


def is_day(text: str) -> bool:
    return len(text.strip()) == len("2026-01-31")


class MomentInput(forms.DateTimeInput):
    """Shows a day that stood in the address with the time that it means."""

    def __init__(self, *, time_of_a_day: str) -> None:
        super().__init__({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        self.time_of_a_day = time_of_a_day

    def format_value(self, value: Any) -> Any:
        if isinstance(value, str) and is_day(value):
            return f"{value.strip()}T{self.time_of_a_day}"
        return super().format_value(value)


class UntilFilter(django_filters.Filter):
    field_class = UntilField


class QuickSelect(forms.Select):
    """Says its options itself: a template for each of a hundred costs half the page."""

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        groups = [
            self.group(label, options) for label, options, _ in widget["optgroups"]
        ]
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(widget["attrs"]),
            SafeString("".join(groups)),
        )

    def group(self, label: str | None, options: list[dict[str, Any]]) -> str:
        inside = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (o["value"], SafeString(" selected" * o["selected"]), o["label"])
                for o in options
            ),
        )
        if label is None:
            return inside
        return format_html('<optgroup label="{}">{}</optgroup>', label, inside)


def known_actions() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that an entry can say was done, by what it was done to."""
    actions = set(SENTENCES)
    for model in audited_models():
        actions |= {f"{model._meta.model_name}.{verb}" for verb in USUAL_VERBS}
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in sorted(actions):
        thing = action.partition(".")[0]
        groups.setdefault(capfirst(thing), []).append((action, words_for(action)))
    return list(groups.items())


def words_for(action: str) -> str:
    """The sentence of the action without what differs from entry to entry."""
    return template_of(action).partition("{")[0].strip(" :“") or action


def known_entities() -> list[tuple[str, str]]:
    models: list[type[Model]] = [*audited_models(), get_user_model(), AuditLog]
    return sorted(
        ((m._meta.label_lower, capfirst(str(m._meta.verbose_name))) for m in models),
        key=lambda choice: choice[1],
    )


def audited_models() -> list[type[AuditedModel]]:
    return [model for model in apps.get_models() if issubclass(model, AuditedModel)]


class AuditLogFilter(django_filters.FilterSet):
    person = django_filters.CharFilter(
        method="filter_person", label="Who", max_length=150
    )
    action = django_filters.ChoiceFilter(
        label="What was done",
        choices=known_actions,
        empty_label="Anything",
        widget=QuickSelect,
    )
    entity_type = django_filters.ChoiceFilter(
        label="To what",
        choices=known_entities,
        empty_label="Anything",
        widget=QuickSelect,
    )
    entity_id = django_filters.CharFilter(
        method="filter_entity_id", label="Its number", max_length=64
    )
    label = django_filters.CharFilter(
        field_name="entity_label",
        lookup_expr="icontains",
        label="Name or tag holds",
        max_length=200,
    )
    facility = django_filters.ChoiceFilter(
        field_name="facility_id",
        label="Facility",
        choices=(),
        empty_label="All",
        widget=QuickSelect,
    )
    place = django_filters.CharFilter(
        method="filter_place", label="Stands now at a place called", max_length=200
    )
    since = SinceFilter(
        field_name="occurred_at",
        lookup_expr="gte",
        label="From",
        widget=MomentInput(time_of_a_day="00:00"),
    )
    until = UntilFilter(
        field_name="occurred_at",
        lookup_expr="lt",
        label="Until",
        widget=MomentInput(time_of_a_day="23:59"),
    )
    source = django_filters.ChoiceFilter(
        label="By which way", choices=AuditLog.Source.choices, empty_label="Any"
    )

    def __init__(self, data: QueryDict, *, request: HttpRequest, **kwargs: Any) -> None:
        queryset = AuditLog.objects.visible_to(request.user)
        super().__init__(data, queryset=queryset, request=request, **kwargs)
        self.facility_names = facility_names_for(request.user)
        self.filters["facility"].extra["choices"] = [
            (str(pk), name) for pk, name in self.facility_names.items()
        ]

    @property
    def rows(self) -> AuditLogQuerySet:
        """What was found; nothing while a filter does not make sense."""
        found: AuditLogQuerySet = self.qs if self.is_valid() else self.queryset.none()
        return found

    @cached_property
    def given(self) -> dict[str, str]:
        """The filters in use, as they stand in the address."""
        return {name: self.data[name] for name in self.filters if self.data.get(name)}

    @property
    def ordering(self) -> list[str]:
        """Newest first: by the clock where a time is asked for, else by number."""
        return ["-occurred_at"] if {"since", "until"} & self.given.keys() else ["-pk"]

    def filter_person(
        self, entries: QuerySet[AuditLog], name: str, text: str
    ) -> QuerySet[AuditLog]:
        return entries.filter(actor_id__in=people_called(text))

    def filter_entity_id(
        self, entries: QuerySet[AuditLog], name: str, text: str
    ) -> QuerySet[AuditLog]:
        """By the index, which begins with the type."""
        kinds = (
            [self.data.get("entity_type")]
            if self.data.get("entity_type")
            else [label for label, _ in known_entities()]
        )
        return entries.filter(entity_type__in=kinds, entity_id=text.strip())

    def filter_place(
        self, entries: QuerySet[AuditLog], name: str, text: str
    ) -> QuerySet[AuditLog]:
        condition = Q(pk__in=[])
        for kind, things in things_at_place(self.request.user, text).items():
            # Entries name records as text, since not every key is a number.
            keys = things.order_by().values_list(Cast("pk", CharField()))
            condition |= Q(entity_type=kind, entity_id__in=keys)
        return entries.filter(condition)


def people_called(text: str) -> list[int]:
    """Who has this user name, or else whose names hold every word of `text`."""
    people = get_user_model()._default_manager
    exact = list(people.filter(username=text).values_list("pk", flat=True))
    if exact:
        return exact
    condition = Q()
    for word in text.split():
        condition &= (
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
        )
    return list(people.filter(condition).values_list("pk", flat=True)[:MOST_PEOPLE])
