"""What `make run` does once the packages are there: from a fresh clone to a server."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import SystemCheckError
from django.db import OperationalError, connection
from gunicorn.app.wsgiapp import WSGIApplication

from hospital_assets import periodic

HERE = Path(__file__).resolve().parent.parent
EVERY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104  # only compared with
DEMO_PEOPLE = "admin, manager, technician, department, nurse or auditor"


class Refusal(Exception):  # noqa: N818  # it is a sentence for the person, no error of ours
    """Why it cannot run, and what to do."""


def main() -> None:
    os.chdir(HERE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_assets.settings")
    try:
        host, port = os.getenv("HOST") or "127.0.0.1", port_number()
        check_port_is_free(host, port)
        os.environ.setdefault("PUBLIC_URL", f"http://{address_for(host)}:{port}")
        django.setup()
        prepare()
    except (Refusal, SystemCheckError) as refusal:
        raise SystemExit(f"It cannot run: {refusal}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    say_how_to_sign_in()
    periodic.start()
    serve(host, port)


def port_number() -> int:
    text = os.getenv("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise Refusal(f"PORT is a number from 1 to 65535, not “{text}”.")
    return int(text)


def check_port_is_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"{host}:{port} cannot be served ({error.strerror}). Stop what uses it "
                "or choose another port, such as: make run PORT=8001"
            ) from None


def address_for(host: str) -> str:
    """What people type to reach it."""
    name = socket.gethostname() if host in EVERY_ADDRESS else host
    return f"[{name}]" if ":" in name else name


def prepare() -> None:
    """Bring the installation up to date; what is so already costs next to nothing."""
    say("Preparing the database …")
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refusal(
            "the database does not answer. See whether its server runs and whether "
            f"DATABASE_URL names it. {error}"
        ) from None
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static_files()
    if os.getenv("DEMO", "1") != "0" and is_empty() and "seed_demo" in get_commands():
        say("Building the demo hospital …")
        call_command("seed_demo")


def collect_static_files() -> None:
    """Only when one changed: naming and compressing them takes seconds."""
    noted = settings.VAR_DIR / "static-files"
    digest = digest_of_static_files()
    if noted.exists() and noted.read_text() == digest:
        return
    say("Preparing the static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    noted.write_text(digest)


def digest_of_static_files() -> str:
    digest = hashlib.sha256((HERE / "deploy/requirements/run.txt").read_bytes())
    for path in sorted((HERE / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_empty() -> bool:
    return not get_user_model().objects.exists()


def say_how_to_sign_in() -> None:
    say(f"\n  {settings.PUBLIC_URL}/\n")
    password = settings.VAR_DIR / "demo-password"
    if password.exists():
        say(f"  Sign in as {DEMO_PEOPLE};")
        say(f"  their password is {password.read_text().strip()} (in {password}).")
    elif is_empty():
        say("  Nobody can sign in yet. Make the first administrator in another window:")
        say(f"  {sys.executable} manage.py create_administrator")
    say("  Ctrl-C stops it.\n")


def serve(host: str, port: int) -> None:
    """Become the server; its workers are copies of this process and start at once."""
    leave_the_database()
    os.environ |= {"HOST": host, "PORT": str(port)}
    os.environ.setdefault("LOG_LEVEL", "warning")
    sys.argv = ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
    WSGIApplication("%(prog)s", prog="gunicorn").run()


def leave_the_database() -> None:
    """A connection, or the threads of a pool, cannot be handed to another process."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # of this backend alone


def say(*words: Any) -> None:
    print(*words, flush=True)


if __name__ == "__main__":
    main()
