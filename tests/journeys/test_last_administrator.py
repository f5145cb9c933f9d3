from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from audit.actors import system_user
from audit.models import AuditLog
from hospital_assets.accounts.models import User
from hospital_assets.accounts.people import (
    Work,
    change_work,
    deactivate_person,
    work_of,
)
from tests.factories import (
    make_administrator,
)


def work(*roles, at=(None,)):
    return Work(frozenset(roles), frozenset(at))


def last_entry(person):
    return AuditLog.objects.about(person).order_by("-pk").first()


def test_the_last_administrator_keeps_the_role():
    admin = make_administrator()

    with pytest.raises(ValidationError, match="last administrator"):
        change_work(admin, work=work("auditor"), by=admin)


def test_the_last_administrator_is_not_made_inactive():
    admin = make_administrator()

    with pytest.raises(ValidationError, match="last administrator"):
        deactivate_person(admin, by=system_user())


def test_inactive_administrators_do_not_count():
    admin = make_administrator()
    make_administrator(is_active=False)

    with pytest.raises(ValidationError, match="last administrator"):
        change_work(admin, work=work("auditor"), by=admin)


def test_one_of_two_administrators_may_give_the_role_up():
    make_administrator()
    admin = make_administrator()

    change_work(admin, work=work("auditor"), by=admin)

    assert work_of(admin).roles == {"auditor"}


def test_two_administrators_who_remove_each_other_leave_one(transactional_db):
    pair = [make_administrator(), make_administrator()]
    ready, refusals = threading.Barrier(2), []

    def remove(by, whom):
        try:
            ready.wait()
            change_work(whom, work=work("auditor"), by=by)
        except (ValidationError, PermissionDenied) as refusal:
            refusals.append(refusal)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=remove, args=args) for args in (pair, pair[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refusals) == 1
    assert User.people.active_in("administrator").count() == 1
