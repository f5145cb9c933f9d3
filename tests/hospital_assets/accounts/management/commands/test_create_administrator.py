from __future__ import annotations

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditLog
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import work_of
from tests.factories import make_user


def test_the_first_administrator_can_sign_in_everywhere(monkeypatch, client):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "a long enough secret")

    call_command("create_administrator", "root", email="root@hospital.example")

    person = User.objects.get(username="root")
    assert work_of(person).roles == {"administrator"}
    assert work_of(person).places == {None}
    assert client.login(username="root", password="a long enough secret")
    assert client.get("/people/").status_code == 200
    assert client.get("/admin/").status_code == 200
    actions = AuditLog.objects.about(person).values_list("action", flat=True)
    assert {"person.added", "person.approved"} <= set(actions)


def test_a_generated_password_is_printed_once(client):
    out = io.StringIO()

    call_command("create_administrator", "root", generate_password=True, stdout=out)

    password = out.getvalue().split("Password: ")[1].strip()
    assert client.login(username="root", password=password)


def test_a_password_that_everybody_knows_is_refused(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "password1")

    with pytest.raises(CommandError, match="too common"):
        call_command("create_administrator", "root")

    assert not User.objects.filter(username="root").exists()


def test_a_name_that_is_taken_is_refused():
    make_user(username="root")

    with pytest.raises(CommandError, match="already"):
        call_command("create_administrator", "root", generate_password=True)


def test_without_a_terminal_it_says_how_to_give_the_password(monkeypatch):
    monkeypatch.delenv("ADMINISTRATOR_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    with pytest.raises(CommandError, match="--generate-password"):
        call_command("create_administrator", "root")


def test_at_a_terminal_the_password_is_asked_for_twice(monkeypatch, client):
    monkeypatch.delenv("ADMINISTRATOR_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    typed = iter(["a long enough secret", "a long enough secre"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))

    with pytest.raises(CommandError, match="differ"):
        call_command("create_administrator", "root")
