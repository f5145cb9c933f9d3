from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from audit.models import AuditLog
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import work_of
from hospital_assets.accounts.roles import ROLES
from tests.factories import (
    PASSWORD,
    make_administrator,
    make_auditor,
    make_department,
    make_facility,
    make_manager,
    make_nurse,
    make_technician,
    make_user,
)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client():
    return signed_in(make_administrator())


def shown(response):
    return [person for person, _, _ in response.context["people"]]


# --- Who may come here --------------------------------------------------------------


@pytest.mark.parametrize("make", [make_manager, make_technician, make_nurse])
def test_other_roles_are_refused(make):
    client, person = signed_in(make()), make_user()

    for path in ("", "add/", "roles/", f"{person.pk}/", f"{person.pk}/correct/"):
        assert client.get(f"/people/{path}").status_code == 403
    for path in ("off/", "on/", "password/"):
        assert client.post(f"/people/{person.pk}/{path}").status_code == 403


def test_an_auditor_reads_and_changes_nothing():
    client, person = signed_in(make_auditor()), make_nurse()

    assert client.get("/people/").status_code == 200
    page = client.get(f"/people/{person.pk}/")
    assert page.status_code == 200
    assert 'method="post" novalidate' not in page.content.decode()
    assert client.post(f"/people/{person.pk}/", {}).status_code == 403
    assert client.post(f"/people/{person.pk}/off/").status_code == 403


def test_everybody_sees_the_own_profile_in_words():
    ward = make_department()
    page = signed_in(make_nurse(ward)).get("/me/").content.decode()

    assert "Clinical staff" in page
    assert f"{ward}, {ward.facility}" in page


# --- The list -----------------------------------------------------------------------


def test_people_who_wait_are_counted_and_found(client):
    waiting = make_user()
    make_nurse()

    page = client.get("/people/", {"state": "waiting"})

    assert shown(page) == [waiting]
    assert "1 person waits for approval" in page.content.decode()


def test_people_are_found_by_role_state_and_place(client):
    ward = make_department()
    nurse, left = make_nurse(ward), make_nurse(ward, is_active=False)
    make_technician(make_facility())

    there = client.get("/people/", {"facility": ward.facility_id})
    nurses = client.get("/people/", {"role": "clinical_staff", "state": "active"})
    inactive = client.get("/people/", {"state": "inactive"})

    assert {nurse, left} <= set(shown(there))
    assert len(shown(there)) == 3
    assert shown(nurses) == [nurse]
    assert shown(inactive) == [left]


def test_filters_are_unfolded_only_where_some_are_set(client):
    folded = '<details class="filter-toggle">'

    assert folded in client.get("/people/").content.decode()
    assert folded not in client.get("/people/?state=waiting").content.decode()


def test_the_list_costs_as_many_queries_for_many_people_as_for_one(
    client, django_assert_max_num_queries
):
    client.get("/people/")
    for _ in range(20):
        make_nurse(make_department())

    with django_assert_max_num_queries(9):
        client.get("/people/")


@pytest.mark.parametrize(
    "query", ["facility=abc", f"facility={'9' * 30}", "role=x", "text=💉", "cursor=x"]
)
def test_odd_filters_break_nothing(client, query):
    assert client.get(f"/people/?{query}").status_code == 200


def test_each_role_is_explained_in_words(client):
    page = client.get("/people/roles/").content.decode()

    for role in ROLES:
        assert role.title in page
        assert role.description in page
    assert "Can move assets" in page


# --- Approving and changing ---------------------------------------------------------


def test_a_person_is_approved_in_one_form(client):
    person, ward = make_user(), make_department()

    response = client.post(
        f"/people/{person.pk}/",
        {"roles": ["clinical_staff"], "places": [f"department-{ward.pk}"]},
    )

    assert response.status_code == 302
    assert work_of(person).roles == {"clinical_staff"}
    assert AuditLog.objects.filter(action="person.approved", source="page").exists()


def test_a_form_without_role_or_place_says_what_is_missing(client):
    person = make_user()

    page = client.post(f"/people/{person.pk}/", {"roles": [], "places": []})

    assert page.status_code == 200
    assert page.context["form"].errors == {
        "roles": ["Choose at least one role."],
        "places": ["Say where this person works."],
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", "emperor"),
        ("places", "department-424242"),
        ("places", "facility-abc"),
        ("reason", "r" * 10_000),
        ("reason", "\0"),
    ],
)
def test_bad_input_is_a_sentence_beside_its_field(client, field, value):
    person = make_user()
    form = {"roles": ["auditor"], "places": ["everywhere"]}

    page = client.post(f"/people/{person.pk}/", form | {field: value})

    assert list(page.context["form"].errors) == [field]
    assert not work_of(person).roles


def test_the_form_shows_what_a_person_has_now(client):
    ward = make_department()
    person = make_nurse(ward)

    form = client.get(f"/people/{person.pk}/").context["form"]

    assert form["roles"].value() == ["clinical_staff"]
    assert form["places"].value() == [f"department-{ward.pk}"]


def test_a_form_opened_before_somebody_elses_change_is_refused(client):
    person = make_nurse()
    path = f"/people/{person.pk}/"
    seen = client.get(path).context["form"]["seen"].value()
    other = {"roles": ["auditor"], "places": ["everywhere"], "seen": seen}
    client.post(path, other)

    response = client.post(path, other | {"roles": ["biomed_manager"]})

    assert response.status_code == 412
    assert "Somebody else gave" in response.content.decode()
    assert work_of(person).roles == {"auditor"}


def test_the_last_administrator_is_told_so():
    admin = make_administrator()

    page = signed_in(admin).post(
        f"/people/{admin.pk}/", {"roles": ["auditor"], "places": ["everywhere"]}
    )

    assert "is the last administrator" in page.content.decode()
    assert work_of(admin).roles == {"administrator"}


def test_a_local_administrator_is_offered_the_own_places_alone():
    here, elsewhere = make_facility(), make_facility()
    client, person = signed_in(make_administrator(here)), make_user()

    page = client.get(f"/people/{person.pk}/").content.decode()
    assert here.name in page
    assert elsewhere.name not in page
    response = client.post(
        f"/people/{person.pk}/",
        {"roles": ["auditor"], "places": [f"facility-{elsewhere.pk}"]},
    )
    assert "places" in response.context["form"].errors


def test_who_works_elsewhere_too_is_shown_but_not_changed_by_a_local_administrator():
    here = make_facility()
    client, person = signed_in(make_administrator(here)), make_nurse()

    page = client.get(f"/people/{person.pk}/").content.decode()
    assert "also works where you do not" in page
    response = client.post(
        f"/people/{person.pk}/",
        {"roles": ["auditor"], "places": [f"facility-{here.pk}"]},
    )
    assert response.status_code == 403


# --- Switching off, on, passwords ---------------------------------------------------


def test_a_person_is_switched_off_and_on_with_a_reason(client):
    person = make_nurse()

    client.post(f"/people/{person.pk}/off/", {"reason": "Left"})
    person.refresh_from_db()
    assert not person.is_active
    assert AuditLog.objects.get(action="person.deactivated").reason == "Left"

    client.post(f"/people/{person.pk}/on/")
    person.refresh_from_db()
    assert person.is_active


def test_a_refusal_is_a_message_on_the_persons_page(client):
    person = make_nurse()

    page = client.post(f"/people/{person.pk}/on/", follow=True).content.decode()

    assert "is active already" in page


def test_a_password_link_works_once(client):
    person = make_nurse()
    page = client.post(f"/people/{person.pk}/password/")
    path = re.search(r"/accounts/password/reset/key/[^\s<]+/", page.content.decode())[0]
    visitor = Client()

    form = visitor.get(path, follow=True)
    chosen = {"password1": "another long secret", "password2": "another long secret"}
    done = visitor.post(form.request["PATH_INFO"], chosen, follow=True)

    assert done.status_code == 200
    assert visitor.login(username=person.username, password="another long secret")
    assert "another long secret" not in page.content.decode()
    again = Client().get(path, follow=True)
    assert again.context["token_fail"]
    assert AuditLog.objects.filter(action="person.password_changed").exists()


def test_a_password_link_is_not_kept_by_the_browser(client):
    page = client.post(f"/people/{make_nurse().pk}/password/")

    assert "no-store" in page["Cache-Control"]


def test_a_link_is_not_given_by_looking(client):
    person = make_nurse()

    assert client.get(f"/people/{person.pk}/password/").status_code == 405
    assert Client().login(username=person.username, password=PASSWORD)


# --- Adding and correcting ----------------------------------------------------------


def new(**fields):
    return {
        "first_name": "Grace",
        "last_name": "Hopper",
        "username": "grace",
        "email": "grace@hospital.example",
        "roles": ["auditor"],
        "places": ["everywhere"],
    } | fields


def test_a_person_is_added(client):
    response = client.post("/people/add/", new())

    person = User.objects.get(username="grace")
    assert response["Location"] == f"/people/{person.pk}/"
    assert work_of(person).roles == {"auditor"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "no spaces allowed"),
        ("username", "x" * 10_000),
        ("email", "nonsense"),
        ("first_name", ""),
        ("last_name", "a\0b"),
    ],
)
def test_bad_names_are_sentences_beside_their_fields(client, field, value):
    page = client.post("/people/add/", new(**{field: value}))

    assert list(page.context["person_form"].errors) == [field]
    assert not User.objects.filter(email="grace@hospital.example").exists()


def test_a_name_or_address_that_is_taken_is_a_sentence(client):
    make_user(username="Grace", email="other@hospital.example")

    page = client.post("/people/add/", new())

    assert "already" in page.content.decode()


def test_a_name_is_corrected(client):
    person = make_nurse(first_name="Ada", last_name="Byron")

    response = client.post(
        f"/people/{person.pk}/correct/", {"first_name": "Ada", "last_name": "King"}
    )

    assert response.status_code == 302
    person.refresh_from_db()
    assert str(person) == "Ada King"


def test_a_corrected_address_is_the_one_to_sign_in_with(client):
    person = make_nurse(first_name="Ada", last_name="King")
    old, new = person.email, "ada@hospital.example"
    # What signing up leaves behind.
    EmailAddress.objects.create(user=person, email=old, primary=True)
    form = {"first_name": "Ada", "last_name": "King", "email": new}

    client.post(f"/people/{person.pk}/correct/", form)

    entry = AuditLog.objects.about(person).get(action="person.corrected")
    assert entry.payload == {"email": [old, new]}
    for address, knows in ((old, False), (new, True)):
        visitor = Client()
        visitor.post("/accounts/login/", {"login": address, "password": PASSWORD})
        assert ("_auth_user_id" in visitor.session) is knows


def test_an_address_of_somebody_else_is_refused(client):
    person, other = make_nurse(), make_nurse()
    form = {"first_name": "Ada", "last_name": "King", "email": other.email.upper()}

    page = client.post(f"/people/{person.pk}/correct/", form)

    assert "Somebody has this e-mail address already." in page.content.decode()
    person.refresh_from_db()
    assert person.email != other.email


@pytest.mark.parametrize("pk", [0, 424242, 10**30])
def test_who_does_not_exist_is_not_found(client, pk):
    assert client.get(f"/people/{pk}/").status_code == 404
