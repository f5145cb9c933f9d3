from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from audit.actors import system_user
from audit.models import AuditLog
from equipment.models import StaffScope
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import (
    Work,
    add_person,
    approve_person,
    change_work,
    correct_person,
    deactivate_person,
    issue_password_key,
    reactivate_person,
    work_of,
)
from hospital_assets.foundation.errors import Conflict, Stale
from tests.factories import (
    PASSWORD,
    give_place,
    make_administrator,
    make_department,
    make_facility,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)


def work(*roles, at=(None,)):
    return Work(frozenset(roles), frozenset(at))


def last_entry(person):
    return AuditLog.objects.about(person).order_by("-pk").first()


# --- Approving ----------------------------------------------------------------------


def test_an_approved_person_has_the_roles_and_the_places():
    hospital, person = make_facility(), make_user()

    approve_person(person, work=work("auditor", at=[hospital]), by=make_administrator())

    assert work_of(person) == work("auditor", at=[hospital])
    assert not person.is_staff


def test_an_approval_is_in_the_audit_log_with_what_was_given():
    admin, hospital, person = make_administrator(), make_facility(), make_user()

    approve_person(
        person, work=work("auditor", at=[hospital]), by=admin, reason="New here"
    )

    entry = last_entry(person)
    assert (entry.action, entry.actor, entry.reason) == (
        "person.approved",
        admin,
        "New here",
    )
    assert entry.payload == {
        "roles": [[], ["Auditor"]],
        "places": [[], [hospital.name]],
    }


def test_who_was_approved_already_is_not_approved_again():
    with pytest.raises(Conflict, match="approved already"):
        approve_person(make_nurse(), work=work("auditor"), by=make_administrator())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (Work(frozenset(), frozenset({None})), "at least one role"),
        (Work(frozenset({"auditor"}), frozenset()), "Say where"),
        (work("emperor"), "There is no role “emperor”"),
    ],
)
def test_work_that_makes_no_sense_is_refused(given, sentence):
    person = make_user()

    with pytest.raises(ValidationError, match=sentence):
        approve_person(person, work=given, by=make_administrator())

    assert work_of(person) == Work(frozenset(), frozenset())


def test_only_who_may_manage_people_approves():
    with pytest.raises(PermissionDenied):
        approve_person(make_user(), work=work("auditor"), by=make_manager())


def test_a_wide_place_makes_the_places_in_it_needless():
    ward = make_department()
    person = make_user()

    approve_person(
        person,
        work=work("clinical_staff", at=[ward, ward.facility]),
        by=make_administrator(),
    )

    assert work_of(person).places == {ward.facility}


def test_everywhere_makes_every_other_place_needless():
    person = make_user()

    approve_person(
        person,
        work=work("auditor", at=[None, make_facility()]),
        by=make_administrator(),
    )

    assert work_of(person).places == {None}


# --- Changing -----------------------------------------------------------------------


def test_changed_roles_and_places_are_an_entry_each():
    ward = make_department()
    person = make_nurse(ward)

    change_work(
        person,
        work=work("department_manager", at=[ward.facility]),
        by=make_administrator(),
    )

    entries = {e.action: e.payload for e in AuditLog.objects.about(person)}
    assert entries["person.roles_changed"] == {
        "roles": [["Clinical staff"], ["Department manager"]]
    }
    assert entries["person.scopes_changed"] == {
        "places": [[f"{ward}, {ward.facility}"], [ward.facility.name]]
    }


def test_what_stays_the_same_leaves_no_trace():
    person, admin = make_nurse(), make_administrator()
    before = AuditLog.objects.count()

    change_work(person, work=work("clinical_staff"), by=admin)

    assert AuditLog.objects.count() == before
    assert StaffScope.history.filter(user=person).count() == 1


def test_a_form_opened_before_somebody_elses_change_is_refused():
    person, admin = make_nurse(), make_administrator()
    seen = work_of(person).mark
    change_work(person, work=work("auditor"), by=admin)

    with pytest.raises(Stale, match="Somebody else"):
        change_work(person, work=work("biomed_manager"), by=admin, seen=seen)

    assert work_of(User.objects.get(pk=person.pk)) == work("auditor")


def test_the_admin_site_opens_and_closes_with_the_administrators_role():
    person, admin = make_nurse(), make_administrator()

    change_work(person, work=work("administrator"), by=admin)
    assert User.objects.get(pk=person.pk).is_staff

    change_work(person, work=work("auditor"), by=admin)
    assert not User.objects.get(pk=person.pk).is_staff


def test_a_place_that_somebody_lost_stays_in_the_history():
    ward = make_department()
    person = make_nurse(ward)

    change_work(person, work=work("clinical_staff"), by=make_administrator())

    ended = AuditLog.objects.get(action="staffscope.ended")
    assert ended.facility_id == ward.facility_id
    assert StaffScope.history.filter(user=person, history_type="-").exists()


# --- Reach --------------------------------------------------------------------------


def test_an_administrator_of_one_facility_gives_no_other():
    here, elsewhere = make_facility(), make_facility()
    admin = make_administrator(here)

    for place in (elsewhere, make_department(facility=elsewhere), None):
        with pytest.raises(PermissionDenied, match="Ask an administrator"):
            approve_person(make_user(), work=work("auditor", at=[place]), by=admin)


def test_an_administrator_of_one_facility_gives_its_departments():
    ward = make_department()
    person = make_user()

    approve_person(
        person,
        work=work("clinical_staff", at=[ward]),
        by=make_administrator(ward.facility),
    )

    assert work_of(person).places == {ward}


def test_who_also_works_elsewhere_is_out_of_a_local_administrators_reach():
    here = make_facility()
    admin, person = make_administrator(here), make_nurse(here, make_facility())

    for action in (deactivate_person, issue_password_key):
        with pytest.raises(PermissionDenied):
            action(person, by=admin)
    with pytest.raises(PermissionDenied):
        change_work(person, work=work("auditor", at=[here]), by=admin)


# --- Switching off and on -----------------------------------------------------------


def test_who_is_made_inactive_is_signed_out_at_once(client):
    person = make_technician()
    client.login(username=person.username, password=PASSWORD)
    assert client.get("/me/").status_code == 200

    deactivate_person(person, by=make_administrator(), reason="Left")

    assert client.get("/me/").status_code == 302
    assert last_entry(person).action == "person.deactivated"


def test_an_old_session_does_not_come_back_to_life(client):
    person, admin = make_technician(), make_administrator()
    client.login(username=person.username, password=PASSWORD)

    deactivate_person(person, by=admin)
    reactivate_person(person, by=admin)

    assert client.get("/me/").status_code == 302
    assert client.login(username=person.username, password=PASSWORD)


def test_nobody_switches_the_own_account_off():
    make_administrator()
    admin = make_administrator()

    with pytest.raises(ValidationError, match="cannot make yourself inactive"):
        deactivate_person(admin, by=admin)


def test_what_is_so_already_is_a_conflict():
    admin = make_administrator()

    with pytest.raises(Conflict, match="inactive already"):
        deactivate_person(make_nurse(is_active=False), by=admin)
    with pytest.raises(Conflict, match="active already"):
        reactivate_person(make_nurse(), by=admin)


def test_nobody_changes_the_system_user():
    with pytest.raises(PermissionDenied, match="The system acts"):
        deactivate_person(system_user(), by=make_administrator())


# --- Accounts -----------------------------------------------------------------------


def test_an_added_person_is_approved_and_has_no_password_yet():
    new = User(username="grace", first_name="Grace", last_name="Hopper")

    person = add_person(new, work=work("auditor"), by=make_administrator())

    assert work_of(person) == work("auditor")
    assert not person.has_usable_password()
    assert [e.action for e in AuditLog.objects.about(person).order_by("pk")] == [
        "person.added",
        "person.approved",
    ]


def test_two_people_do_not_share_a_user_name():
    admin = make_administrator()
    make_user(username="grace")

    with pytest.raises(ValidationError, match="Somebody has this user name already"):
        add_person(User(username="Grace"), work=work("auditor"), by=admin)


def test_a_password_link_ends_the_password_and_the_sessions(client):
    person = make_technician()
    client.login(username=person.username, password=PASSWORD)

    issue_password_key(person, by=make_administrator())

    assert client.get("/me/").status_code == 302
    assert not client.login(username=person.username, password=PASSWORD)


def test_an_inactive_person_gets_no_password_link():
    with pytest.raises(Conflict, match="inactive"):
        issue_password_key(make_nurse(is_active=False), by=make_administrator())


def test_a_corrected_name_is_recorded_with_the_old_one():
    person = make_nurse(first_name="Ada", last_name="Byron")

    correct_person(person, changes={"last_name": "King"}, by=make_administrator())

    assert last_entry(person).payload == {"last_name": ["Byron", "King"]}


def test_people_waiting_are_those_without_a_role_who_are_active():
    waiting = make_user()
    make_user(is_active=False)
    make_nurse()
    system_user()

    assert list(User.people.waiting()) == [waiting]


def test_people_are_found_by_every_part_of_their_names():
    found = make_user(first_name="Ada", last_name="Byron", job_title="Technician")
    make_user(first_name="Ada", last_name="Lovelace")

    assert list(User.people.search("ada tech")) == [found]


def test_a_change_whose_entry_cannot_be_written_does_not_happen(monkeypatch):
    person, admin = make_nurse(), make_administrator()
    give_place(admin, make_facility())
    monkeypatch.setattr(AuditLog, "save", refuse)

    for action, given in (
        (change_work, {"work": work("auditor")}),
        (deactivate_person, {}),
        (issue_password_key, {}),
        (correct_person, {"changes": {"first_name": "Eve"}}),
    ):
        with pytest.raises(RuntimeError):
            action(person, by=admin, **given)

    now = User.objects.get(pk=person.pk)
    assert work_of(now) == work("clinical_staff")
    assert now.is_active
    assert now.check_password(PASSWORD)
    assert now.first_name == ""
    assert not connection.needs_rollback


def refuse(*args, **kwargs):
    raise RuntimeError("The log cannot be written.")
