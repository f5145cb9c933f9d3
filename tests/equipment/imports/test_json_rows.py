from __future__ import annotations

import json

import pytest

from equipment.imports import json_rows
from equipment.imports.encodings import encoding_of
from equipment.imports.json_rows import keys_of, looks_like_json, objects
from equipment.imports.unreadable import UnreadableFile
from tests.equipment.imports.registers import written


def read(folder, content):
    path = written(folder, content)
    return list(objects(path, encoding_of(path)))


def test_objects_are_read_one_by_one(tmp_path):
    pump, monitor = {"assetTag": "P-1", "cost": 12.5}, {"assetTag": "Ü-2", "cost": 3}

    assert read(tmp_path, json.dumps([pump, monitor])) == [pump, monitor]


def test_objects_may_be_larger_than_what_is_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(json_rows, "CHUNK_CHARACTERS", 7)
    pumps = [{"tag": f"P-{n}", "notes": "x" * n * 10} for n in range(30)]

    assert read(tmp_path, json.dumps(pumps, indent=2)) == pumps


def test_what_no_cell_can_hold_is_kept_as_text(tmp_path):
    content = (
        '[{"tag": null, "place": {"floor": 2}, "parts": ["a", "ü"], "life": true}]'
    )

    assert read(tmp_path, content) == [
        {"tag": "", "place": '{"floor": 2}', "parts": '["a", "ü"]', "life": True}
    ]


def test_two_values_of_one_name_are_both_kept(tmp_path):
    assert read(tmp_path, '[{"place": "A", "place": "B", "place": "C"}]') == [
        {"place": "A", "place (2)": "B", "place (3)": "C"}
    ]


def test_half_a_character_becomes_the_sign_for_one(tmp_path):
    assert read(tmp_path, '[{"tag": "P\\ud800"}]') == [{"tag": "P\ufffd"}]


def test_every_key_of_any_object_is_a_column(tmp_path):
    path = written(tmp_path, '[{"b": 1}, {"a": 2, "b": 3}, {"c": 4}]')

    assert keys_of(path, encoding_of(path)) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"assets": []}', "must be a list of objects"),
        ("[1, 2]", "Item 1 of the list is no object"),
        ('[{"a": 1}, {"a":', "Object 2 of the list is incomplete"),
        ('[{"a": 1}, {a: 2}]', "Object 2 of the list is incomplete"),
        ('[{"a": 1}', "Object 2 of the list is incomplete"),
        ('[{"a": 1}] [{"a": 2}]', "Something follows the list"),
        ('[{"a": ' + "[" * 100_000, "Object 1 of the list is incomplete"),
        ('[{"a": ' + "9" * 5000 + "}]", "Object 1 of the list is incomplete"),
    ],
    ids=range(8),
)
def test_what_is_no_list_of_objects_is_refused(tmp_path, content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "is_json"),
    [
        ('\n [ {"a": 1}]', True),
        ("[]", True),
        ("{}", True),
        ("[Tag],Name\n", False),
        ("Tag,Name\n", False),
    ],
)
def test_json_is_told_from_other_text(tmp_path, content, is_json):
    path = written(tmp_path, content)

    assert looks_like_json(path, encoding_of(path)) is is_json
