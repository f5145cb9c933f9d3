"""How long a large register takes to be checked and loaded, and in how much memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import fleet
from tests.bench.register_file import write_register
from tests.bench.report import Figure, Groups, PageFigures, say
from tests.postgresql import Server
from tests.prepared import ROOT, migrated_sqlite

DRY_RUN_SECONDS, IMPORT_SECONDS, MEGABYTES = 15, 60, 400
ARGUMENTS = ("--date-order", "dmy", "--skip-refused", "--by", "admin")
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Finished:
    """`megabytes` is the most that the process and its children held together.

    `cpu_seconds` is what they computed, however busy the machine was with others.
    """

    seconds: float
    cpu_seconds: float
    megabytes: float
    printed: str


def measure(server: Server, *, rows: int) -> Groups:
    figures: list[Figure | PageFigures] = []
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        register = folder / "register.xlsx"
        say(f"Writing a register of {rows} rows …")
        write_register(register, rows=rows)
        for title, url in databases(server, folder):
            # The places and people that the register names.
            fleet.manage("seed_demo", "--assets=1", url=url, folder=folder)
            figures += measure_one(title, register, url=url)
    return {"import": figures}


def databases(server: Server, folder: Path) -> Iterator[tuple[str, str]]:
    path = folder / "import.sqlite3"
    shutil.copyfile(migrated_sqlite(), path)
    yield "SQLite", f"sqlite:///{path}"
    server.sql("postgres", b"CREATE DATABASE register")
    fleet.manage("migrate", "--verbosity=0", url=server.url("register"))
    yield "PostgreSQL", server.url("register")


def measure_one(title: str, register: Path, *, url: str) -> list[Figure]:
    say(f"Importing on {title} …")
    dry = import_assets(register, "--dry-run", url=url)
    real = import_assets(register, url=url)
    again = import_assets(register, url=url)
    for run in (dry, real, again):
        say("  " + run.printed.strip().splitlines()[-1])
    # The command checks before it loads, which the page does as a step of its own.
    loading = real.seconds - dry.seconds
    return [
        Figure(f"{title}: dry run", dry.seconds, "s", DRY_RUN_SECONDS),
        Figure(f"{title}: import", loading, "s", IMPORT_SECONDS),
        Figure(f"{title}: check and import", real.seconds, "s"),
        Figure(f"{title}: again, unchanged", again.seconds, "s"),
        Figure(f"{title}: CPU, dry run", dry.cpu_seconds, "s"),
        Figure(f"{title}: CPU, check and import", real.cpu_seconds, "s"),
        Figure(f"{title}: memory, dry run", dry.megabytes, "MB", MEGABYTES),
        Figure(f"{title}: memory, import", real.megabytes, "MB", MEGABYTES),
    ]


def import_assets(register: Path, *arguments: str, url: str) -> Finished:
    command = [sys.executable, "manage.py", "import_assets", str(register)]
    before = os.times()
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, *ARGUMENTS, *arguments],
        cwd=ROOT,
        env=fleet.environment(url, folder=register.parent),
        stdout=subprocess.PIPE,
        text=True,
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes_of(process.pid))
        time.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - started
    after = os.times()
    computed = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    if process.returncode:
        raise SystemExit(f"The import failed:\n{printed}")
    return Finished(seconds, computed, peak, printed)


def megabytes_of(pid: int) -> float:
    """What a process holds, and its children."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    own = int(found.group(1)) / 1024 if found else 0.0
    return own + sum(megabytes_of(int(child)) for child in children)
