"""What settings need of the environment and is more than one value: secrets, mail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from environs import Env

env = Env()

KNOWN = re.compile(r"(?:smtp|submission)://[^/\s]+|console:")
FILES = "django.core.mail.backends.filebased.EmailBackend"
# A server that does not answer must not hold up all others for ever.
TIMEOUT_SECONDS = 20


def secret(name: str, *, kept_in: Path) -> str:
    """Return `name`, or what the file `name_FILE` holds, or a secret made once."""
    if value := env.str(name, ""):
        return value
    path = env.path(f"{name}_FILE", kept_in)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


def mail_settings(url: str, *, folder: Path) -> dict[str, Any]:
    """Django's settings for `url`; without one, mails become files in `folder`."""
    if not url:
        return {"EMAIL_BACKEND": FILES, "EMAIL_FILE_PATH": folder}
    if not KNOWN.match(url):
        # Not shown: it may hold a password.
        raise not_understood()
    try:
        found: dict[str, Any] = dj_email_url.parse(url)
    except ValueError:
        raise not_understood() from None
    found.pop("EMAIL_FILE_PATH")
    return found | {"EMAIL_TIMEOUT": found["EMAIL_TIMEOUT"] or TIMEOUT_SECONDS}


def not_understood() -> ImproperlyConfigured:
    return ImproperlyConfigured(
        "EMAIL_URL is not understood. Write it as smtp://host:25 or, with TLS, as "
        "submission://name:password@host:587; unset it to keep mails as files."
    )
