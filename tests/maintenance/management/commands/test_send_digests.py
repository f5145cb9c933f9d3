from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.factories import make_technician, make_work_order


def test_each_person_is_told_once(capsys):
    person = make_technician()
    make_work_order(assigned_to=person)

    call_command("send_digests")
    call_command("send_digests")

    assert [each.to for each in mail.outbox] == [[person.email]]
    assert "1 digests were sent, 0 had nothing to tell." in capsys.readouterr().out


def test_a_mail_that_cannot_be_sent_makes_the_command_fail(settings, capsys, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_work_order(assigned_to=make_technician())

    with pytest.raises(CommandError, match="next run"):
        call_command("send_digests")

    assert "The mail server did not answer" in capsys.readouterr().out
