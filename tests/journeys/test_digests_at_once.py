"""Two processes that send the same digests at the same moment."""

from __future__ import annotations

import pytest

from tests.factories import make_technician, make_work_order
from tests.mail_server import mail_server
from tests.processes import PATIENCE_SECONDS, start

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 25


def test_two_processes_at_once_send_each_person_one_mail():
    people = [make_technician() for _ in range(PEOPLE)]
    for person in people:
        make_work_order(assigned_to=person)

    with mail_server() as server:
        url = f"smtp://127.0.0.1:{server.port}"
        processes = [start("send_digests", EMAIL_URL=url) for _ in range(2)]
        said = [each.communicate(timeout=PATIENCE_SECONDS)[0] for each in processes]

    assert [process.returncode for process in processes] == [0, 0], said
    assert server.receivers == sorted(person.email for person in people)
