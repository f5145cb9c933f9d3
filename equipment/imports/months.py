"""The months' names in English, Spanish, Portuguese, French and German."""

from __future__ import annotations

from hospital_assets.foundation.text import match_key

NAMES = (
    "january enero janeiro janvier januar jaenner janner",
    "february febrero fevereiro fevrier februar feber",
    "march marzo marco mars marz maerz mrz",
    "april abril avril",
    "may mayo maio mai",
    "june junio junho juin juni",
    "july julio julho juillet juli",
    "august agosto aout",
    "september septiembre setiembre setembro septembre sept",
    "october octubre outubro octobre oktober",
    "november noviembre novembro novembre",
    "december diciembre dezembro decembre dezember",
)
SHORTEST = 3


def month_of(word: str) -> int | None:
    """The month that `word` names or abbreviates; none when two could be meant."""
    key = match_key(word)
    if len(key) < SHORTEST:
        return None
    found = {
        number
        for number, names in enumerate(NAMES, start=1)
        if any(name.startswith(key) for name in names.split())
    }
    return found.pop() if len(found) == 1 else None
