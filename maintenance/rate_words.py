"""How the rates of planned work are computed, in words for the page and the binder."""

from __future__ import annotations

from datetime import date


def how_rates_are_computed(as_of: date) -> list[tuple[str, str]]:
    day = f"{as_of:%-d %b %Y}"
    return [
        (
            "Due",
            "Occurrences of plans whose window ends in the period, without those "
            "cancelled and those whose device was not in service. Facility, "
            "department, risk class, life support and strategy are those of the day "
            "when the work order was made; the technician is whom it was given to.",
        ),
        (
            "On time",
            "Done by the last day of its window ÷ due. Work before the window counts "
            "only where somebody decided so.",
        ),
        ("Completed", f"Done by {day}, however late ÷ due."),
        (
            "With attempts",
            "Schedule adherence incl. documented attempts: on time, or not on time but "
            "with an attempt inside the window that found it in use or did not find "
            "it, and no follow-up overdue ÷ due.",
        ),
        (
            "Not found, in use",
            f"Still open on {day}, and so said the latest attempt ÷ due.",
        ),
        ("Missed", f"Given up by {day} because the next one took over ÷ due."),
        ("n/a", "Nothing was due. 100.0 % is shown only if nothing at all is missing."),
    ]
