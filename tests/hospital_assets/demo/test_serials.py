from __future__ import annotations

import re
from random import Random

from equipment.serials import doubt
from hospital_assets.demo.catalogue import read_types
from hospital_assets.demo.serials import serial_number


def test_a_maker_keeps_to_its_style():
    rng = Random(4)

    numbers = [serial_number("GE HealthCare", 2019, rng) for _ in range(50)]

    usual = [
        number for number in numbers if re.fullmatch(r"S[A-Z]{2}19\d{6}WA", number)
    ]
    assert len(usual) > 45


def test_some_numbers_are_missing_or_doubtful():
    rng = Random(4)
    makers = {maker for kind in read_types() for maker, _ in kind.models}

    numbers = [serial_number(m, 2020, rng) for m in sorted(makers) for _ in range(30)]

    odd = [number for number in numbers if not number or doubt(number)]
    assert 0.01 < len(odd) / len(numbers) < 0.1
