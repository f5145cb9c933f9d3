from __future__ import annotations

import pytest

from equipment.labels.formats import (
    BUILT_IN,
    LabelFormat,
    check_label_formats,
    label_formats,
)


def test_the_usual_format_comes_first(settings):
    settings.LABEL_FORMAT = "tape-62x29"

    assert next(iter(label_formats())) == "tape-62x29"
    assert set(label_formats()) == set(BUILT_IN)


def test_a_hospital_adds_the_format_of_its_own_sheets(settings):
    settings.LABEL_FORMATS = {"own": {"title": "Ours", "width": 50, "height": 20}}

    own = label_formats()["own"]

    assert (own.paper, own.per_page) == ((50, 20), 1)
    assert check_label_formats() == []


def test_labels_stand_in_rows():
    sheet = BUILT_IN["l7160"]

    assert sheet.per_page == 21
    assert sheet.corner_of(0) == (7.25, 15.15)
    assert sheet.corner_of(4) == pytest.approx((73.25, 53.25))


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        ("LABEL_FORMAT", "l9999", "no known format"),
        ("LABEL_FORMATS", {"own": {"width": 50}}, "title"),
        ("LABEL_FORMATS", {"own": {"title": "X", "width": 2, "height": 2}}, "small"),
        ("LABEL_FORMATS", {"own": {"title": "X", "width": "9"}}, "height"),
        ("LABEL_FORMATS", ["own"], "not understood"),
    ],
)
def test_a_wrong_setting_is_said_before_anything_is_printed(
    settings, setting, value, problem
):
    setattr(settings, setting, value)

    (message,) = check_label_formats()

    assert problem in message.msg


def test_labels_that_hang_over_the_page_are_refused():
    with pytest.raises(ValueError, match="hang over"):
        LabelFormat("X", width=60, height=30, columns=4, page=(210, 297))
