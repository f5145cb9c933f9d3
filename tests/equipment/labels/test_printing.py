from __future__ import annotations

from contextlib import closing

import pypdfium2
import pytest
import zxingcpp

from equipment.labels.formats import BUILT_IN
from equipment.labels.printing import labels_pdf
from equipment.models import Asset, Facility

# What an ordinary office printer does at least.
DOTS_PER_INCH = 200
SHEET = BUILT_IN["l7160"]


def make_labelled(tag="BME-00001", name="Infusion pump"):
    facility = Facility(name="Saint Mary Hospital", code="SMH")
    return Asset(asset_tag=tag, name=name, facility=facility)


def read(pdf):
    """The words and the codes of each page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [read_page(page) for page in document]


def read_page(page):
    words = page.get_textpage().get_text_bounded()
    picture = page.render(scale=DOTS_PER_INCH / 72).to_pil()
    codes = sorted(
        zxingcpp.read_barcodes(picture), key=lambda code: code.position.top_left.y
    )
    return " ".join(words.split()), [code.text for code in codes]


@pytest.mark.parametrize("key", BUILT_IN)
def test_the_code_opens_the_device_and_the_words_name_it(key, settings):
    settings.PUBLIC_URL = "https://assets.hospital.example"

    ((words, codes),) = read(labels_pdf([make_labelled()], on=BUILT_IN[key]))

    assert codes == ["https://assets.hospital.example/a/BME-00001"]
    assert "BME-00001" in words
    assert "Infusion pump" in words


def test_a_label_says_whose_it_is_and_whom_to_call(settings):
    settings.LABEL_PHONE = "Biomed 4711"

    ((words, _),) = read(labels_pdf([make_labelled()], on=SHEET))

    assert "Property of Saint Mary Hospital" in words
    assert "Biomed 4711" in words


def test_the_owner_may_be_another_than_the_facility(settings):
    settings.LABEL_OWNER = "Health Trust North"

    ((words, _),) = read(labels_pdf([make_labelled()], on=SHEET))

    assert "Property of Health Trust North" in words


@pytest.mark.parametrize("key", ["l4731", "tape-62x29"])
@pytest.mark.parametrize(
    ("tag", "name"),
    [
        pytest.param("É/Ω #7", "Ultraschallgerät", id="quoted"),
        pytest.param("W" * 40, "W" * 200, id="long"),
        pytest.param("X-1", "شاشة مراقبة المريض", id="right to left"),
        pytest.param("漢-1", "超声波 😀\u202e", id="other scripts"),
    ],
)
def test_any_text_can_be_printed_and_its_code_read(key, tag, name):
    ((_, codes),) = read(labels_pdf([make_labelled(tag, name)], on=BUILT_IN[key]))

    (address,) = codes
    assert address.startswith("http://127.0.0.1:8000/a/")
    assert " " not in address


def test_a_sheet_that_was_used_in_part_is_used_up():
    assets = [make_labelled(f"BME-{n}") for n in range(1, 4)]

    pages = read(labels_pdf(assets, on=SHEET, start=20))

    assert [len(codes) for _, codes in pages] == [2, 1]
    assert "BME-3" in pages[1][0]


def test_labels_go_on_to_further_pages():
    assets = [make_labelled(f"BME-{n}") for n in range(22)]

    pages = read(labels_pdf(assets, on=SHEET))

    assert [len(codes) for _, codes in pages] == [21, 1]


def test_the_printer_is_told_not_to_scale():
    assert b"/PrintScaling /None" in labels_pdf([make_labelled()], on=SHEET)
