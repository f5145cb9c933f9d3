from __future__ import annotations

import pytest

from equipment.gs1 import elements

READ = [
    pytest.param(
        "]d201095212300000171124011521SN-88412",
        {"01": "09521230000017", "11": "240115", "21": "SN-88412"},
        id="DataMatrix",
    ),
    pytest.param(
        "]C101095212345432131710010110123ABC\x1d211234567890",
        {"01": "09521234543213", "17": "100101", "10": "123ABC", "21": "1234567890"},
        id="GS1-128 with a separator",
    ),
    pytest.param(
        "01095212345432131710010110123ABC{GS}211234567890",
        {"01": "09521234543213", "17": "100101", "10": "123ABC", "21": "1234567890"},
        id="spelled separator",
    ),
    pytest.param(
        "(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234",
        {
            "01": "51022222233336",
            "11": "141231",
            "17": "150707",
            "10": "A213B1",
            "21": "1234",
        },
        id="with brackets",
    ),
    pytest.param("8004 952123-77", {"8004": " 952123-77"}, id="GIAI alone"),
    pytest.param(
        "https://id.example/01/09521230000017/21/SN%2F1?17=270200",
        {"01": "09521230000017", "21": "SN/1"},
        id="digital link",
    ),
    pytest.param("", {}, id="nothing"),
    pytest.param("BME-00012", {}, id="a tag"),
    pytest.param("0109521230", {}, id="too short"),
    pytest.param("10" + "X" * 21, {}, id="too long"),
    pytest.param("+A123BJC5D6E71G", {}, id="another agency's code"),
]


@pytest.mark.parametrize(("scan", "expected"), READ)
def test_a_scan_falls_into_its_elements(scan, expected):
    assert elements(scan) == expected
