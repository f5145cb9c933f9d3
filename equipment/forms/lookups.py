"""Text fields that name one thing out of many: a place, a person, a model, an asset.

They work without JavaScript, where nobody can scroll through ten thousand options: the
full name, a code or an unmistakable part of the name finds the thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse_lazy

from audit.actors import SYSTEM
from equipment.models import Asset, DeviceModel, Location
from hospital_assets.foundation.text import match_key

LONGEST_TEXT = 1200
MOST_PROPOSED = 5
MOST_OPTIONS = 20

# How people write the path of a place on a keyboard.
SEPARATOR = re.compile(r"\s*[›>/|]\s*")

Thing = TypeVar("Thing", bound=Model)


@dataclass(frozen=True)
class Named:
    """A thing by its id, its `label`, and what else people call it."""

    pk: int
    label: str
    names: tuple[str, ...] = ()
    # Whether it is one of those that are meant first: of the own facility.
    is_near: bool = True


class LookupInput(forms.TextInput):
    """A line of text with proposals, which htmx fetches while somebody types."""

    template_name = "equipment/_lookup_input.html"

    def __init__(self, *, url: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false"} | (attrs or {}))
        self.url = url
        self.proposed: list[str] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        options = f"{widget['attrs'].get('id', name)}_options"
        widget["attrs"] |= {
            "list": options,
            "hx-get": str(self.url),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{options}",
        }
        widget |= {"options": options, "proposed": self.proposed}
        return context


class LookupField(forms.CharField, Generic[Thing]):
    """Cleans to the thing that the text names, or to None."""

    kind: ClassVar[str]
    noun: ClassVar[str]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        url = reverse_lazy("equipment:lookup", args=[self.kind])
        super().__init__(widget=LookupInput(url=url), **kwargs)
        self.things: QuerySet[Thing] | None = None

    def among(self, things: QuerySet[Thing]) -> None:
        """Find only what is in `things`."""
        self.things = things

    def clean(self, value: Any) -> Any:
        text = super().clean(str(value) if value else "")
        return self.find(text) if text else None

    def find(self, text: str) -> Thing:
        assert self.things is not None
        found = best_matches(text, self.known(self.things))
        if len(found) == 1 and found[0].is_exact:
            return self.things.get(pk=found[0].named.pk)
        labels = [match.named.label for match in found[:MOST_PROPOSED]]
        self.widget.proposed = labels
        raise ValidationError(self.refusal(text, labels), code="unknown")

    def refusal(self, text: str, labels: list[str]) -> str:
        typed = text if len(text) <= 60 else f"{text[:60]}…"
        if not labels:
            return f"No {self.noun} that you can choose is called “{typed}”."
        quoted = "; ".join(f"“{label}”" for label in labels)
        return f"“{typed}” is not clear. Did you mean {quoted}?"

    def known(self, things: QuerySet[Thing]) -> Iterator[Named]:
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Model):
            return self.label_of(value)
        return value

    def label_of(self, thing: Any) -> str:
        return str(thing)

    def options(self, text: str) -> list[str]:
        """What to propose while somebody types `text`."""
        assert self.things is not None
        matches = best_matches(text, self.known(self.things))
        return [match.named.label for match in matches[:MOST_OPTIONS]]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PlaceField(LookupField[Location]):
    kind, noun = "place", "place"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Place")
        kwargs.setdefault("help_text", "The path, the room, or the code on the door.")
        super().__init__(**kwargs)
        self.home: int | None = None

    def within_reach_of(self, user: AbstractUser, *, home: int | None) -> None:
        """Places that `user` may choose; those of the facility `home` come first."""
        self.among(Location.objects.visible_to(user).active())
        self.home = home

    def known(self, things: QuerySet[Location]) -> Iterator[Named]:
        rows = things.values_list(
            "pk", "full_path", "code", "name", "facility_id", "facility__name"
        )
        for pk, path, code, name, facility_id, facility in rows:
            is_near = self.home in (None, facility_id)
            whole = f"{path}, {facility}"
            label = path if facility_id == self.home else whole
            yield Named(pk, label, (path, whole, code, name), is_near)


class PersonField(LookupField[AbstractUser]):
    kind, noun = "person", "person"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "First and last name, user name or e-mail.")
        super().__init__(**kwargs)
        people = get_user_model()._default_manager.filter(is_active=True)
        self.among(people.exclude(username=SYSTEM))

    def known(self, things: QuerySet[AbstractUser]) -> Iterator[Named]:
        rows = things.values_list("pk", "first_name", "last_name", "username", "email")
        for pk, first, last, username, email in rows:
            name = f"{first} {last}".strip()
            label = f"{name} ({username})" if name else username
            yield Named(pk, label, (label, name, f"{last} {first}", username, email))

    def label_of(self, thing: Any) -> str:
        name = thing.get_full_name()
        return f"{name} ({thing.username})" if name else str(thing.username)


class DeviceModelField(LookupField[DeviceModel]):
    kind, noun = "model", "model"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.among(DeviceModel.objects.filter(is_active=True))

    def known(self, things: QuerySet[DeviceModel]) -> Iterator[Named]:
        rows = things.values_list("pk", "manufacturer__name", "name", "number")
        for pk, maker, name, number in rows:
            yield Named(pk, f"{maker} {name}", (f"{maker} {name}", name, number))


class AssetField(LookupField[Asset]):
    kind, noun = "asset", "asset"

    def find(self, text: str) -> Asset:
        assert self.things is not None
        for candidate in (text, text.split(" ")[0]):
            tagged = self.things.tagged(candidate)  # type: ignore[attr-defined]  # a queryset of ours
            asset: Asset | None = tagged.first()
            if asset is not None:
                return asset
        raise ValidationError(self.refusal(text, self.options(text)[:MOST_PROPOSED]))

    def options(self, text: str) -> list[str]:
        assert self.things is not None
        return [str(asset) for asset in self.things.search(text)[:MOST_OPTIONS]]  # type: ignore[attr-defined]  # a queryset of ours


@dataclass(frozen=True)
class Match:
    named: Named
    is_exact: bool


def best_matches(text: str, known: Iterable[Named]) -> list[Match]:
    """Those that `text` names: exactly, else at the end of a path, else in part.

    Where several are named alike, those that are near are meant.
    """
    wanted = key_of(text)
    words = wanted.split()
    exact, ending, part = [], [], []
    for named in known:
        keys = [key_of(name) for name in named.names if name]
        if wanted in keys:
            exact.append(named)
        elif any(key.endswith(f" › {wanted}") for key in keys):
            ending.append(named)
        elif any(all(word in key for word in words) for key in keys):
            part.append(named)
    for named_so in (exact, ending):
        if named_so:
            return [Match(named, is_exact=True) for named in nearest(named_so)]
    return [Match(named, is_exact=False) for named in nearest(part, alone=False)]


def nearest(found: list[Named], *, alone: bool = True) -> list[Named]:
    near = [named for named in found if named.is_near]
    if near and alone:
        return near
    return near + [named for named in found if not named.is_near]


def key_of(name: str) -> str:
    return match_key(SEPARATOR.sub(" › ", name))
