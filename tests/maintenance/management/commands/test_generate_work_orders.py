from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from maintenance.models import WorkOrder
from tests.factories import make_plan


def test_the_month_ahead_is_made(capsys):
    make_plan()

    call_command("generate_work_orders", verbosity=0)

    assert WorkOrder.objects.count() == 1
    assert "1 work orders were made" in capsys.readouterr().out


def test_a_facility_is_named_by_its_code():
    here, there = make_plan(), make_plan()

    call_command("generate_work_orders", facility=here.asset.facility.code.lower())

    assert here.work_orders.exists()
    assert not there.work_orders.exists()


@pytest.mark.parametrize("text", ["soon", "0008-01-01", "2026-13-01", "2020-01-01"])
def test_a_day_that_cannot_be_is_refused(text):
    with pytest.raises(CommandError, match=r"no date|is past"):
        call_command("generate_work_orders", until=text)


def test_an_unknown_facility_is_refused():
    with pytest.raises(CommandError, match="no facility of the code"):
        call_command("generate_work_orders", facility="NOWHERE")
