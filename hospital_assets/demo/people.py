"""The people of the demo hospital: six to sign in as, and those they work with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from audit.bulk import Deed
from audit.past import Step, write_past
from equipment.models import StaffScope
from hospital_assets.accounts.models import User
from hospital_assets.accounts.roles import ROLES
from hospital_assets.demo.places import Site
from hospital_assets.foundation.context import RequestContext

DOMAIN = "northgate.example"
EVERYWHERE = ""

# Letters and digits that nobody mistakes for others, read from a terminal.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class PersonPlan:
    """`place` is a facility's code, with a department behind a colon; or everywhere."""

    username: str
    name: str
    job_title: str
    role: str
    place: str = EVERYWHERE


ADMIN_SITE_ROLES = {role.name for role in ROLES if role.is_admin_site_user}
MANAGER, TECHNICIAN = "biomed_manager", "biomed_technician"
HEAD, NURSE = "department_manager", "clinical_staff"

SIGNING_IN = (
    PersonPlan("admin", "Ingrid Solberg", "System administrator", "administrator"),
    PersonPlan("manager", "Daniel Okafor", "Manager, clinical engineering", MANAGER),
    PersonPlan("technician", "Priya Raman", "Biomedical technician", TECHNICIAN, "NGH"),
    PersonPlan("department", "Elena Marchetti", "ICU manager", HEAD, "NGH:ICU"),
    PersonPlan("nurse", "Tomás Herrera", "Registered nurse, ICU", NURSE, "NGH:ICU"),
    PersonPlan("auditor", "Ruth Adeyemi", "Internal auditor", "auditor"),
)

# Signed up this morning, and waits for an administrator.
NEWCOMER = PersonPlan("bmiller", "Ben Miller", "Agency nurse", "")

COLLEAGUES = (
    PersonPlan("jkowalski", "Jan Kowalski", "Senior technician", TECHNICIAN, "NGH"),
    PersonPlan("mnguyen", "Minh Nguyen", "Biomedical technician", TECHNICIAN, "NGH"),
    PersonPlan("sbaker", "Sarah Baker", "Imaging engineer", TECHNICIAN, "NGH"),
    PersonPlan("lfischer", "Lukas Fischer", "Senior technician", TECHNICIAN, "RCH"),
    PersonPlan("acosta", "Ana Costa", "Biomedical technician", TECHNICIAN, "LVC"),
    PersonPlan("hyamada", "Hana Yamada", "Emergency manager", HEAD, "NGH:Emergency"),
    PersonPlan(
        "gwright", "Grace Wright", "Perioperative manager", HEAD, "NGH:Operating Room"
    ),
    PersonPlan(
        "pdubois", "Pierre Dubois", "Unit manager", HEAD, "NGH:Medical/Surgical"
    ),
    PersonPlan("fhaddad", "Farah Haddad", "NICU manager", HEAD, "NGH:NICU"),
    PersonPlan("bolsen", "Birgit Olsen", "Dialysis manager", HEAD, "NGH:Dialysis"),
    PersonPlan(
        "cmensah", "Comfort Mensah", "Clinic manager", HEAD, "NGH:Outpatient Clinic"
    ),
    PersonPlan("rpatel", "Rohan Patel", "Radiology manager", HEAD, "NGH:Radiology"),
    PersonPlan("kjones", "Kayla Jones", "Nursing supervisor", HEAD, "RCH"),
    PersonPlan("tlarsen", "Thea Larsen", "Clinic manager", HEAD, "LVC"),
    PersonPlan("oshapiro", "Oren Shapiro", "Registered nurse", NURSE, "NGH:ICU"),
    PersonPlan("wchen", "Wei Chen", "Registered nurse", NURSE, "NGH:Emergency"),
    PersonPlan(
        "nbianchi", "Nadia Bianchi", "Registered nurse", NURSE, "NGH:Medical/Surgical"
    ),
    PersonPlan("eosei", "Esther Osei", "Registered nurse", NURSE, "NGH:Telemetry"),
    PersonPlan("jmoreau", "Julie Moreau", "Registered nurse", NURSE, "NGH:NICU"),
    PersonPlan("dkim", "David Kim", "Nurse anaesthetist", NURSE, "NGH:Operating Room"),
    PersonPlan("mrossi", "Marco Rossi", "Registered nurse", NURSE, "RCH"),
    PersonPlan("svasquez", "Sofia Vasquez", "Registered nurse", NURSE, "LVC"),
)


@dataclass
class Staff:
    """The people, by what they do and where."""

    by_username: dict[str, User] = field(default_factory=dict)
    by_place: dict[tuple[str, str], list[User]] = field(default_factory=dict)

    def technicians(self, facility: str) -> Sequence[User]:
        return self.by_place[TECHNICIAN, facility]

    def heads(self, facility: str, department: str) -> Sequence[User]:
        """Who hands the department's devices out."""
        return (
            self.by_place.get((HEAD, f"{facility}:{department}"))
            or self.by_place.get((HEAD, facility))
            or self.technicians(facility)
        )

    def nurses(self, facility: str, department: str) -> Sequence[User]:
        """Who takes them to a bed and gives them back."""
        return (
            self.by_place.get((NURSE, f"{facility}:{department}"))
            or self.by_place.get((NURSE, facility))
            or self.heads(facility, department)
        )

    @property
    def administrator(self) -> User:
        return self.by_username["admin"]

    @property
    def manager(self) -> User:
        return self.by_username["manager"]


def write_people(password: str, *, since: datetime) -> Staff:
    """Write the people without their places of work, which come after the places."""
    known, nobodys = make_password(password), make_password(None)
    groups = {group.name: group for group in Group.objects.all()}
    staff = Staff()
    for plan in (*SIGNING_IN, *COLLEAGUES, NEWCOMER):
        user = user_of(plan)
        user.password = known if plan in SIGNING_IN else nobodys
        if plan is not NEWCOMER:
            user.date_joined = since
        user.save(force_insert=True)
        user.groups.set([groups[plan.role]] if plan.role else [])
        staff.by_username[plan.username] = user
        staff.by_place.setdefault((plan.role, plan.place), []).append(user)
    return staff


def user_of(plan: PersonPlan) -> User:
    first, last = plan.name.rsplit(" ", 1)
    return get_user_model()(
        username=plan.username,
        email=f"{plan.username}@{DOMAIN}",
        first_name=first,
        last_name=last,
        job_title=plan.job_title,
        is_staff=plan.role in ADMIN_SITE_ROLES,
    )


def write_scopes(staff: Staff, sites: Sequence[Site], *, deed: Deed) -> None:
    write_past(
        Step(StaffScope(), deed, {"user": staff.by_username[plan.username]} | place)
        for plan in (*SIGNING_IN, *COLLEAGUES)
        for place in places_of(plan, sites)
    )


def places_of(plan: PersonPlan, sites: Sequence[Site]) -> Iterator[dict[str, object]]:
    if plan.place == EVERYWHERE:
        yield {"facility": None, "department": None}
        return
    code, _, department = plan.place.partition(":")
    for site in sites:
        if site.facility.code == code:
            ward = site.wards.get(department)
            yield {
                "facility": site.facility,
                "department": ward.department if ward else None,
            }


def at_work(user: User, *, rng: Random, source: str = "page") -> RequestContext:
    """A request as `user` sends one from the own desk."""
    return RequestContext(
        source=source,
        request_id=f"{rng.getrandbits(128):032x}",
        address=f"10.20.{user.pk // 250}.{user.pk % 250 + 1}",
    )


def demo_password(path: Path) -> str:
    """The password of this installation, made once and kept for its owner alone."""
    if path.exists():
        return path.read_text().strip()
    groups = ("".join(secrets.choice(LEGIBLE) for _ in range(4)) for _ in range(4))
    password = "-".join(groups)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(f"{password}\n")
    return password
