from __future__ import annotations

import subprocess
import sys

import pytest

from tests import databases, machine, postgresql
from tests.databases import Run, close, exit_code


def run_that_printed(text, *, tmp_path):
    output = tmp_path / "output.txt"
    output.write_text(text)
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return Run("SQLite", process, output)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ({0}, 0),
        ({0, 1}, 1),
        ({0, -9}, -9),
        ({0, 5}, 0),
        ({1, 5}, 1),
        ({5}, 5),
    ],
)
def test_one_failure_fails_and_no_test_at_all_does_too(codes, expected):
    assert exit_code(codes) == expected


def test_the_last_lines_say_how_each_did_and_what_was_left_out(tmp_path, capsys):
    run = run_that_printed(
        "..s\n"
        "SKIPPED [2] tests/look/test_pages.py:12: no Chromium\n"
        "\x1b[32m===== \x1b[1m2 passed, 2 skipped in 3.21s\x1b[0m ======\n",
        tmp_path=tmp_path,
    )

    close([run], {"all on PostgreSQL"})

    assert capsys.readouterr().out.splitlines() == [
        "SQLite:     2 passed, 2 skipped in 3.21s",
        "Not run on this machine: all on PostgreSQL; no Chromium.",
    ]


def test_nothing_is_said_to_be_missing_where_nothing_is(tmp_path, capsys):
    close([run_that_printed("== 2 passed in 1s ==\n", tmp_path=tmp_path)], set())

    assert "Not run" not in capsys.readouterr().out


def test_without_postgresql_its_absence_is_told(monkeypatch, capsys):
    monkeypatch.setattr(databases, "find_programs", lambda: None)
    monkeypatch.setattr(sys, "argv", ["databases", "--only", "postgresql"])

    databases.main()

    assert "all on PostgreSQL (no version from 15 on found)" in capsys.readouterr().out


def test_what_is_missing_is_installed_by_root_on_debian(monkeypatch):
    commands = []
    monkeypatch.setattr(machine, "has_chromium", lambda: False)
    monkeypatch.setattr(machine, "find_programs", lambda: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 0)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        machine.subprocess, "run", lambda command, **_: commands.append(command)
    )

    machine.install_missing()

    assert [command[2:] for command in commands] == [
        ["update"],
        ["install", "--yes", "chromium", "postgresql"],
    ]


def test_an_ordinary_user_installs_nothing(monkeypatch):
    monkeypatch.setattr(machine, "has_chromium", lambda: False)
    monkeypatch.setattr(machine, "find_programs", lambda: None)
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        machine.subprocess, "run", lambda *_, **__: pytest.fail("It installed.")
    )

    machine.install_missing()


def test_an_old_postgresql_is_as_good_as_none(monkeypatch):
    monkeypatch.setattr(postgresql, "version_of", lambda programs: 14)

    assert postgresql.find_programs() is None
