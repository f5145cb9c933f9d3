"""What somebody who could not do the work has to say, and when to try again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from maintenance.choices import Disposition, HoldReason

_D = Disposition

SATURDAY = 5
# After so many searches a manager decides whether the device is missing.
SEARCHES_UNTIL_MISSING = 3


@dataclass(frozen=True)
class Rule:
    """`needs` names what must be said; `hold` is what the work waits for after it.

    `working_days` are those until the next attempt that is proposed, and the most that
    are allowed where `is_limited`.
    """

    needs: Mapping[str, str]
    hold: HoldReason | None = None
    working_days: int | None = None
    is_limited: bool = False


_ASKED = {"contacted_person": "Say whom you asked on the unit."}
_SEARCHED = {"places_searched": "Say where you looked for it."}
_AGAIN = {"next_attempt_on": "Say when somebody tries again."}

RULES: dict[Disposition, Rule] = {
    _D.IN_USE: Rule(_ASKED | _AGAIN, working_days=5, is_limited=True),
    _D.COULD_NOT_LOCATE: Rule(_SEARCHED | _ASKED, working_days=5, is_limited=True),
    _D.NOT_IN_SERVICE: Rule({"note": "Say where it is, and why it is not in service."}),
    _D.ACCESS_DENIED: Rule({"note": "Say what kept you out."} | _AGAIN, working_days=5),
    _D.PARTS_UNAVAILABLE: Rule(
        {"note": "Say which part is missing."}
        | {"next_attempt_on": "Say when the part is expected."},
        hold=HoldReason.AWAITING_PARTS,
    ),
    _D.VENDOR_DELAYED: Rule(
        {"note": "Say which vendor, and what was agreed."}
        | {"next_attempt_on": "Say when the vendor comes."},
        hold=HoldReason.VENDOR,
    ),
    _D.REFUSED_CONTAMINATED: Rule(
        {"contacted_person": "Say who is to decontaminate it."} | _AGAIN,
        hold=HoldReason.DECONTAMINATION,
        working_days=2,
    ),
}

# The second search in vain is followed up within a month, by a list to all units.
SECOND_SEARCH_DAYS = 30


def proposed_date(disposition: str, *, on: date, searches: int = 0) -> date | None:
    """When to try again; `searches` counts those in vain before this one."""
    rule = RULES.get(Disposition(disposition))
    if rule is None or rule.working_days is None:
        return None
    if disposition == _D.COULD_NOT_LOCATE and searches:
        is_second = searches + 1 < SEARCHES_UNTIL_MISSING
        return on + timedelta(days=SECOND_SEARCH_DAYS) if is_second else None
    return after_working_days(on, rule.working_days)


def latest_date(disposition: str, *, on: date, searches: int = 0) -> date | None:
    """The last day on which the next attempt may be, where there is one."""
    if not RULES[Disposition(disposition)].is_limited:
        return None
    return proposed_date(disposition, on=on, searches=searches)


def after_working_days(on: date, number: int) -> date:
    while number:
        on += timedelta(days=1)
        number -= on.weekday() < SATURDAY
    return on
