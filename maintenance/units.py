"""Units as people type them, and from one to another of the same kind."""

from __future__ import annotations

from decimal import Decimal

PREFIXES = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9}

# What test instruments show, with the multiples that make sense: nobody measures in
# megaampere, and whoever types it means milliampere.
KNOWN = {
    "A": ("n", "u", "m", ""),
    "V": ("u", "m", "", "k"),
    "ohm": ("u", "m", "", "k", "M", "G"),
    "W": ("m", "", "k"),
    "J": ("m", "", "k"),
    "s": ("u", "m", ""),
    "Hz": ("", "k", "M"),
    "L": ("u", "m", ""),
    "g": ("u", "m", "", "k"),
    "Pa": ("", "k", "M"),
    "Gy": ("u", "m", ""),
}
_EXPONENTS = {
    prefix + base: (base, PREFIXES[prefix])
    for base, prefixes in KNOWN.items()
    for prefix in prefixes
}
# The micro sign and the letter, the ohm sign and the letter, and the degree sign.
_SAME = str.maketrans(
    {"\u00b5": "u", "\u03bc": "u", "\u2126": "ohm", "\u03a9": "ohm", "\u00b0": "deg"}
)
_OHMS = ("ohms", "Ohms", "Ohm", "OHM")

# A factor like that between m and M is a slip of the shift key, not a measurement.
LARGEST_SHIFT = 6


def plain_unit(text: str) -> str:
    """One spelling of a unit: uA for µA, Mohm for MΩ."""
    unit = text.strip().translate(_SAME)
    for spelling in _OHMS:
        unit = unit.replace(spelling, "ohm")
    return unit


def factor(typed: str, own: str) -> Decimal | None:
    """What turns a value in `typed` into one in `own`, if anything does."""
    typed, own = plain_unit(typed), plain_unit(own)
    if typed == own:
        return Decimal(1)
    meant, wanted = _known(typed), _known(own)
    if meant and wanted:
        shift = meant[1] - wanted[1]
        is_same_kind = meant[0] == wanted[0] and abs(shift) <= LARGEST_SHIFT
        return Decimal(1).scaleb(shift) if is_same_kind else None
    return Decimal(1) if typed.lower() == own.lower() else None


def _known(unit: str) -> tuple[str, int] | None:
    """The base and the power of ten; "ma" is mA, while "mohm" stays milliohm."""
    if unit in _EXPONENTS:
        return _EXPONENTS[unit]
    alike = [known for known in _EXPONENTS if known.lower() == unit.lower()]
    return _EXPONENTS[alike[0]] if len(alike) == 1 else None
