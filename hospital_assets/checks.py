"""What makes an installation unsafe, each with what to do about it."""

from __future__ import annotations

import ipaddress
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10
OLDEST_POSTGRESQL = 15
# The first with everything that search and the history tables ask for.
OLDEST_SQLITE = (3, 35, 0)


def check_addresses(**kwargs: Any) -> list[checks.CheckMessage]:
    return list(problems_with_addresses())


def problems_with_addresses() -> Iterator[checks.CheckMessage]:
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme not in ("http", "https") or not address.hostname:
        yield checks.Error(
            f"PUBLIC_URL is not an address: “{settings.PUBLIC_URL}”.",
            hint="Set it to what people type, such as https://assets.example.org",
            id="hospital_assets.E001",
        )
    elif settings.DEBUG and not is_this_machine(address.hostname):
        yield checks.Error(
            "DEBUG is on at an address that others can reach: error pages would show "
            "settings and data.",
            hint="Unset DEBUG, or set PUBLIC_URL to http://127.0.0.1:8000",
            id="hospital_assets.E002",
        )
    if any(host in ("*", ".") for host in settings.ALLOWED_HOSTS):
        yield checks.Error(
            "ALLOWED_HOSTS lets every name through: links in mails and on labels "
            "could be made to lead elsewhere.",
            hint="Name the hosts, or leave it to PUBLIC_URL.",
            id="hospital_assets.E003",
        )


def is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def check_secret_key(**kwargs: Any) -> list[checks.CheckMessage]:
    key = settings.SECRET_KEY
    if len(key) >= SHORTEST_SECRET and len(set(key)) >= FEWEST_DIFFERENT:
        return []
    return [
        checks.Error(
            "SECRET_KEY can be guessed: whoever has it can sign in as anybody.",
            hint=(
                f"Leave it unset, so that one is made, or give {SHORTEST_SECRET} "
                "random characters or more."
            ),
            id="hospital_assets.E004",
        )
    ]


def check_files(**kwargs: Any) -> list[checks.CheckMessage]:
    path = settings.VAR_DIR / "secret-key"
    if not path.exists() or not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    return [
        checks.Warning(
            f"Others on this machine may read {path}.",
            hint=f"chmod 600 {path}",
            id="hospital_assets.W001",
        )
    ]


def check_databases(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Only asked for with a database at hand, as `migrate` does."""
    return [
        problem
        for alias in databases or ()
        for problem in problems_with(connections[alias])
    ]


def problems_with(connection: BaseDatabaseWrapper) -> Iterator[checks.CheckMessage]:
    if connection.vendor == "postgresql":
        yield from problems_with_postgresql(connection)
    else:
        yield from problems_with_sqlite(connection)


def problems_with_postgresql(connection: Any) -> Iterator[checks.CheckMessage]:
    version = connection.pg_version // 10_000
    if version < OLDEST_POSTGRESQL:
        yield checks.Error(
            f"The database is PostgreSQL {version}.",
            hint=f"Move to PostgreSQL {OLDEST_POSTGRESQL} or newer.",
            id="hospital_assets.E005",
        )


def problems_with_sqlite(
    connection: BaseDatabaseWrapper,
) -> Iterator[checks.CheckMessage]:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield checks.Error(
            f"This Python comes with SQLite {sqlite3.sqlite_version}.",
            hint="Use another Python, or PostgreSQL by DATABASE_URL.",
            id="hospital_assets.E006",
        )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (mode,) = cursor.fetchone()
    if mode != "wal":
        yield checks.Error(
            f"SQLite keeps its journal as “{mode}” instead of “wal”: readers and "
            "writers would block each other.",
            hint="Put the database on a local disk, not on a network share.",
            id="hospital_assets.E007",
        )
