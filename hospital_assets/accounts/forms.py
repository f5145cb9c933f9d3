"""Forms of people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib.auth.models import AbstractUser
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest

from equipment.models import Department, Facility
from equipment.models.staff import reach_of
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import Place, Work, key_of, name_of
from hospital_assets.accounts.roles import ROLES, Role
from maintenance.choices import DigestFrequency

# With more facilities than this, only those where somebody works are unfolded.
MOST_OPEN = 3


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # the package has no types
    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)
    job_title = forms.CharField(max_length=120, required=False)

    field_order = ["first_name", "last_name", "job_title", "email", "username"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As the sign-in calls them.
        self.fields["email"].label = "E-mail address"
        self.fields["username"].label = "User name"

    def custom_signup(self, request: HttpRequest, user: object) -> None:
        for name in ("first_name", "last_name", "job_title"):
            setattr(user, name, self.cleaned_data[name])
        user.save()  # type: ignore[attr-defined]  # a user, says allauth


class WorkForm(forms.Form):
    """Which roles somebody has, and where; offers only the places of `by`."""

    roles = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        error_messages={"required": "Choose at least one role."},
    )
    places = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        error_messages={"required": "Say where this person works."},
    )
    reason = forms.CharField(
        max_length=500, required=False, help_text="Kept in the audit log."
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, by: AbstractUser, now: Work | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {key_of(place): place for place in places_of(by)}
        fields: Any = self.fields
        fields["roles"].choices = [(role.name, role.title) for role in ROLES]
        fields["places"].choices = [(k, words_for(p)) for k, p in self.offered.items()]
        if now is not None:
            self.initial = {
                "roles": sorted(now.roles),
                "places": [key_of(place) for place in now.places],
                "seen": now.mark,
            }

    @property
    def work(self) -> Work:
        return Work(
            roles=frozenset(self.cleaned_data["roles"]),
            places=frozenset(self.offered[key] for key in self.cleaned_data["places"]),
        )

    def role_choices(self) -> Iterator[tuple[Role, BoundWidget]]:
        yield from zip(ROLES, self["roles"], strict=True)

    def place_choices(
        self,
    ) -> Iterator[tuple[Facility | None, list[BoundWidget], bool]]:
        """The boxes by facility, the facility's own first, and whether to show them."""
        groups: dict[Facility | None, list[BoundWidget]] = {}
        for place, box in zip(self.offered.values(), self["places"], strict=True):
            groups.setdefault(facility_of(place), []).append(box)
        for facility, boxes in groups.items():
            is_open = len(groups) <= MOST_OPEN or any(b.data["selected"] for b in boxes)
            yield facility, boxes, is_open


def places_of(user: AbstractUser) -> list[Place]:
    """Where `user` works, in the order of a list: wide places before those in them."""
    reach = reach_of(user)
    facilities = list(Facility.objects.visible_to(user))
    departments = Department.objects.visible_to(user).select_related("facility")
    places: list[Place] = [None] if reach.is_everywhere else []
    for facility in facilities:
        if reach.covers(facility.pk):
            places.append(facility)
        places += [d for d in departments if d.facility_id == facility.pk]
    return places


def words_for(place: Place) -> str:
    """What a box says that stands below the name of its facility."""
    match place:
        case Facility():
            return f"All of {place}"
        case Department():
            return place.name
    return name_of(place)


def facility_of(place: Place) -> Facility | None:
    return place.facility if isinstance(place, Department) else place


class NameForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """Who somebody is; the user name is chosen once."""

    class Meta:
        model = User
        fields: tuple[str, ...] = (
            "first_name",
            "last_name",
            "job_title",
            "phone",
            "email",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True


class NewPersonForm(NameForm):
    class Meta(NameForm.Meta):
        fields = (*NameForm.Meta.fields, "username")


class ReasonForm(forms.Form):
    """Why somebody is switched off or on again."""

    reason = forms.CharField(max_length=500, required=False)


class DigestForm(forms.Form):
    """How often somebody wants to be told of due work by e-mail."""

    frequency = forms.ChoiceField(
        label="E-mail about my work",
        choices=[
            (each.value, each.label)
            for each in (
                DigestFrequency.DAILY,
                DigestFrequency.WEEKLY,
                DigestFrequency.NEVER,
            )
        ],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
