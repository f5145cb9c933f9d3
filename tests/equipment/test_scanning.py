from __future__ import annotations

import pytest

from equipment.models import Asset
from equipment.scanning import assets_meant_by
from tests.factories import make_asset, make_device_model, make_facility, make_nurse

DI = "09521230000017"
EPC = "3074257BF7194E4000001A85"


def found(scan):
    return assets_meant_by(scan, among=Asset.objects.all())


@pytest.mark.parametrize(
    "scan",
    [
        pytest.param("BME-77", id="tag"),
        pytest.param(" bme-77 ", id="tag in other letters, with spaces"),
        pytest.param("http://127.0.0.1:8000/a/BME-77", id="label"),
        pytest.param("https://old.example/a/bme-77/?x=1", id="label of an old host"),
        pytest.param("/a/BME%2D77", id="quoted path"),
        pytest.param("SN 04-71 X", id="serial number, spaced otherwise"),
        pytest.param("95212300042", id="GIAI"),
        pytest.param("(8004)95212300042", id="GIAI as GS1 writes it"),
        pytest.param("]C1800495212300042", id="GIAI as a scanner sends it"),
        pytest.param(EPC.lower(), id="RFID"),
        pytest.param(DI, id="device identifier"),
        pytest.param(DI.removeprefix("0"), id="device identifier with 13 digits"),
        pytest.param(f"(01){DI}(21)anything", id="whole UDI"),
        pytest.param(f"]d201{DI}17270200", id="whole UDI without a serial number"),
    ],
)
def test_every_code_on_a_device_leads_to_it(scan):
    make_asset()
    asset = make_asset(
        asset_tag="BME-77",
        serial_number="SN0471X",
        giai="95212300042",
        rfid_epc=EPC,
        udi_di=DI,
    )

    assert found(scan) == [asset]


def test_the_identifier_of_a_model_means_all_of_its_devices():
    model = make_device_model(gtin="9521230000017")
    both = [make_asset(device_model=model) for _ in range(2)]

    assert found(DI) == both


def test_a_serial_number_in_the_code_picks_one_of_the_model():
    model = make_device_model(udi_di=DI)
    make_asset(device_model=model)
    wanted = make_asset(device_model=model, serial_number="SN-88412")

    assert found(f"]d201{DI}1124011521SN88412") == [wanted]


def test_a_serial_number_that_several_makers_used_finds_all_of_them():
    both = [make_asset(serial_number="A-1234") for _ in range(2)]

    assert found("a1234") == both


def test_a_tag_wins_over_a_serial_number_of_the_same_spelling():
    tagged = make_asset(asset_tag="4711")
    make_asset(serial_number="4711")

    assert found("4711") == [tagged]


def test_a_tag_may_hold_what_an_address_quotes():
    asset = make_asset(asset_tag="ÄRZTE/7 #1")

    assert found("https://hospital.example/a/%C3%84RZTE%2F7%20%231") == [asset]


@pytest.mark.parametrize(
    "scan", ["N/A", "", "\0", "-", "https://evil.example/", "/a/nothing", "01", "😀"]
)
def test_what_means_nothing_finds_nothing(scan):
    make_asset(serial_number="N/A", udi_di="", giai="")

    assert found(scan) == []


def test_a_foreign_device_does_not_exist():
    asset = make_asset()
    nurse = make_nurse(make_facility())

    seen = Asset.objects.visible_to(nurse)

    assert assets_meant_by(asset.asset_tag, among=seen) == []
