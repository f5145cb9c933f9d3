from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from maintenance.actions.digests import (
    choose_frequency,
    frequency_of,
    give_back,
    is_owed,
)
from maintenance.choices import DigestFrequency
from maintenance.models import Digest
from tests.factories import (
    make_auditor,
    make_department_manager,
    make_nurse,
    make_technician,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("make", "usual"),
    [
        (make_technician, DigestFrequency.WEEKLY),
        (make_department_manager, DigestFrequency.WEEKLY),
        (make_nurse, DigestFrequency.NEVER),
        (make_auditor, DigestFrequency.NEVER),
    ],
)
def test_who_has_work_is_told_every_week_until_they_choose(make, usual):
    assert frequency_of(make()) == usual


def test_a_person_chooses():
    person = make_technician()

    choose_frequency(DigestFrequency.NEVER, by=person)

    assert frequency_of(person) == DigestFrequency.NEVER


def test_who_has_no_work_has_nothing_to_choose():
    with pytest.raises(PermissionDenied, match="no work"):
        choose_frequency(DigestFrequency.DAILY, by=make_nurse())


def test_nonsense_is_refused():
    with pytest.raises(ValidationError):
        choose_frequency("hourly", by=make_technician())


@pytest.mark.parametrize(
    ("frequency", "settled_on", "owed"),
    [
        (DigestFrequency.DAILY, None, True),
        (DigestFrequency.DAILY, MONDAY, True),
        (DigestFrequency.DAILY, TUESDAY, False),
        (DigestFrequency.WEEKLY, None, True),
        (DigestFrequency.WEEKLY, date(2026, 11, 22), True),
        (DigestFrequency.WEEKLY, MONDAY, False),
        (DigestFrequency.NEVER, None, False),
    ],
)
def test_a_day_or_a_week_is_owed_once(frequency, settled_on, owed):
    assert is_owed(frequency, settled_on, on=TUESDAY) == owed


def test_what_a_server_said_is_kept_in_one_short_line():
    person = make_technician()

    give_back(person, problem="550\r\nno\0body " + "x" * 1000)

    kept = Digest.objects.get(person=person).problem
    assert kept.startswith("550 nobody x")
    assert len(kept) == 300
