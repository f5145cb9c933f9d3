from __future__ import annotations

import tomllib
from collections import defaultdict

import pytest

from equipment.imports.fields import FIELDS
from equipment.imports.header_words import TABLE, fields_in, header_key, meaning_of


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Asset Tag", "asset_tag"),
        ("assetTag", "asset_tag"),
        ("asset_tag", "asset_tag"),
        ("N° inventario", "asset_tag"),
        ("NÚMERO DE INVENTARIO", "asset_tag"),
        ("Inventarnummer", "asset_tag"),
        ("Inventar-Nr.", "asset_tag"),
        ("Nº Patrimônio", "asset_tag"),
        ("N° d'inventaire", "asset_tag"),
        ("Gerätebezeichnung", "name"),
        ("Désignation", "name"),
        ("Nº de série", "serial_number"),
        ("S/N", "serial_number"),
        ("Serial #", "serial_number"),
        ("NUMERO DE SERIE", "serial_number"),
        ("Serien-Nr.", "serial_number"),
        ("Marca", "manufacturer_name"),
        ("Marque", "manufacturer_name"),
        ("Hersteller", "manufacturer_name"),
        ("Servicio", "owner_department"),
        ("Setor", "owner_department"),
        ("Abteilung", "owner_department"),
        ("UBICACION", "current_location"),
        ("Localização", "current_location"),
        ("Standort", "current_location"),
        ("Piso", "location_floor"),
        ("Bâtiment", "location_building"),
        ("Fecha de compra", "purchase_date"),
        ("Date d\u2019achat", "purchase_date"),
        ("Anschaffungsdatum", "purchase_date"),
        ("Baujahr", "manufactured_on"),
        ("Estado", "status"),
        ("Zustand", "status"),
        ("Criticidade", "criticality"),
        ("MACAddress", "mac_address"),
        ("Wiederbeschaffungswert", "replacement_cost"),
        ("Coste (€)", "purchase_cost"),
        ("Warranty\nexpiry  date:", "warranty_ends_on"),
        ("Marca / Fabricante", "manufacturer_name"),
        ("Serial no. - as on the label", "serial_number"),
        ("Location (2)", "current_location"),
    ],
)
def test_a_usual_header_is_understood(header, field):
    meaning = meaning_of(header)

    assert meaning is not None
    assert (meaning.field, meaning.confidence > 0.8) == (field, True)


@pytest.mark.parametrize("header", ["", "¿?", "Column D", "2020-03-04", "P-1", "Fecha"])
def test_other_text_is_no_header(header):
    assert meaning_of(header) is None


def test_a_vague_header_is_understood_with_less_confidence():
    meaning = meaning_of("Código")

    assert meaning is not None
    assert (meaning.field, meaning.confidence) == ("asset_tag", 0.6)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_found_by_its_name_and_by_its_label(name):
    field = FIELDS[name]

    assert fields_in([field.name]) == fields_in([field.label]) == {name}


def test_no_word_means_two_fields():
    meanings = defaultdict(set)
    for section in tomllib.loads(TABLE.read_text()).values():
        for field, words in section.items():
            for word in words.split(","):
                meanings[header_key(word)].add(field)

    assert {word: fields for word, fields in meanings.items() if len(fields) > 1} == {}


def test_the_table_knows_every_field_and_no_other():
    assert set(tomllib.loads(TABLE.read_text())["known"]) == set(FIELDS)


def test_a_huge_header_costs_little():
    assert meaning_of("(" * 1_000_000) is None
    assert fields_in(["Location " * 100_000]) == set()
