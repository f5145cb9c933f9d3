"""The letters of labels: Noto Sans, cut down to what a PDF needs of it.

The package holds one variable font, of which a PDF cannot take a weight. To make both
weights of all of it takes twenty seconds; of the letters of one PDF, a tenth of one.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import fontpkg_noto_sans
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

SOURCE = fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf"
# By the names that fpdf2 has for them.
WEIGHTS = {"": 400, "B": 700}
# What stands for a letter of a script that the font lacks.
MISSING = "\N{REPLACEMENT CHARACTER}"
# How letters join and stand above each other, which fpdf2 does without.
UNUSED_TABLES = ["GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "STAT"]


@cache
def known_characters() -> frozenset[str]:
    with TTFont(SOURCE, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def printable(text: str) -> str:
    """`text` in one line, of letters that the font has."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    seen = (c for c in line if not unicodedata.category(c).startswith("C"))
    return "".join(c if c in known_characters() else MISSING for c in seen)


def write_fonts(folder: Path, *, letters: str) -> dict[str, Path]:
    """A file for each weight, with these letters and no others."""
    return {
        style: write_font(folder / f"{weight}.ttf", weight=weight, letters=letters)
        for style, weight in WEIGHTS.items()
    }


def write_font(path: Path, *, weight: int, letters: str) -> Path:
    options = Options()
    options.notdef_outline = True
    options.drop_tables += UNUSED_TABLES
    with TTFont(SOURCE, lazy=True) as font:
        cutter = Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        font.save(path)
    return path
