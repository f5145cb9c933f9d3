"""A PostgreSQL server that lasts as long as the tests, with a migrated database."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.prepared import migrate, prepared

OLDEST = 15
PROGRAMS = ("initdb", "postgres", "pg_isready", "pg_dump", "psql")
OWNER = "postgres"
TEMPLATE = "migrated"
START_SECONDS = 30

# Nothing in it outlives the tests, so nothing has to survive a power failure.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "log_min_messages": "panic",
    "max_connections": "200",
    "synchronous_commit": "off",
}


def find_programs() -> Path | None:
    """The folder of the newest PostgreSQL on this machine, if it is new enough."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    complete = [f for f in folders if all((f / name).exists() for name in PROGRAMS)]
    usable = [folder for folder in complete if version_of(folder) >= OLDEST]
    return max(usable, key=version_of, default=None)


def version_of(programs: Path) -> int:
    printed = subprocess.check_output([programs / "postgres", "--version"], text=True)
    found = re.search(r"\d+", printed)
    return int(found.group()) if found else 0


@dataclass(frozen=True)
class Server:
    """The server whose data, and socket, are in `folder`."""

    programs: Path
    folder: Path
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)

    def call(self, name: str, *arguments: str | Path, given: bytes = b"") -> bytes:
        printed: bytes = subprocess.run(
            [self.programs / name, *arguments],
            input=given,
            stdout=subprocess.PIPE,
            cwd=self.folder,
            check=True,
            **as_owner(),
        ).stdout
        return printed

    def sql(self, database: str, statements: bytes) -> None:
        quietly = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
        self.call("psql", *quietly, *self.at(database), given=statements)

    def at(self, database: str) -> tuple[str, ...]:
        return (f"--host={self.folder}", f"--username={OWNER}", f"--dbname={database}")

    def url(self, database: str) -> str:
        return f"postgres://{OWNER}@{quote(str(self.folder), safe='')}/{database}"

    @contextmanager
    def started(self) -> Iterator[None]:
        data = self.folder / "data"
        self.call(
            "initdb",
            *("-D", data, "-U", OWNER, "-A", "trust", "--no-sync"),
            *("-E", "UTF8", "--locale=C.UTF-8"),
        )
        command = [self.programs / "postgres", "-D", data, "-k", self.folder]
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        process = subprocess.Popen(
            [*dying_with_us(), *map(str, command), *options],
            cwd=self.folder,
            # Ctrl-C is for the tests; the server stops after them.
            start_new_session=True,
            **as_owner(),
        )
        try:
            self.wait_until_ready(process)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()

    def wait_until_ready(self, process: subprocess.Popen[Any]) -> None:
        patience_ends = time.monotonic() + START_SECONDS
        program = str(self.programs / "pg_isready")
        asking = [program, "--quiet", f"--host={self.folder}"]
        while subprocess.run(asking, check=False).returncode != 0:
            if process.poll() is not None or time.monotonic() > patience_ends:
                raise SystemExit("PostgreSQL did not start.")
            time.sleep(0.05)

    def make_template(self) -> None:
        """A migrated database, of which Django makes the test database as a copy."""
        self.sql("postgres", f"CREATE DATABASE {TEMPLATE}".encode())
        self.sql(TEMPLATE, prepared(".sql", self.write_statements).read_bytes())

    def write_statements(self, path: Path) -> None:
        self.sql("postgres", b"CREATE DATABASE written")
        migrate(self.url("written"))
        path.write_bytes(self.call("pg_dump", *self.at("written")))


@contextmanager
def running_server(programs: Path) -> Iterator[dict[str, str]]:
    """Start a server; give the variables by which `tests.settings` finds it."""
    # In /tmp, since the path of a socket has to be short.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        server = Server(programs, Path(folder))
        with server.started():
            server.make_template()
            yield {
                "TEST_DATABASE_URL": server.url("hospital"),
                "TEST_DATABASE_TEMPLATE": TEMPLATE,
            }


def as_owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": OWNER, "group": OWNER, "extra_groups": []}


def dying_with_us() -> list[str]:
    """Ask the kernel to end a process of ours even if we are killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig=INT"] if setpriv else []
