"""Runs the periodic work beside the server that `make run` starts, and ends with it.

    python -m hospital_assets.periodic

In production a timer of the system runs `manage.py run_jobs` instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
RUN_JOBS = [sys.executable, "manage.py", "run_jobs"]
EVERY_SECONDS = 600


def start() -> None:
    """In a session of its own, so that Ctrl-C does not cut a job short."""
    subprocess.Popen(
        [sys.executable, "-m", "hospital_assets.periodic"],
        cwd=HERE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def run_beside(parent: int) -> None:
    """Run the jobs again and again, until `parent` is gone."""
    while os.getppid() == parent:
        subprocess.run(  # noqa: S603  # our own command
            RUN_JOBS, cwd=HERE, stdout=subprocess.DEVNULL, check=False
        )
        wait_beside(parent)


def wait_beside(parent: int) -> None:
    until = time.monotonic() + EVERY_SECONDS
    while os.getppid() == parent and time.monotonic() < until:
        time.sleep(1)


if __name__ == "__main__":
    run_beside(os.getppid())
