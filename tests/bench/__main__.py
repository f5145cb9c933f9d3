"""Measure what DESIGN promises, and print it beside its bars.

    python -m tests.bench [--assets N] [--rows N] [--only PART] [--json FILE]

The first run builds fleets of 100,000 assets, which takes half an hour; they are kept.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import django
from django.db import connection

from tests.bench import fleet
from tests.bench.report import Groups, print_groups, say, write_json

ASSETS, ROWS = 100_000, 60_000
DATABASE, WORKED = "fleet", "worked"


def main() -> None:
    signal.signal(signal.SIGTERM, stop)
    options = options_of()
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.")
    with fleet.running_server() as server:
        os.environ |= fleet.environment(server.url(DATABASE))
        django.setup()
        # These read models, which need the settings above.
        from tests.bench import importing, reading, work_reading  # noqa: PLC0415

        groups: Groups = {}
        if options.only in (None, "pages"):
            groups |= reading.measure(server, DATABASE, assets=options.assets)
        if options.only in (None, "work"):
            look_at(WORKED)
            groups |= work_reading.measure(server, WORKED, assets=options.assets)
        if options.only in (None, "import"):
            groups |= importing.measure(server, rows=options.rows)
    print_groups(groups)
    write_json(options.json, about=about(options.assets), groups=groups)


def look_at(database: str) -> None:
    """Let this process read another database of the same server."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL alone
    connection.settings_dict["NAME"] = database


def stop(number: int, frame: object) -> NoReturn:
    """Leave through the context managers, which clean up."""
    raise SystemExit(128 + number)


def options_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", allow_abbrev=False)
    parser.add_argument("--assets", type=int, default=ASSETS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--only", choices=["pages", "work", "import"])
    parser.add_argument("--json", type=Path, default=fleet.KEPT / "figures.json")
    return parser.parse_args()


def about(assets: int) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "assets": assets,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "django": django.get_version(),
    }


if __name__ == "__main__":
    main()
