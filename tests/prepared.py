"""Migrated databases, kept between runs of the tests until a migration changes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def prepared(suffix: str, make: Callable[[Path], None]) -> Path:
    """The file for the present migrations, which `make` writes if it is missing."""
    kept = KEPT / f"{digest_of_migrations()}{suffix}"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            fresh = Path(folder) / kept.name
            make(fresh)
            for outdated in KEPT.glob(f"*{suffix}"):
                outdated.unlink(missing_ok=True)
            fresh.replace(kept)
    return kept


def digest_of_migrations() -> str:
    """Of our migrations, and of the lock file for those of the packages."""
    paths = [ROOT / "deploy" / "requirements" / "run.txt"]
    paths += sorted(ROOT.glob("*/migrations/*.py"))
    paths += sorted(ROOT.glob("*/*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrate(url: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "hospital_assets.settings",
            "VAR_DIR": folder,
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=ROOT,
            env=os.environ | settings,
            check=True,
        )


def migrated_sqlite() -> Path:
    return prepared(".sqlite3", lambda path: migrate(f"sqlite:///{path}"))
