"""GS1 codes as scanners send them: element strings and digital links.

What each application identifier means stands in the GS1 General Specifications,
section 3. A scanner that drops the separators makes the last variable-length element
swallow what follows it; nobody can undo that.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

DEVICE, SERIAL, ASSET = "01", "21", "8004"

SEPARATOR = "\x1d"
SPELLED_SEPARATORS = re.compile(r"<GS>|\{GS\}|␝", re.IGNORECASE)
# GS1-128, DataMatrix, QR code, DataBar and DotCode announce themselves like this.
SYMBOLOGY = re.compile(r"\](C1|d2|Q3|e0|J1)")
BRACKETED = re.compile(r"\((\d{2,4})\)([^()]*)")
IN_AN_ADDRESS = re.compile(r"/(01|10|21|8004)/([^/?#]+)")

FIXED_LENGTHS = {"00": 18, "01": 14, "02": 14, "20": 2, "410": 13, "414": 13}
FIXED_LENGTHS |= dict.fromkeys(("11", "12", "13", "15", "16", "17"), 6)
LONGEST = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "235": 28, "240": 30}
LONGEST |= {"241": 30, "250": 30, "251": 30, "8003": 30, "8004": 30, "8012": 20}


def elements(scan: str) -> dict[str, str]:
    """The values by application identifier; empty for what is no GS1 code."""
    text = SYMBOLOGY.sub("", scan.strip(), count=1)
    if text.lower().startswith(("http://", "https://")):
        return {ai: unquote(value) for ai, value in IN_AN_ADDRESS.findall(text)}
    if text.startswith("("):
        return {ai: value.strip() for ai, value in BRACKETED.findall(text)}
    return unbracketed(SPELLED_SEPARATORS.sub(SEPARATOR, text).lstrip(SEPARATOR))


def unbracketed(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text:
        identifier = identifier_of(text)
        text = text.removeprefix(identifier)
        if length := FIXED_LENGTHS.get(identifier):
            value, text = text[:length], text[length:]
            if len(value) < length:
                return {}
        else:
            value, _, text = text.partition(SEPARATOR)
            if not identifier or not 1 <= len(value) <= LONGEST[identifier]:
                return {}
        found[identifier] = value
        text = text.removeprefix(SEPARATOR)
    return found


def identifier_of(text: str) -> str:
    beginnings = (text[:length] for length in (2, 3, 4))
    known = (each for each in beginnings if each in FIXED_LENGTHS or each in LONGEST)
    return next(known, "")
