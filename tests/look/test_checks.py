from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from equipment.choices import AppliedPart, ProtectionClass, RiskClass
from maintenance.actions.inspections import Verdict, begin_inspection, sign_inspection
from maintenance.choices import InspectionStatus, InspectionType, WorkOrderStatus
from maintenance.models import CheckAnswer, MaintenanceLog, WorkOrder
from tests.browser import PHONE
from tests.factories import (
    make_asset,
    make_department,
    make_event,
    make_instrument,
    make_location,
    make_plan,
    make_procedure,
    make_technician,
    make_user,
    make_work_order,
)
from tests.look.test_pages import LOOKS, check

pytestmark = pytest.mark.browser

LOOKED_AT = (
    "Chassis, labels, mounting, casters: no damage, cleanable",
    "Power cord, plug, strain relief",
    "Accessories and cables present and intact",
    "Controls, indicators, display, time and date",
    "Audible and visual alarms",
    "Apnoea and disconnection alarm",
)
# What is measured: label, unit, lowest, highest, and what the meter shows.
MEASURED = (
    ("O2 accuracy at 21 %", "%", 18, 24, "21,2"),
    ("O2 accuracy at 60 %", "%", 57, 63, "60"),
    ("O2 accuracy at 100 %", "%", 95, 100, "99"),
    ("Tidal volume at 300 mL set", "mL", 270, 330, "305"),
    ("Tidal volume at 500 mL set", "mL", 450, 550, "512"),
    ("Tidal volume at 800 mL set", "mL", 720, 880, "790"),
    ("Respiratory rate at 15 /min", "1/min", 14, 16, "15"),
    ("Respiratory rate at 30 /min", "1/min", 28, 32, "30"),
    ("Peak pressure at 20 cmH2O", "cmH2O", 18, 22, "20.4"),
    ("Peak pressure at 40 cmH2O", "cmH2O", 36, 44, "40"),
    ("PEEP at 5 cmH2O", "cmH2O", 4, 6, "5.1"),
    ("PEEP at 10 cmH2O", "cmH2O", 8, 12, "10"),
    ("System leak", "mL/min", None, 200, "195"),
    ("Operating hours since the maintenance kit", "h", None, 5000, "3120"),
    ("Battery age", "months", None, 36, "20"),
    ("Protective earth resistance, with cord", "ohm", None, 0.3, "0.12"),
    ("Touch current, ground intact", "uA", None, 100, "22"),
    ("Touch current, ground open", "uA", None, 500, "110"),
    ("Insulation resistance at 500 V", "Mohm", 2, None, "OL"),
    ("Applied part leakage, type BF", "uA", None, 5000, "41"),
)
VENTILATOR = [
    *({"label": label, "section": "Look at it"} for label in LOOKED_AT),
    *(
        {
            "key": f"m{n}",
            "label": label,
            "section": "Measure" if n < 15 else "Electrical safety",
            "type": "numeric",
            "unit": unit,
            "min": low,
            "max": high,
        }
        for n, (label, unit, low, high, _) in enumerate(MEASURED)
    ),
]


@pytest.fixture
def world(client):
    person = make_user(first_name="Ada", last_name="Okafor", is_superuser=True)
    client.force_login(person)
    ward = make_department(name="Intensive Care")
    asset = make_asset(
        name="Ventilator",
        model_name="Evita V600",
        facility=ward.facility,
        owner_department=ward,
        current_location=make_location(facility=ward.facility, name="Bed 4"),
        risk_class=RiskClass.HIGH,
        is_life_support=True,
        protection_class=ProtectionClass.I,
        applied_part=AppliedPart.BF,
    )
    today = timezone.localdate()
    procedure = make_procedure(name="Ventilator, half-yearly", items=VENTILATOR)
    order = make_work_order(
        plan=make_plan(asset=asset, procedure=procedure, next_due_on=today),
        due_on=today,
        window_start=today - timedelta(days=9),
        window_end=today + timedelta(days=9),
        status=WorkOrderStatus.TRIAGED,
    )
    instrument = make_instrument(code="VT-07", name="Gas flow analyser")
    inspection = begin_inspection(
        asset, kind=InspectionType.ELECTRICAL_SAFETY, by=person
    )
    done = begin_inspection(asset, kind=InspectionType.AD_HOC, by=person)
    wanted = Verdict(
        InspectionStatus.ATTENTION_NEEDED,
        "The label is worn.",
        instruments=(instrument,),
    )
    sign_inspection(done, wanted=wanted, by=person)
    return {
        "order": order.pk,
        "asset": asset.pk,
        "open": inspection.pk,
        "done": done.pk,
        "instrument": instrument.pk,
        "event": make_event(asset=asset).pk,
    }


@pytest.mark.parametrize("look", LOOKS)
def test_everyone_can_fill_in_a_checklist(look, visit, world):
    window = visit(**look)

    check(window, f"/work-orders/{world['order']}/check/")
    check(window, f"/inspections/{world['open']}/check/")


@pytest.mark.parametrize("look", LOOKS[:2])
@pytest.mark.parametrize(
    "path",
    [
        "/work-orders/{order}/sign/",
        "/assets/{asset}/inspect/",
        "/inspections/",
        "/inspections/{done}/",
        "/inspections/{done}/correct/",
        "/instruments/",
        "/instruments/add/",
        "/instruments/{instrument}/",
        "/instruments/{instrument}/doubt/",
        "/events/",
        "/events/{event}/",
        "/events/{event}/close/",
        "/assets/{asset}/",
    ],
)
def test_everyone_can_use_the_pages_of_checks(look, path, visit, world):
    check(visit(**look), path.format(**world))


@dataclass
class Thumb:
    """Taps and counts them; where `SCREENSHOTS` names a folder it keeps pictures."""

    page: Any
    taps: int = 0

    def tap(self, target):
        target.tap()
        self.taps += 1

    def show(self, name):
        if folder := os.getenv("SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/ventilator-{name}.png")


def test_a_ventilator_is_checked_from_the_scan_to_the_signature(visit, world, client):
    client.force_login(make_technician(first_name="Musa", last_name="Bello"))
    order = WorkOrder.objects.get(pk=world["order"])
    window = visit(viewport=PHONE, has_touch=True, is_mobile=True)
    page = window.go(f"/a/{order.asset.asset_tag}")
    thumb = Thumb(page)

    page.wait_for_url("**/assets/*/")
    thumb.show("1-scanned")
    thumb.tap(page.get_by_role("link", name=order.number).first)
    page.wait_for_url("**/work-orders/*/")
    thumb.show("2-order")
    thumb.tap(page.get_by_role("link", name="Record the work").first)
    page.wait_for_url("**/check/")
    thumb.show("3-checklist")
    measure(page, thumb)
    assert page.get_by_text("Near the limit.").count() >= 1
    thumb.tap(page.get_by_label("I have looked at each of them"))
    thumb.tap(page.get_by_role("button", name="Pass the rest"))
    page.get_by_text("26 of 26").wait_for()
    thumb.show("5-complete")
    thumb.tap(page.get_by_role("button", name="Go on to sign"))
    page.wait_for_url("**/sign/")
    thumb.show("6-sign")
    thumb.tap(page.get_by_role("button", name="Sign as Musa Bello"))
    page.get_by_text("Signed by Musa Bello").wait_for()
    thumb.show("7-signed")

    assert thumb.taps == 7
    assert MaintenanceLog.objects.get().outcome == "passed"
    assert window.complaints == []


def measure(page, thumb):
    """Enter goes on to the next value, so that one tap is enough for all of them."""
    thumb.tap(page.locator("#value-m0"))
    for n, (*_, shown) in enumerate(MEASURED):
        page.keyboard.type(shown)
        page.keyboard.press("Enter")
        page.locator(f"#state-m{n} .tag-good").wait_for()
        if n == 10:
            thumb.show("4-measured")


def test_what_the_network_lost_is_sent_when_it_is_back(visit, world):
    window = visit(viewport=PHONE)
    page = window.go(f"/work-orders/{world['order']}/check/")
    answers = f"**/work-orders/{world['order']}/check/*/"
    page.route(answers, give_up)
    page.locator("#value-m0").fill("21.5")
    page.locator("#value-m0").press("Enter")
    page.locator("#item-m0 .check-unsent").wait_for()
    assert not CheckAnswer.objects.exists()

    # As after a new sign-in: the page is opened again, and knows what was typed.
    page.unroute(answers)
    window.go(f"/work-orders/{world['order']}/check/")

    page.locator("#state-m0 .tag-good").wait_for()
    assert CheckAnswer.objects.get().value == "21.5"
    assert not page.locator("#item-m0 .check-unsent").is_visible()


async def give_up(route, request):
    await route.abort()


def test_a_failed_item_can_be_mended_on_the_spot(visit, world):
    page = visit(viewport=PHONE).go(f"/work-orders/{world['order']}/check/")
    page.locator("#value-m0").fill("30")
    assert not page.locator("#left-m0").is_visible()
    page.locator("#value-m0").press("Tab")
    page.locator("#state-m0 .tag-bad").wait_for()

    page.locator("#left-m0").fill("21")
    page.locator("#left-m0").press("Tab")

    page.get_by_text("Passed after repair").wait_for()
    assert CheckAnswer.objects.get().as_found == "30"


def test_a_checklist_is_filled_in_without_javascript(visit, world):
    page = visit(java_script_enabled=False, viewport=PHONE).go(
        f"/work-orders/{world['order']}/check/"
    )
    page.locator("#value-m0").fill("21")
    page.get_by_label("Pass", exact=True).first.check()
    page.get_by_role("button", name="Save and stay here").click()

    page.get_by_text("What you entered is kept.").wait_for()
    assert CheckAnswer.objects.count() == 2


def test_targets_are_large_enough_for_a_gloved_thumb(visit, world):
    page = visit(viewport=PHONE).go(f"/work-orders/{world['order']}/check/")

    small = page.locator(".fill-in").evaluate(
        """form => [...form.querySelectorAll(
            ".check-choice, .form-control, .big-choice, .check-wide, summary"
        )]
        .filter(each => each.offsetParent && each.offsetHeight < 48)
        .map(each => each.outerHTML.slice(0, 80))"""
    )
    assert small == []
