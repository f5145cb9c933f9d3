from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hospital_assets.environment import FILES, TIMEOUT_SECONDS, mail_settings

FOLDER = Path("mails")


def test_without_a_server_mails_become_files():
    assert mail_settings("", folder=FOLDER) == {
        "EMAIL_BACKEND": FILES,
        "EMAIL_FILE_PATH": FOLDER,
    }


def test_an_address_says_it_all():
    found = mail_settings(
        "submission://ana:p%40ss@mail.hospital.example", folder=FOLDER
    )

    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["EMAIL_HOST"] == "mail.hospital.example"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == (587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ana", "p@ss")
    assert found["EMAIL_TIMEOUT"] == TIMEOUT_SECONDS


@pytest.mark.parametrize(
    "url",
    ["mail.hospital.example", "http://secret@host", "smtp://", "smtp://secret@host:x"],
)
def test_nonsense_is_refused_without_showing_it(url):
    with pytest.raises(ImproperlyConfigured, match="smtp://host:25") as refusal:
        mail_settings(url, folder=FOLDER)

    assert "secret" not in str(refusal.value)
