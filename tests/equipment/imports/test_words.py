from __future__ import annotations

import tomllib
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.imports.fields import Kind, fields_of
from equipment.imports.values import Unfit
from equipment.imports.words import (
    LISTS,
    TABLE,
    YES_NO,
    read_status,
    read_word,
    read_yes_no,
    value_of,
    word_key,
)
from equipment.lifecycle import REASONS, AssetStatus, StatusReason

WORDS = tomllib.loads(TABLE.read_text())


@pytest.mark.parametrize(
    ("word", "status", "reason"),
    [
        ("EN USO", "in_use", "deployed"),
        ("In Betrieb", "in_use", "deployed"),
        ("Operativo", "available", "ready"),
        ("funktionsfähig", "available", "ready"),
        ("en mantenimiento", "maintenance", ""),
        ("En réparation", "maintenance", "repair"),
        ("Aguardando peças", "maintenance", "awaiting_parts"),
        ("Hors-service", "out_of_service", ""),
        ("Außer Betrieb", "out_of_service", ""),
        ("En panne", "out_of_service", "damaged"),
        ("NO LOCALIZADO", "out_of_service", "missing"),
        ("Dado de baja", "retired", ""),
        ("Ausgemustert", "retired", ""),
        ("vendido", "retired", "sold"),
        ("out_of_service", "out_of_service", ""),
        ("Out of service", "out_of_service", ""),
        ("Recall hold", "out_of_service", "recall_hold"),
        ("pending_acceptance", "out_of_service", "pending_acceptance"),
    ],
)
def test_status_words_of_five_languages_are_known(word, status, reason):
    assert read_status(word) == (status, reason)


@pytest.mark.parametrize(
    "word", ["quién sabe", "A", "3", "?", "avail", "not available"]
)
def test_an_unknown_status_is_never_guessed(word):
    with pytest.raises(Unfit, match=f"“{word}” is no known status: say what it means"):
        read_status(word)


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_only_listed_words_mean_available(word):
    value = value_of("status", word) or ""
    listed = ",".join(
        words for value, words in WORDS["status"].items() if "available" in value
    )
    known = {word_key(w) for w in [*listed.split(","), "available", "ready"]}

    assert not value.startswith("available") or word_key(word) in known


def test_a_person_says_what_a_word_means():
    own = {"operativo": "in_use deployed", "zona gris": "out_of_service"}

    assert read_status("Operativo", own=own) == ("in_use", "deployed")
    assert read_status("ZONA  GRIS", own=own) == ("out_of_service", "")


def test_an_empty_cell_has_no_word():
    assert (read_status(""), read_word("criticality", " "), read_yes_no("")) == (
        None,
        "",
        None,
    )


@pytest.mark.parametrize(
    ("field", "word", "value"),
    [
        ("criticality", "Crítica", "critical"),
        ("criticality", "HOCH", "high"),
        ("criticality", "baja", "low"),
        ("risk_class", "Riesgo alto", "high"),
        ("risk_class", "Not high risk", "non_high"),
        ("ownership", "Comodato", "loaner"),
        ("ownership", "Miete", "rental"),
        ("service_provider", "Hersteller", "oem"),
        ("protection_class", "Klasse I", "I"),
        ("protection_class", 1, "I"),
        ("applied_part", "Tipo BF", "BF"),
        ("status_reason", "En espera de repuestos", "awaiting_parts"),
        ("status_reason", "Damaged", "damaged"),
    ],
)
def test_other_lists_have_their_words(field, word, value):
    assert read_word(field, word) == value


def test_an_unknown_word_of_another_list_says_what_it_was_taken_for():
    with pytest.raises(Unfit, match="“IIb” is no known risk class"):
        read_word("risk_class", "IIb")


@pytest.mark.parametrize("cell", [True, "yes", "Sí", "SIM", "oui", "Ja", "x", 1, "✓"])
def test_yes_is_known(cell):
    assert read_yes_no(cell) is True


@pytest.mark.parametrize("cell", [False, "no", "Não", "Non", "nein", 0, "n"])
def test_no_is_known(cell):
    assert read_yes_no(cell) is False


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(Unfit, match="“perhaps” is neither yes nor no"):
        read_yes_no("perhaps")


def test_the_tables_hold_only_values_of_the_lists():
    for name, words in WORDS.items():
        if name == "status":
            pairs = [value.partition(" ")[::2] for value in words]
            assert all(r in ("", *REASONS[AssetStatus(s)]) for s, r in pairs)
        elif name != YES_NO:
            assert set(words) <= set(LISTS[name].values)


def test_no_word_of_a_table_means_two_things():
    for name, table in WORDS.items():
        meanings = defaultdict(set)
        for value, words in table.items():
            for word in words.split(","):
                meanings[word_key(word)].add(value)
        assert {w: m for w, m in meanings.items() if len(m) > 1} == {}, name


def test_every_field_of_words_has_its_list():
    assert set(LISTS) == set(fields_of(Kind.WORD))


@pytest.mark.parametrize("reason", StatusReason)
def test_a_reason_tells_its_status(reason):
    status, told = read_status(reason.value)

    assert told in ("", reason.value)
    assert reason in REASONS[AssetStatus(status)] or not told
