"""Commands of the product as processes of their own, on the database of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

from django.db import connection

from tests.sources import ROOT

PATIENCE_SECONDS = 120


def url_of_test_database() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url_of_test_database(),
            "DJANGO_SETTINGS_MODULE": "hospital_assets.settings",
        }
        | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
