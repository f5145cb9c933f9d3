from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder


def test_a_probe_learns_that_the_process_lives(client):
    response = client.get("/healthz")

    assert (response.status_code, response.text) == (200, "ok\n")


def test_whether_the_process_lives_does_not_depend_on_the_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        client.get("/healthz")


def test_a_probe_learns_that_the_process_can_serve(client):
    response = client.get("/readyz")

    assert (response.status_code, response.text) == (200, "ok\n")
    assert "no-store" in response["Cache-Control"]


def test_a_pending_migration_keeps_the_process_from_serving(client):
    MigrationRecorder.Migration.objects.filter(
        app="equipment", name="0001_initial"
    ).delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "Migrations are pending (1)" in response.text


def test_a_database_that_does_not_answer_is_said_without_its_own_words(
    client, monkeypatch
):
    def refuse(self):
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.text) == (
        503,
        "The database does not answer.\n",
    )


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
