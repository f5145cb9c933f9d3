"""A PostgreSQL with the demo hospital in it, kept as a dump for the next time."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tests.bench.report import say
from tests.postgresql import OWNER, Server, as_owner, find_programs
from tests.prepared import ROOT, digest_of_migrations

# What is kept between runs: dumps, the demo's password, the last figures.
KEPT = ROOT / "var" / "bench"

# As a server that is set up with care has it: durable, and memory for a small hospital.
SETTINGS = {
    "listen_addresses": "",
    "log_min_messages": "panic",
    "max_connections": "50",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}


@contextmanager
def running_server() -> Iterator[Server]:
    programs = find_programs()
    if programs is None:
        raise SystemExit("Measuring needs PostgreSQL 15 or newer on this machine.")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        server = Server(programs, Path(folder), SETTINGS)
        with server.started():
            yield server


def environment(url: str, *, folder: Path = KEPT) -> dict[str, str]:
    """That of a process of the product which works on the database at `url`."""
    return os.environ | {
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "hospital_assets.settings",
        "LOG_LEVEL": "warning",
    }


def manage(*arguments: str, url: str, folder: Path = KEPT) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(url, folder=folder),
        check=True,
    )


def fill(server: Server, database: str, *, assets: int) -> float:
    """Make a database with so many assets; return the seconds that seeding took."""
    return keep(
        server, database, str(assets), lambda url: seed(url, assets=assets, folder=KEPT)
    )


def keep(
    server: Server, database: str, name: str, make: Callable[[str], float]
) -> float:
    """Make a database by `make`, or restore what it made when it was first asked.

    Returns the seconds that `make` said to have taken.
    """
    server.sql("postgres", f"CREATE DATABASE {database}".encode())
    dump = KEPT / f"{name}-{digest_of_the_demo()}.dump"
    told = dump.with_suffix(".json")
    if dump.exists() and told.exists():
        say(f"Restoring {name} …")
        restore(server, database, dump)
    else:
        say(f"Making {name}, which is kept for the next time …")
        KEPT.mkdir(parents=True, exist_ok=True)
        for outdated in KEPT.glob(f"{name}-*"):
            outdated.unlink()
        seconds = make(server.url(database))
        write_dump(server, database, dump)
        told.write_text(json.dumps({"seconds": seconds}))
    # As the database itself does in a quiet hour.
    server.sql(database, b"VACUUM ANALYZE")
    return float(json.loads(told.read_text())["seconds"])


def seed(url: str, *, assets: int, folder: Path) -> float:
    manage("migrate", "--verbosity=0", url=url, folder=folder)
    manage("createcachetable", "--verbosity=0", url=url, folder=folder)
    started = time.perf_counter()
    demo = ("seed_demo", f"--assets={assets}", "--without-work")
    manage(*demo, url=url, folder=folder)
    return time.perf_counter() - started


def run_python(code: str, *, url: str, folder: Path = KEPT) -> None:
    """In a process of its own, since settings are read once."""
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=ROOT,
        env=environment(url, folder=folder),
        check=True,
    )


def write_dump(server: Server, database: str, path: Path) -> None:
    unfinished = path.with_suffix(".part")
    command = ["pg_dump", "-Fc", "-Z1", *server.at(database)]
    with unfinished.open("wb") as file:
        run(server, command, stdout=file)
    unfinished.replace(path)


def restore(server: Server, database: str, path: Path) -> None:
    with path.open("rb") as file:
        run(server, ["pg_restore", *server.at(database)], stdin=file)


def run(server: Server, command: list[str], **streams: IO[bytes]) -> None:
    program = str(server.programs / command[0])
    options: dict[str, Any] = {**as_owner(), **streams}
    subprocess.run([program, *command[1:]], cwd=server.folder, check=True, **options)


def digest_of_the_demo() -> str:
    """Of what decides what is in the database."""
    digest = hashlib.sha256(digest_of_migrations().encode())
    files = [*(ROOT / "hospital_assets/demo").rglob("*"), ROOT / "audit/past.py"]
    for path in sorted(files):
        if path.suffix in (".py", ".json"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
