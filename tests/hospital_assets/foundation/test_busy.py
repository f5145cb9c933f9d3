from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError

from hospital_assets.foundation.busy import is_busy
from tests.factories import make_technician


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    client.force_login(make_technician())
    return client


def fail_with(monkeypatch, error):
    def save(*args, **kwargs):
        raise error

    monkeypatch.setattr(SessionStore, "save", save)


def test_a_database_that_is_written_by_another_is_busy(client, monkeypatch):
    fail_with(monkeypatch, OperationalError("database is locked"))

    answer = client.get("/import/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "was not saved" in answer.content.decode()


def test_any_other_error_is_one_of_the_program(client, monkeypatch):
    fail_with(monkeypatch, OperationalError("disk I/O error"))

    assert client.get("/import/").status_code == 500


def test_no_error_is_not_busy():
    assert not is_busy(None)
