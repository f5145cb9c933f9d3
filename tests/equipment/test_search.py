from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.saving import save
from equipment.models import Asset
from tests.factories import make_asset


def found(text):
    return set(Asset.objects.search(text))


def test_every_word_has_to_stand_somewhere_in_any_order():
    ventilator = make_asset(name="Ventilator", manufacturer_name="Dräger")
    make_asset(name="Ventilator", manufacturer_name="Getinge")

    assert found("drager vent") == {ventilator}


@pytest.mark.parametrize(
    "text", ["HAT-0991", "hat-099", "099128", "991", "hat", "sn-77-4", "SN774", "4"]
)
def test_any_part_of_tag_and_serial_finds_the_asset(text):
    asset = make_asset(asset_tag="HAT-099128", serial_number="SN-77-4")

    assert asset in found(text)


@pytest.mark.parametrize("text", ["ab-123456", "AB12-3456", "AB‐12‐3456", "b-1234"])  # noqa: RUF001  # what copies of documents bring
def test_a_serial_number_is_found_wherever_its_hyphens_are_typed(text):
    asset = make_asset(serial_number="AB-12 3456")

    assert found(text) == {asset}


def test_accents_and_case_do_not_matter():
    asset = make_asset(name="Électrocardiographe")

    assert found("ELECTROCARDIO") == found("électro") == {asset}


def test_words_that_only_share_trigrams_do_not_match():
    make_asset(name="abcabd")

    assert found("cabdab") == set()


def test_a_changed_name_is_found_and_the_old_one_is_not():
    asset = make_asset(name="Ventilator")
    asset.name = "Defibrillator"
    save(asset, by=None)

    assert found("ventilator") == set()
    assert found("defibrillator") == {asset}


def test_no_words_leave_everything():
    asset = make_asset()

    assert asset in found("   ")


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=40))
def test_no_text_is_an_error(text):
    assert list(Asset.objects.search(text)[:5]) == []


@pytest.mark.parametrize(
    "text", ['"', "%", "_", "\\", "'; --", "a" * 10_000, "\0", "🫀"]
)
def test_signs_with_a_meaning_elsewhere_are_only_signs(text):
    make_asset(name="Plain pump")

    assert found(f"plain {text}".strip("\0 ")) in (set(), found("plain"))
    assert connection.is_usable()
