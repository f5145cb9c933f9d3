from __future__ import annotations

import sqlite3

import pytest
from django.core.checks import run_checks
from django.db import connection, connections

from hospital_assets import checks


def found(messages):
    return [message.id.removeprefix("hospital_assets.") for message in messages]


def test_an_ordinary_installation_has_nothing_to_say():
    problems = run_checks(databases=["default"])

    assert [each for each in problems if each.id.startswith("hospital_assets")] == []


@pytest.mark.parametrize(
    "url", ["", "assets.example.org", "ftp://a.example", "http://"]
)
def test_an_address_that_is_none_is_refused(settings, url):
    settings.PUBLIC_URL = url

    assert found(checks.check_addresses()) == ["E001"]


def test_error_pages_with_settings_in_them_stay_on_this_machine(settings):
    settings.DEBUG = True

    settings.PUBLIC_URL = "http://assets.example.org"
    assert found(checks.check_addresses()) == ["E002"]

    for own in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:8000"):
        settings.PUBLIC_URL = own
        assert checks.check_addresses() == []


def test_not_every_host_name_is_let_through(settings):
    settings.ALLOWED_HOSTS = ["assets.example.org", "*"]

    assert found(checks.check_addresses()) == ["E003"]


@pytest.mark.parametrize("key", ["changeme", "a" * 60, "abcabcabc" * 10])
def test_a_secret_that_can_be_guessed_is_refused(settings, key):
    settings.SECRET_KEY = key

    assert found(checks.check_secret_key()) == ["E004"]


def test_a_secret_that_others_may_read_is_pointed_out(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    secret = tmp_path / "secret-key"
    secret.write_text("…")

    secret.chmod(0o644)
    assert found(checks.check_files()) == ["W001"]

    secret.chmod(0o600)
    assert checks.check_files() == []


def test_the_database_is_only_asked_when_it_is_at_hand():
    assert checks.check_databases() == []


@pytest.mark.postgresql
def test_an_old_postgresql_is_refused(monkeypatch):
    monkeypatch.setattr(connections["default"], "pg_version", 140_012)

    assert found(checks.check_databases(databases=["default"])) == ["E005"]


@pytest.mark.sqlite
def test_an_old_sqlite_is_refused(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))

    assert found(checks.check_databases(databases=["default"])) == ["E006"]


@pytest.mark.sqlite
def test_a_disk_that_cannot_hold_the_journal_is_refused(tmp_path):
    other = connection.copy()
    other.settings_dict = connection.settings_dict | {
        "NAME": ":memory:",
        "OPTIONS": {},
    }

    try:
        assert found(checks.problems_with(other)) == ["E007"]
    finally:
        other.close()
