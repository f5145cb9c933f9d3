"""Propose which column of a register is which field, and say why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

from equipment.imports import profiles
from equipment.imports.cells import Cell, cell_text
from equipment.imports.fields import FIELDS, Kind
from equipment.imports.header_words import Meaning, meaning_of
from equipment.imports.profiles import Profile, profile_of
from equipment.imports.tables import Row
from hospital_assets.foundation.text import match_key

# From this share of its cells on, a column holds what they hold.
MOST = 0.8
FEW = 0.2
FEW_WORDS = 12
NEARLY_ALL = 0.95

# From this confidence on, nobody needs to look whether a proposal is right.
SURE = 0.85

# The last column of the refused rows that were given back to be mended.
REFUSED_BECAUSE = "Refused because"
WHY_REFUSED = "It says why rows were refused before."

# What only our own export of assets has; together they are the sign of it.
OF_OWN_EXPORT = {
    "Held by": "It follows from whom the device is handed to.",
    "Retired on": "It follows from retiring the device.",
    "Last changed": "It follows from every change.",
}

# Field -> the match keys of what the register has already, such as its makers.
Known = Mapping[str, AbstractSet[str]]
NOTHING_KNOWN: Known = {}


@dataclass(frozen=True)
class Proposal:
    """`field` is empty where nothing fits; `reason` says why for a person.

    One that is not sure waits for a person's decision.
    """

    column: str
    field: str
    confidence: float
    reason: str
    is_sure: bool = False


def propose(
    columns: Sequence[str], rows: Sequence[Row], *, known: Known = NOTHING_KNOWN
) -> list[Proposal]:
    """One proposal for each column, in their order; no field is proposed twice."""
    looks = [
        profile_of([row.cells[position] for row in rows])
        for position in range(len(columns))
    ]
    left_out = columns_left_out(columns)
    candidates = [
        (candidate, position)
        for position, column in enumerate(columns)
        if column not in left_out
        for candidate in _candidates(column, looks[position], known)
    ]
    chosen = _assign(candidates)
    holders = {meaning.field: columns[i] for i, meaning in chosen.items()}
    proposals = []
    for position, column in enumerate(columns):
        look = looks[position]
        if position in chosen:
            proposals.append(_proposal(column, chosen[position], look))
        elif column in left_out:
            proposals.append(Proposal(column, "", 1.0, left_out[column], is_sure=True))
        else:
            wanted = [c.field for c, at in candidates if at == position]
            reason = _why_nothing(look, wanted, holders)
            is_empty = not look.cells
            proposals.append(Proposal(column, "", 0.0, reason, is_sure=is_empty))
    return proposals


def columns_left_out(columns: Sequence[str]) -> dict[str, str]:
    """Those that are never imported, with the reason; both are files of our own."""
    is_own_export = OF_OWN_EXPORT.keys() <= set(columns)
    own = OF_OWN_EXPORT if is_own_export else {}
    return {REFUSED_BECAUSE: WHY_REFUSED} | own


def _assign(candidates: list[tuple[Meaning, int]]) -> dict[int, Meaning]:
    """The best candidates first; among equals, the column further left."""
    chosen: dict[int, Meaning] = {}
    taken: set[str] = set()
    for candidate, position in sorted(
        candidates, key=lambda pair: (-pair[0].confidence, pair[1])
    ):
        if position not in chosen and candidate.field not in taken:
            chosen[position] = candidate
            taken.add(candidate.field)
    return chosen


def _proposal(column: str, meaning: Meaning, look: Profile) -> Proposal:
    # Of an empty column there is nothing to be wrong about.
    is_sure = meaning.confidence >= SURE or not look.cells
    return Proposal(
        column, meaning.field, meaning.confidence, f"{meaning.reason}.", is_sure
    )


def _why_nothing(look: Profile, wanted: list[str], holders: dict[str, str]) -> str:
    if wanted:
        label = FIELDS[wanted[0]].label
        return f"“{holders[wanted[0]]}” is taken for {label} already."
    if not look.cells:
        return "It is empty."
    if look.share(profiles.is_written_date) >= MOST:
        return "It holds dates, but nothing says which."
    return "Nothing tells what it is."


def _candidates(column: str, look: Profile, known: Known) -> Iterator[Meaning]:
    meaning = meaning_of(column)
    if meaning:
        yield _weighed(meaning, look)
    else:
        yield from _by_data(look, known)


def _weighed(meaning: Meaning, look: Profile) -> Meaning:
    """What the header says, less sure where the cells do not bear it out."""
    if not look.cells:
        return _less(meaning, 0.9, "but its first rows are empty")
    test = CHECKS.get(FIELDS[meaning.field].kind)
    if test and look.share(test) < FEW:
        return _less(meaning, 0.5, "but hardly any of its cells can be read as that")
    if meaning.field == "asset_tag" and look.counts_rows:
        return _less(meaning, 0.4, "but it only numbers the rows")
    if meaning.field == "asset_tag" and look.distinct < len(look.texts) / 2:
        return _less(meaning, 0.5, "but many rows have the same")
    return meaning


def _less(meaning: Meaning, factor: float, doubt: str) -> Meaning:
    confidence = round(meaning.confidence * factor, 2)
    return replace(meaning, confidence=confidence, reason=f"{meaning.reason}, {doubt}")


def _by_data(look: Profile, known: Known) -> Iterator[Meaning]:
    for field, names in known.items():
        if look.share(partial(_is_among, names)) >= MOST:
            yield Meaning(field, 0.7, f"Its cells are known as {FIELDS[field].label}")
    for field, confidence, test, reason in PATTERNS:
        if look.share(test) >= MOST:
            yield Meaning(field, confidence, reason)
    for field, confidence in WORD_FIELDS:
        if (
            look.distinct <= FEW_WORDS
            and look.share(profiles.is_word_of(field)) >= MOST
        ):
            yield Meaning(field, confidence, f"Its cells are words for {field}")
    is_code = look.is_unique and look.fill >= NEARLY_ALL and not look.counts_rows
    if is_code and look.share(profiles.is_code) >= MOST:
        yield Meaning("asset_tag", 0.5, "Every row has a code of its own there")
        yield Meaning("serial_number", 0.45, "Every row has a code of its own there")


def _is_among(names: AbstractSet[str], cell: Cell) -> bool:
    return match_key(cell_text(cell)) in names


CHECKS: dict[Kind, Callable[[Cell], bool]] = {
    Kind.DATE: profiles.is_date,
    Kind.MOMENT: profiles.is_date,
    Kind.MONEY: profiles.is_money,
    Kind.MAC: profiles.is_mac,
    Kind.IP: profiles.is_ip,
}
PATTERNS: tuple[tuple[str, float, Callable[[Cell], bool], str], ...] = (
    ("mac_address", 0.8, profiles.is_mac, "Its cells are MAC addresses"),
    ("ip_address", 0.75, profiles.is_ip, "Its cells are IP addresses"),
    ("udi_di", 0.7, profiles.is_gtin, "Its cells are GTINs with fitting check digits"),
)
WORD_FIELDS = (("status", 0.6), ("criticality", 0.55), ("ownership", 0.5))
