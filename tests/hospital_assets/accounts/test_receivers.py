from __future__ import annotations

import pytest
from django.test import Client

from audit.models import AuditLog
from hospital_assets.accounts.models import User
from tests.factories import PASSWORD, make_nurse, make_technician

LOGIN = "/accounts/login/"


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def last(action):
    return AuditLog.objects.filter(action=action).order_by("-pk").first()


def test_signing_in_and_out_are_recorded(client):
    person = make_technician()

    sign_in(client, person.username)
    client.post("/accounts/logout/")

    for action in ("person.signed_in", "person.signed_out"):
        entry = last(action)
        assert (entry.actor, entry.source) == (person, "page")
        assert entry.address == "127.0.0.1"


def test_people_sign_in_by_name_or_by_e_mail(client):
    person = make_technician()

    for login in (person.username, person.email.upper(), person.username.upper()):
        sign_in(client, login)

        assert client.session["_auth_user_id"] == str(person.pk)
        client.post("/accounts/logout/")


def test_a_failed_sign_in_is_recorded_with_the_person_it_was_about(client):
    person = make_technician()

    sign_in(client, person.username, "wrong")

    entry = last("person.sign_in_failed")
    assert entry.actor is None
    assert entry.entity_id == str(person.pk)
    assert entry.payload == {"typed": person.username}
    assert "wrong" not in str(entry.payload)


def test_a_failed_sign_in_with_an_unknown_name_is_recorded_too(client):
    sign_in(client, "nobody@hospital.example", "wrong")

    entry = last("person.sign_in_failed")
    assert (entry.entity_id, entry.payload) == (
        "",
        {"typed": "nobody@hospital.example"},
    )


@pytest.mark.parametrize(
    "login", ["x" * 10_000, "\0", "a\0b", "💉", "\u202eevil", "' OR 1=1 --", ""]
)
def test_no_name_breaks_the_sign_in(client, login):
    response = sign_in(client, login, "wrong")

    assert response.status_code == 200
    assert response.context["form"].errors
    entry = last("person.sign_in_failed")
    assert entry is None or len(entry.payload["typed"]) <= 150


@pytest.mark.parametrize("password", ["\0", "p" * 10_000, "💉" * 100])
def test_no_password_breaks_the_sign_in(client, password):
    assert sign_in(client, make_nurse().username, password).status_code == 200


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer():
    person = make_technician()

    known = sign_in(Client(), person.username, "wrong").context["form"].errors
    unknown = sign_in(Client(), "nobody", "wrong").context["form"].errors

    assert known == unknown


def test_an_inactive_person_does_not_get_in(client):
    person = make_technician(is_active=False)

    sign_in(client, person.username)

    assert "_auth_user_id" not in client.session
    assert last("person.sign_in_failed").entity_id == str(person.pk)


def test_guessing_is_slowed_down_for_all_workers_alike(client):
    person = make_technician()

    for _ in range(6):
        response = sign_in(Client(), person.username, "wrong")
    assert "Too many failed" in str(response.context["form"].errors)
    response = sign_in(client, person.username)

    assert "_auth_user_id" not in client.session
    assert AuditLog.objects.filter(action="person.sign_in_failed").count() == 5


def test_a_session_gets_a_new_number_at_sign_in(client):
    person = make_technician()
    client.get(LOGIN)
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    sign_in(client, person.username)

    assert client.session.session_key != before


def test_a_changed_password_ends_every_session():
    person = make_technician()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, person.username)
    form = {
        "oldpassword": PASSWORD,
        "password1": "another long secret",
        "password2": "another long secret",
    }

    here.post("/accounts/password/change/", form)

    assert here.get("/me/").status_code == 302
    assert elsewhere.get("/me/").status_code == 302
    assert last("person.password_changed").actor == person


@pytest.mark.parametrize(
    "page",
    [
        "confirm-email/",
        "confirm-email/key/",
        "email/",
        "password/reset/",
        "password/reset/done/",
        "reauthenticate/",
    ],
)
def test_pages_that_would_promise_mail_are_closed(client, page):
    client.force_login(make_technician())

    assert client.get(f"/accounts/{page}").status_code == 404
    assert client.post(f"/accounts/{page}").status_code == 404
    assert Client().get(f"/accounts/{page}")["Location"].startswith(LOGIN)


def test_sign_up_asks_for_what_sign_in_takes_by_the_same_names(client):
    form = client.get("/accounts/signup/").context["form"]

    assert form["username"].label == "User name"
    assert form["email"].label == "E-mail address"


def test_who_signs_up_waits_for_approval(client):
    response = client.post(
        "/accounts/signup/",
        {
            "first_name": "Grace",
            "last_name": "Hopper",
            "email": "grace@hospital.example",
            "username": "grace",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    person = User.objects.get(username="grace")
    assert response.status_code == 302
    assert list(User.people.waiting()) == [person]
    assert last("person.signed_up").actor == person
    assert client.get("/people/").status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "x" * 10_000),
        ("first_name", "x" * 10_000),
        ("last_name", "\0"),
        ("email", "x" * 10_000 + "@hospital.example"),
        ("email", "x" * 290 + "@hospital.example"),
        ("password1", "short"),
    ],
)
def test_a_sign_up_that_cannot_be_says_why(client, field, value):
    form = {
        "first_name": "Grace",
        "last_name": "Hopper",
        "email": "grace@hospital.example",
        "username": "grace",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    response = client.post("/accounts/signup/", form | {field: value})

    assert field in response.context["form"].errors
    assert not User.objects.exists()
