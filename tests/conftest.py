from __future__ import annotations

import ipaddress
import os
import shutil
import socket

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection

from tests.prepared import migrated_sqlite

# Tables with rows that nothing may change, by how their names begin.
KEPT = ("audit_", "maintenance_")
LOOPBACK_NAMES = {"localhost", "testserver", "", None}


@pytest.fixture(autouse=True)
def every_test_may_use_the_database(db):
    """Nearly every rule here is about stored data, so no test has to ask for it."""


def pytest_collection_modifyitems(config, items):
    """Leave out what is about the other database; name what the machine cannot run."""
    other = {"postgresql": "sqlite", "sqlite": "postgresql"}[connection.vendor]
    seen_elsewhere = "browser" if os.environ.get("BROWSER_TESTS") == "0" else other
    left_out = [
        item
        for item in items
        if item.get_closest_marker(other) or item.get_closest_marker(seen_elsewhere)
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    if not shutil.which("chromium"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


# --- The database -----------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Take the prepared database as it is; `migrate` finds nothing left to do."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Lay a copy of the migrated file where the test database is expected."""
    if connection.vendor == "sqlite":
        shutil.copyfile(
            migrated_sqlite(), settings.DATABASES["default"]["TEST"]["NAME"]
        )


@pytest.fixture(scope="session", autouse=True)
def flush_may_empty_the_audit_log():
    """Let `transactional_db` clean up behind a test, triggers notwithstanding.

    They are set again by the `post_migrate` that follows each flush.
    """
    with pytest.MonkeyPatch.context() as patch:
        django_flush = flush.sql_flush
        patch.setattr(
            flush,
            "sql_flush",
            lambda style, connection, **options: [
                *statements_that_lift_triggers(connection),
                *django_flush(style, connection, **options),
            ],
        )
        yield


def statements_that_lift_triggers(connection):
    tables = [
        table
        for table in connection.introspection.table_names()
        if table.startswith(KEPT)
    ]
    if connection.vendor == "postgresql":
        return [f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master"
            " WHERE type = 'trigger' AND tbl_name NOT LIKE 'equipment%%'"
        )
        return [f'DROP TRIGGER "{name}"' for (name,) in cursor.fetchall()]


# --- What a test leaves behind, and where it may reach ----------------------------


@pytest.fixture(autouse=True)
def nothing_is_cached_from_another_test(db):
    """The cache is a table here: a test's entries go when it is rolled back."""
    yield
    if not connection.in_atomic_block and not connection.needs_rollback:
        cache.clear()


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_the_machine():
    """Refuse connections to anywhere but this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(original):
        def call(self, address):
            if self.family != socket.AF_UNIX and not is_loopback(address[0]):
                raise OSError(f"A test wanted to reach {address}.")
            return original(self, address)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        yield


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK_NAMES
