from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from equipment.models import Asset
from hospital_assets.demo import seeding
from hospital_assets.demo.management.commands import seed_demo
from maintenance.models import Procedure
from tests.factories import make_facility


def test_the_command_says_what_it_made_and_where_the_password_is(
    settings, tmp_path, capsys
):
    settings.VAR_DIR = tmp_path

    call_command("seed_demo", assets=3)

    assert Asset.objects.count() == 3
    assert "has 3 assets" in capsys.readouterr().out
    assert (tmp_path / "demo-password").exists()


def test_the_command_says_how_far_it_is_with_a_large_fleet(
    settings, tmp_path, capsys, monkeypatch
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(seeding, "COHORT", 5)
    monkeypatch.setattr(seed_demo, "ASSETS", 5)

    call_command("seed_demo", assets=12)

    assert capsys.readouterr().out.startswith("10 assets\n12 assets\n")
    assert Asset.objects.count() == 12


def test_the_command_refuses_a_database_that_is_not_empty():
    make_facility()

    with pytest.raises(CommandError, match="only built into an empty one"):
        call_command("seed_demo", assets=1)


def test_the_command_refuses_less_than_one_asset():
    with pytest.raises(CommandError, match="one asset or more"):
        call_command("seed_demo", assets=0)


def test_the_command_leaves_the_work_out_for_who_wants_the_register_alone(
    settings, tmp_path
):
    settings.VAR_DIR = tmp_path

    call_command("seed_demo", assets=3, without_work=True)

    assert Asset.objects.count() == 3
    assert not Procedure.objects.exists()
