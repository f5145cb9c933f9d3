"""Run the tests on SQLite and, beside it, on a PostgreSQL of their own.

    python -m tests.databases [--only sqlite|postgresql] [arguments of pytest]

The PostgreSQL server is made from the installed programs in a temporary folder, reached
by a socket in that folder alone, and gone when the tests are.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.machine import install_missing
from tests.postgresql import (
    OLDEST,
    dying_with_us,
    find_programs,
    running_server,
)

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5


@dataclass
class Run:
    """Pytest on one database, writing into a file."""

    title: str
    process: subprocess.Popen[bytes]
    output: Path

    def follow(self) -> None:
        """Copy what it prints to the terminal until it ends."""
        with self.output.open(errors="replace") as lines:
            while True:
                ended = self.process.poll() is not None
                for text in lines:
                    print(text, end="", flush=True)
                if ended:
                    return
                time.sleep(0.1)

    @property
    def closing_line(self) -> str:
        lines = self.output.read_text(errors="replace").strip().splitlines()
        return without_colour(lines[-1]).strip("= ") if lines else "printed nothing"

    @property
    def skipped(self) -> set[str]:
        """Why tests were skipped, in the words of pytest's summary."""
        text = without_colour(self.output.read_text(errors="replace"))
        return set(re.findall(r"^SKIPPED \[\d+\] \S+: (.+)$", text, re.MULTILINE))


@dataclass
class Runner:
    """Starts pytest with what was asked for on the command line."""

    folder: Path
    arguments: list[str]
    with_coverage: bool

    @contextmanager
    def run(self, title: str, **environment: str) -> Iterator[Run]:
        output = self.folder / f"{title}.txt"
        own_folder = self.folder / title
        own_folder.mkdir()
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*dying_with_us(), sys.executable, *self.pytest()],
                cwd=ROOT,
                env=self.environment() | {"TMPDIR": str(own_folder)} | environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches it once, through us: twice would cut its tidying short.
                start_new_session=True,
            )
        try:
            yield Run(title, process, output)
        finally:
            if process.poll() is None:
                # Not by SIGTERM: pytest would leave behind what its tests have started.
                process.send_signal(signal.SIGINT)
                process.wait()

    def pytest(self) -> list[str]:
        coverage = ["coverage", "run", "--parallel-mode", "-m"]
        colour = ["--color=yes"] if sys.stdout.isatty() else []
        measured = coverage if self.with_coverage else []
        return ["-m", *measured, "pytest", *colour, *self.arguments]

    def environment(self) -> dict[str, str]:
        return os.environ | {"COVERAGE_FILE": str(self.folder / ".coverage")}

    def report_coverage(self) -> bool:
        """Both databases together; whether it is enough says `pyproject.toml`."""
        steps = (["combine", "--quiet"], ["report"])
        return all(
            subprocess.run(
                [sys.executable, "-m", "coverage", *step],
                cwd=ROOT,
                env=self.environment(),
                check=False,
            ).returncode
            == 0
            for step in steps
        )


def without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    options, arguments = options_from(sys.argv[1:])
    if options.install:
        install_missing()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tests-")))
        runner = Runner(folder, arguments, with_coverage=options.coverage)
        runs, missing = [], set()
        programs = None if options.only == "sqlite" else find_programs()
        if options.only != "postgresql":
            # A page looks the same on both: where both run, a browser looks at one.
            looks = "0" if programs else "1"
            runs.append(stack.enter_context(runner.run("SQLite", BROWSER_TESTS=looks)))
        if options.only != "sqlite":
            if programs:
                server = stack.enter_context(running_server(programs))
                runs.append(stack.enter_context(runner.run("PostgreSQL", **server)))
            else:
                missing.add(f"all on PostgreSQL (no version from {OLDEST} on found)")
        follow(runs)
        enough = runner.report_coverage() if options.coverage else True
        close(runs, missing)
    return exit_code({each.process.returncode for each in runs}) or int(not enough)


def stop(number: int, frame: object) -> NoReturn:
    """Leave through the context managers, which clean up."""
    raise SystemExit(128 + number)


def options_from(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(allow_abbrev=False, description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--install", action="store_true", help="get what is missing")
    parser.add_argument("--coverage", action="store_true", help="and refuse too little")
    return parser.parse_known_args(arguments)


def follow(runs: list[Run]) -> None:
    for each in runs:
        print(f"--- {each.title} ---", flush=True)
        each.follow()
    print(flush=True)


def close(runs: list[Run], missing: set[str]) -> None:
    """The last lines: how each database did, and what this machine left out."""
    for each in runs:
        print(f"{each.title + ':':12}{each.closing_line}")
        missing |= each.skipped
    if missing:
        print(f"Not run on this machine: {'; '.join(sorted(missing))}.")


def exit_code(codes: set[int]) -> int:
    # A choice of tests may hold none for one of the databases.
    if codes != {NO_TESTS}:
        codes -= {NO_TESTS}
    return next((code for code in codes if code != 0), 0) if codes else NO_TESTS


if __name__ == "__main__":
    raise SystemExit(main())
