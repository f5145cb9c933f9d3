"""Numbers that carry their own check."""

from __future__ import annotations


def has_gs1_check_digit(number: str) -> bool:
    """Whether the last digit fits the rest (GS1 General Specifications, 7.9).

    From the right, without the check digit, the digits weigh 3, 1, 3, 1 and so on.
    """
    if not (number.isascii() and number.isdigit() and len(number) > 1):
        return False
    *digits, check = (int(digit) for digit in number)
    weighed = sum(
        digit * (3 if position % 2 == 0 else 1)
        for position, digit in enumerate(reversed(digits))
    )
    return (10 - weighed % 10) % 10 == check
