from __future__ import annotations

from fontTools.ttLib import TTFont

from equipment.labels.fonts import printable, write_fonts


def test_letters_that_the_font_lacks_are_replaced():
    assert printable("Pump ÄŁΩЖ 漢 😀") == "Pump ÄŁΩЖ \ufffd \ufffd"


def test_what_is_no_letter_is_left_out():
    assert printable(" A\u202eB\x07\tC\nD ") == "AB C D"


def test_both_weights_hold_the_letters_and_no_others(tmp_path):
    fonts = write_fonts(tmp_path, letters="AÄ")

    for path in fonts.values():
        with TTFont(path) as font:
            assert set(font.getBestCmap()) == {ord("A"), ord("Ä")}
            assert "fvar" not in font


def test_the_bold_letters_are_wider(tmp_path):
    fonts = write_fonts(tmp_path, letters="A")

    with TTFont(fonts[""]) as plain, TTFont(fonts["B"]) as bold:
        assert bold["hmtx"]["A"] > plain["hmtx"]["A"]
