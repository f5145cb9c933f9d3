from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from urllib.error import HTTPError, URLError

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from hospital_assets import run
from tests.factories import make_administrator
from tests.prepared import migrated_sqlite
from tests.sources import ROOT

PATIENCE_SECONDS = 60


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """An installation that has collected its static files."""
    settings.VAR_DIR = tmp_path
    (tmp_path / "static-files").write_text(run.digest_of_static_files())
    return tmp_path


@pytest.fixture
def called(monkeypatch):
    calls = []
    monkeypatch.setattr(run, "call_command", lambda name, **_: calls.append(name))
    return calls


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("text", ["", "80"])
def test_the_port_is_a_number_or_the_usual_one(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    assert run.port_number() == int(text or 8000)


@pytest.mark.parametrize("text", ["http", "-1", "0", "65536", "8000.0"])
def test_what_is_no_port_is_refused_with_a_sentence(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(run.Refusal, match="a number from 1 to 65535"):
        run.port_number()


def test_a_port_in_use_is_refused_with_what_to_do():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]

        with pytest.raises(run.Refusal, match="make run PORT=8001"):
            run.check_port_is_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("assets.example.org", "assets.example.org"),
        ("0.0.0.0", socket.gethostname()),
    ],
)
def test_people_are_told_an_address_that_they_can_type(host, address):
    assert run.address_for(host) == address


def test_an_empty_database_gets_a_demo_hospital(called, capsys):
    run.prepare()

    assert called == ["migrate", "createcachetable", "seed_demo"]
    assert "Building the demo hospital" in capsys.readouterr().out


def test_a_demo_is_only_built_where_it_is_wanted(called, monkeypatch):
    monkeypatch.setenv("DEMO", "0")

    run.prepare()

    assert called == ["migrate", "createcachetable"]


def test_nobody_gets_a_demo_beside_their_own_people(called):
    make_administrator()

    run.prepare()

    assert called == ["migrate", "createcachetable"]


def test_static_files_are_collected_again_when_one_changed(called, var):
    noted = var / "static-files"
    noted.write_text("as it was before")

    run.collect_static_files()
    run.collect_static_files()

    assert called == ["collectstatic"]
    assert noted.read_text() == run.digest_of_static_files()


def test_a_database_that_does_not_answer_is_told_in_a_sentence(monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "ensure_connection", refuse)

        with pytest.raises(run.Refusal, match="DATABASE_URL"):
            run.prepare()


def test_people_are_told_how_to_sign_in(var, capsys):
    (var / "demo-password").write_text("abcd-efgh\n")

    run.say_how_to_sign_in()

    said = capsys.readouterr().out
    assert settings.PUBLIC_URL in said
    assert "admin, manager, technician" in said
    assert "abcd-efgh" in said


def test_without_people_the_first_administrator_is_asked_for(capsys):
    run.say_how_to_sign_in()

    assert "create_administrator" in capsys.readouterr().out


def test_it_serves_pages_until_it_is_stopped(tmp_path):
    port = free_port()
    var = tmp_path / "another"
    var.mkdir()
    said = var / "said"
    shutil.copyfile(migrated_sqlite(), var / "db.sqlite3")
    process = start(port, said, var=var)
    try:
        page = first_answer(f"http://127.0.0.1:{port}/accounts/login/", process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE_SECONDS)

    assert "Sign in" in page
    assert f"http://127.0.0.1:{port}/" in said.read_text()
    assert process.returncode == 0


def start(port, said, *, var):
    with said.open("w") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "hospital_assets.run"],
            cwd=ROOT,
            env=os.environ
            | {
                "DATABASE_URL": f"sqlite:///{var}/db.sqlite3",
                "DEMO": "0",
                "DJANGO_SETTINGS_MODULE": "hospital_assets.settings",
                "PORT": str(port),
                "VAR_DIR": str(var),
            },
            stdout=file,
            stderr=subprocess.STDOUT,
        )


def first_answer(url, process):
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience_ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
                return answer.read().decode()
        except HTTPError:
            raise
        except URLError:
            time.sleep(0.1)
    raise AssertionError("The server did not answer.")
