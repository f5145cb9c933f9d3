from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.management import call_command

from hospital_assets.accounts.roles import ROLE_BY_NAME


def test_a_role_that_somebody_changed_is_brought_back(capsys):
    nurses = Group.objects.get(name="clinical_staff")
    nurses.permissions.clear()

    call_command("sync_roles")

    assert capsys.readouterr().out == "Brought in step: clinical_staff.\n"
    wanted = ROLE_BY_NAME["clinical_staff"].permissions
    assert nurses.permissions.count() == len(wanted)


def test_a_role_that_is_missing_is_made_again(capsys):
    Group.objects.get(name="auditor").delete()

    call_command("sync_roles")

    assert Group.objects.get(name="auditor").permissions.exists()


def test_twice_changes_nothing(capsys):
    call_command("sync_roles")

    assert capsys.readouterr().out == "All in step.\n"
