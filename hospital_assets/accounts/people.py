"""Approving people, and saying what they may do, where, and whether still."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractUser, Group
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.actors import SYSTEM
from audit.recording import record
from audit.removing import remove
from audit.saving import refusals_in_words, save
from equipment.access import require
from equipment.models import Department, Facility, StaffScope
from equipment.models.staff import reach_of
from hospital_assets.accounts.models import User
from hospital_assets.accounts.roles import ADMINISTRATOR, ROLE_BY_NAME
from hospital_assets.foundation.errors import Conflict, Stale

# Where somebody works: a whole facility, a department, or, as None, everywhere.
Place = Facility | Department | None

MANAGE_PEOPLE = "accounts.manage_people"


@dataclass(frozen=True)
class Work:
    """What somebody may do, by the names of roles, and where."""

    roles: frozenset[str]
    places: frozenset[Place]

    @property
    def mark(self) -> str:
        """What tells it from any other, for a form to carry."""
        return " ".join([*sorted(self.roles), *sorted(map(key_of, self.places))])

    def in_words(self) -> dict[str, list[str]]:
        return {
            "roles": sorted(title_of(role) for role in self.roles),
            "places": sorted(name_of(place) for place in self.places),
        }


def work_of(person: User) -> Work:
    """From what was prefetched, where a list has done so."""
    scopes = person.staff_scopes.all()
    return Work(
        roles=frozenset(group.name for group in person.groups.all()),
        places=frozenset(scope.department or scope.facility for scope in scopes),
    )


def title_of(role: str) -> str:
    return ROLE_BY_NAME[role].title if role in ROLE_BY_NAME else role


def key_of(place: Place) -> str:
    match place:
        case None:
            return "everywhere"
        case Department():
            return f"department-{place.pk}"
    return f"facility-{place.pk}"


def name_of(place: Place) -> str:
    match place:
        case None:
            return "Everywhere"
        case Department():
            return f"{place}, {place.facility}"
    return str(place)


# --- What an administrator does -----------------------------------------------------


@transaction.atomic
def add_person(person: User, *, work: Work, by: AbstractUser, reason: str = "") -> User:
    """Make an account for somebody; the password comes by `issue_password_key`."""
    require(by, MANAGE_PEOPLE, at=None)
    check_reach(by, work.places)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    with refusals_in_words(person):
        person.save()
    record("person.added", entity=person, by=by)
    return approve_person(person, work=work, by=by, reason=reason)


@transaction.atomic
def approve_person(
    person: User, *, work: Work, by: AbstractUser, reason: str = ""
) -> User:
    """Give somebody who waits the first roles and places of work."""
    person = locked(person, by=by)
    before = work_of(person)
    if before.roles:
        raise Conflict(f"{person} was approved already. Look at what was given.")
    work = checked(work, by=by)
    write_work(person, work, by=by)
    record(
        "person.approved",
        entity=person,
        by=by,
        reason=reason,
        payload=differences(before, work),
    )
    return person


@transaction.atomic
def change_work(
    person: User,
    *,
    work: Work,
    by: AbstractUser,
    seen: str = "",
    reason: str = "",
) -> User:
    """Give other roles or places; `seen` is the mark of what the form showed."""
    person = locked(person, by=by)
    before = work_of(person)
    if seen and seen != before.mark:
        raise Stale(
            f"Somebody else gave {person} other roles or places in the meantime. "
            "Look at them again; nothing of yours was saved."
        )
    work = checked(work, by=by)
    if ADMINISTRATOR in before.roles - work.roles:
        check_is_not_last_administrator(person)
    write_work(person, work, by=by)
    for action, field in (
        ("person.roles_changed", "roles"),
        ("person.scopes_changed", "places"),
    ):
        if change := differences(before, work).get(field):
            record(action, entity=person, by=by, reason=reason, payload={field: change})
    return person


@transaction.atomic
def correct_person(
    person: User, *, changes: Mapping[str, str], by: AbstractUser
) -> User:
    """Correct the name, the job title, the phone number or the e-mail address."""
    person = locked(person, by=by)
    changed = {
        name: [getattr(person, name), value]
        for name, value in changes.items()
        if getattr(person, name) != value
    }
    if not changed:
        return person
    for name, (_, value) in changed.items():
        setattr(person, name, value)
    person.clean_fields(exclude={"password"})
    with refusals_in_words(person):
        person.save(update_fields=sorted(changed))
    if "email" in changed:
        # What allauth noted at sign-up; people would go on signing in with it.
        for noted in EmailAddress.objects.filter(user=person, primary=True):
            noted.email = person.email
            noted.save()
    record("person.corrected", entity=person, by=by, payload=changed)
    return person


@transaction.atomic
def deactivate_person(person: User, *, by: AbstractUser, reason: str = "") -> User:
    """Let somebody sign in no more, from the next request on."""
    person = locked(person, by=by)
    if person.pk == by.pk:
        raise ValidationError(
            "You cannot make yourself inactive. Ask another administrator."
        )
    if not person.is_active:
        raise Conflict(f"{person} is inactive already.")
    check_is_not_last_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    record("person.deactivated", entity=person, by=by, reason=reason)
    return person


@transaction.atomic
def reactivate_person(person: User, *, by: AbstractUser, reason: str = "") -> User:
    person = locked(person, by=by)
    if person.is_active:
        raise Conflict(f"{person} is active already.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    record("person.reactivated", entity=person, by=by, reason=reason)
    return person


@transaction.atomic
def issue_password_key(person: User, *, by: AbstractUser) -> str:
    """The key to the page where `person` sets a new password, once.

    The present password ends at once and so does every session, so that nobody who
    should not know it gets in meanwhile, and no administrator ever knows the new one.
    """
    person = locked(person, by=by)
    if not person.is_active:
        raise Conflict(f"{person} is inactive. Make the account active first.")
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_sessions(person)
    record("person.password_link_issued", entity=person, by=by)
    key: str = default_token_generator.make_token(person)
    return key


# --- Checks -------------------------------------------------------------------------


def locked(person: User, *, by: AbstractUser) -> User:
    """The person as stored now, held like all roles until the transaction ends.

    One lock for all: two administrators who remove each other's role at the same
    moment would otherwise each see the other as the one who remains.
    """
    require(by, MANAGE_PEOPLE, at=None)
    list(Group.objects.select_for_update(no_key=True).filter(name=ADMINISTRATOR))
    if person.username == SYSTEM:
        raise PermissionDenied("The system acts as this user. Nobody changes it.")
    now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    check_reach(by, work_of(now).places)
    return now


def check_reach(by: AbstractUser, places: Iterable[Place]) -> None:
    """Refuse places outside those of `by`: nobody gives more than they have."""
    if outside := [place for place in places if not covers(by, [place])]:
        raise PermissionDenied(
            f"You do not administer {name_of(outside[0])} yourself. "
            "Ask an administrator who works everywhere."
        )


def covers(by: AbstractUser, places: Iterable[Place]) -> bool:
    """Whether `by` works in every one of `places`."""
    reach = reach_of(by)
    for place in places:
        match place:
            case None if reach.is_everywhere:
                continue
            case Department() if reach.covers(place.facility_id, place.pk):
                continue
            case Facility() if reach.covers(place.pk):
                continue
        return False
    return True


def checked(work: Work, *, by: AbstractUser) -> Work:
    """`work` without what a wider place makes needless, if it makes sense."""
    if unknown := work.roles - ROLE_BY_NAME.keys():
        raise ValidationError({"roles": f"There is no role “{min(unknown)}”."})
    if not work.roles:
        raise ValidationError(
            {"roles": "Choose at least one role, or make the person inactive."}
        )
    if not work.places:
        raise ValidationError({"places": "Say where this person works."})
    check_reach(by, work.places)
    return Work(work.roles, without_needless(work.places))


def without_needless(places: Collection[Place]) -> frozenset[Place]:
    """Everywhere holds every facility, and a facility all its departments."""
    if None in places:
        return frozenset({None})
    facilities = {place.pk for place in places if isinstance(place, Facility)}
    return frozenset(
        place
        for place in places
        if not (isinstance(place, Department) and place.facility_id in facilities)
    )


def check_is_not_last_administrator(person: User) -> None:
    administrators = User.people.active_in(ADMINISTRATOR)
    is_one = administrators.filter(pk=person.pk).exists()
    if is_one and not administrators.exclude(pk=person.pk).exists():
        raise ValidationError(
            f"{person} is the last administrator. "
            "Make somebody else administrator first."
        )


# --- Writing ------------------------------------------------------------------------


def write_work(person: User, work: Work, *, by: AbstractUser) -> None:
    person.groups.set(Group.objects.filter(name__in=work.roles))
    person.is_staff = any(ROLE_BY_NAME[role].is_admin_site_user for role in work.roles)
    person.save(update_fields=["is_staff"])
    kept = set()
    for scope in person.staff_scopes.select_related("facility", "department"):
        place = scope.department or scope.facility
        if place in work.places:
            kept.add(place)
        else:
            remove(scope, by=by, action="staffscope.ended")
    for place in sorted(work.places - kept, key=name_of):
        save(scope_for(person, place), by=by, action="staffscope.given")


def scope_for(person: User, place: Place) -> StaffScope:
    if isinstance(place, Department):
        return StaffScope(user=person, facility=place.facility, department=place)
    return StaffScope(user=person, facility=place)


def end_sessions(person: User) -> None:
    """Sign the person out everywhere; sessions do not name their person outside."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


def differences(before: Work, after: Work) -> dict[str, list[list[str]]]:
    """Field to old and new, of the fields that differ, as audit entries have it."""
    old, new = before.in_words(), after.in_words()
    return {
        field: [old[field], new[field]] for field in old if old[field] != new[field]
    }
