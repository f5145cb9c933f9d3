"""What an audit entry says, in words for people: a sentence, and what differs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template.defaultfilters import capfirst
from django.utils import timezone
from django.utils.dateformat import format as format_date

from audit.models import AuditedModel, AuditLog

DAY = "j M Y"
MOMENT = "j M Y, H:i"
YES, NO = "yes", "no"

# In braces: a field of the payload, as it is now; with `_was`, as it was before;
# `reason` is the entry's own, `label` the name of what the entry is about, `fields`
# the names of what changed.
SENTENCES = {
    "asset.registered": "Registered",
    "asset.edited": "Corrected: {fields}",
    "asset.moved": "Moved to {current_location}",
    "asset.assigned": "Handed over {reason}",
    "asset.returned": "Returned",
    "asset.transferred": "Handed on {reason}",
    "asset.status_changed": "Status changed from {status_was} to {status}",
    "asset.accepted": "Accepted for use",
    "asset.cleaned": "Cleaned",
    "asset.retired": "Retired: {status_reason}",
    "asset.reinstated": "Reinstated, to be accepted again",
    "asset.labels_printed": "Printed labels: {number}",
    "asset.exported": "Exported assets: {rows}",
    "asset.created": "Recorded",
    "asset.changed": "Changed: {fields}",
    "assignment.started": "Given to somebody",
    "assignment.ended": "Given back",
    "assignment.transferred": "Passed on to the next",
    "assignment.exported": "Exported assignments: {rows}",
    "disposal.recorded": "Disposal recorded: {method}",
    "attachment.added": "Attached “{title}”",
    "attachment.withdrawn": "Withdrew “{label}”",
    "work_order.opened": "Asked for work: {type}",
    "work_order.triaged": "Looked at the request: {priority}",
    "work_order.assigned": "Gave the work {reason}",
    "work_order.taken": "Took the work",
    "work_order.begun": "Began the work",
    "work_order.held": "Put the work on hold: {hold_reason}",
    "work_order.resumed": "Went on with the work",
    "work_order.deferred": "Deferred the work to {deferred_until}",
    "work_order.attempted": "Tried in vain: {disposition}",
    "work_order.followed_up": "Noted what follows from the attempt",
    "work_order.commented": "Commented on the work",
    "work_order.file_added": "Added a file to the work",
    "work_order.failure_named": "Said what failed: {failure_code}",
    "work_order.completed": "Completed the work",
    "work_order.escalated": "Made the overdue work urgent",
    "work_order.reopened": "Took the work up again",
    "work_order.closed": "Closed the work order",
    "work_order.cancelled": "Cancelled the work",
    "work_order.confirmed": "Confirmed that it works again",
    "work_order.exported": "Exported work orders: {rows}",
    "calendarfeed.made": "Made an address for calendar programs",
    "calendarfeed.revoked": "Revoked the address for calendar programs",
    "location.moved": "Moved the place below {parent}",
    "audit.read": "Read the audit log: {search}",
    "report.binder_made": "Made a survey binder: {format}",
    "audit.exported": "Exported the audit log: {search}",
    "person.signed_up": "Asked for an account",
    "person.signed_in": "Signed in",
    "person.signed_out": "Signed out",
    "person.sign_in_failed": "Failed to sign in as “{typed}”",
    "person.password_changed": "Set a new password",
    "person.added": "Added the person",
    "person.corrected": "Corrected: {fields}",
    "person.approved": "Approved the person",
    "person.deactivated": "Closed the account",
    "person.reactivated": "Opened the account again",
    "person.roles_changed": "Changed the roles",
    "person.scopes_changed": "Changed the places of work",
    "person.password_link_issued": "Issued a link to set a new password",
    "staffscope.given": "Gave a place of work",
    "staffscope.ended": "Took a place of work away",
}
# Where no sentence of its own stands above, by the verb behind the dot.
DEFAULTS = {
    "created": "Added",
    "changed": "Changed: {fields}",
    "deleted": "Removed",
}

Payload = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """A field in words, what it was and what it is; nothing is an empty text."""

    field: str
    old: str
    new: str


def sentence(entry: AuditLog) -> str:
    """What was done, without by whom and when."""
    template = template_of(entry.action)
    return template.format_map(Words(entry)).strip().rstrip(":")


def tells_reason(entry: AuditLog) -> bool:
    """Whether the sentence says the reason already."""
    return "{reason}" in template_of(entry.action)


def template_of(action: str) -> str:
    if known := SENTENCES.get(action):
        return known
    thing, _, verb = action.rpartition(".")
    return DEFAULTS.get(verb) or f"{verb} {thing}".replace("_", " ").capitalize()


class Words(dict[str, str]):
    """The values that a sentence names, each put into words when it is asked for."""

    def __init__(self, entry: AuditLog) -> None:
        super().__init__(reason=first_small(entry.reason), label=entry.entity_label)
        self.entry = entry

    def __missing__(self, name: str) -> str:
        if name == "fields":
            return names_of(self.entry)
        field = name.removesuffix("_was")
        told = self.entry.payload.get(field)
        if not is_change(told):
            return in_words(told, field, self.entry.entity_type)
        value = told[0] if field != name else told[1]
        return in_words(value, field, self.entry.entity_type) or "nothing"


def first_small(text: str) -> str:
    return text[:1].lower() + text[1:]


def names_of(entry: AuditLog) -> str:
    names = [field_words(name, entry.entity_type) for name in entry.payload]
    return ", ".join(name.lower() if name.istitle() else name for name in names)


def changes(entry: AuditLog, *, hidden: Collection[str] = ()) -> list[Change]:
    """What differs, field by field; `hidden` fields are left out."""
    return [
        Change(
            field_words(name, entry.entity_type),
            in_words(told[0], name, entry.entity_type),
            in_words(told[1], name, entry.entity_type),
        )
        for name, told in entry.payload.items()
        if is_change(told) and name not in hidden
    ]


def is_change(told: Any) -> bool:
    return isinstance(told, list) and len(told) == len(("old", "new"))


def hidden_fields(
    entity_type: str, user: AbstractUser | AnonymousUser
) -> frozenset[str]:
    """The fields of this kind of record that `user` may not be told of."""
    model = model_of(entity_type)
    if model is None or not issubclass(model, AuditedModel):
        return frozenset()
    return frozenset(
        name
        for permission, names in model.CONFIDENTIAL_FIELDS.items()
        if not user.has_perm(permission)
        for name in names
    )


def field_words(name: str, entity_type: str) -> str:
    field = field_of(name, entity_type)
    return capfirst(str(field.verbose_name) if field else name.replace("_", " "))


def in_words(value: Any, name: str, entity_type: str) -> str:
    """A value of the payload as people say it."""
    match value:
        case None | "":
            return ""
        case bool():
            return YES if value else NO
        case {"label": label, "id": pk}:
            return str(label or f"no. {pk}")
        case list():
            return ", ".join(in_words(each, name, entity_type) for each in value)
        case dict():
            return told_pairs(value.items())
        case _:
            return of_its_field(str(value), field_of(name, entity_type))


def told_pairs(pairs: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in pairs)


def of_its_field(value: str, field: models.Field[Any, Any] | None) -> str:
    if field is None:
        return value
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    with suppress(ValueError):
        if isinstance(field, models.DateTimeField):
            at = timezone.localtime(datetime.fromisoformat(value))
            return format_date(at, MOMENT)
        if isinstance(field, models.DateField):
            return format_date(date.fromisoformat(value), DAY)
    return value


@cache
def model_of(entity_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(entity_type)
    except (LookupError, ValueError):
        return None


@cache
def field_of(name: str, entity_type: str) -> models.Field[Any, Any] | None:
    """The field, unless it or its model is gone since the entry was written."""
    model = model_of(entity_type)
    if model is None:
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None
