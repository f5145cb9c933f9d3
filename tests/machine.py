"""What the machine has to have for the tests besides Python, and how it gets it."""

from __future__ import annotations

import os
import shutil
import subprocess

from tests.postgresql import find_programs

QUIETLY = {"DEBIAN_FRONTEND": "noninteractive"}


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


def install_missing() -> None:
    """By apt where that is possible; the tests say what they could not do."""
    packages = [] if has_chromium() else ["chromium"]
    packages += [] if find_programs() else ["postgresql"]
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {' and '.join(packages)} …", flush=True)
    for command in (["update"], ["install", "--yes", *packages]):
        subprocess.run(
            ["apt-get", "-qq", *command],
            env=os.environ | QUIETLY,
            stdout=subprocess.DEVNULL,
            check=False,
        )
