"""Read a JSON array of objects, one object at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from equipment.imports.cells import Cell
from equipment.imports.encodings import Encoding
from equipment.imports.unreadable import UnreadableFile

CHUNK_CHARACTERS = 1024 * 1024
NOT_A_LIST = "A JSON file must be a list of objects: [{…}, {…}]."

# Half a character, which JSON can spell and no database can store.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Object = dict[str, Cell]


def looks_like_json(path: Path, encoding: Encoding) -> bool:
    with encoding.open(path) as file:
        start = file.read(CHUNK_CHARACTERS).lstrip()
    return re.match(r'\{|\[\s*[\[{"\]]', start) is not None


def objects(path: Path, encoding: Encoding) -> Iterator[Object]:
    with encoding.open(path) as file:
        source = _Source(file)
        if source.next_sign() != "[":
            raise UnreadableFile(NOT_A_LIST)
        number = 0
        while source.next_sign(after="[" if number == 0 else ",") != "]":
            number += 1
            yield _object(source, number)
        if source.next_sign(after="]"):
            raise UnreadableFile(f"Something follows the list. {NOT_A_LIST}")


def _object(source: _Source, number: int) -> Object:
    try:
        value = source.next_value()
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            f"Object {number} of the list is incomplete or not valid JSON. "
            "Export the list again, or save it as XLSX or CSV."
        ) from error
    if not isinstance(value, dict):
        raise UnreadableFile(f"Item {number} of the list is no object. {NOT_A_LIST}")
    return {_whole(key): _cell(item) for key, item in value.items()}


def keys_of(path: Path, encoding: Encoding) -> list[str]:
    """Every key of any object, in the order of their first appearance."""
    keys: dict[str, None] = {}
    for item in objects(path, encoding):
        keys |= dict.fromkeys(item)
    return list(keys)


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, bool | int | float):
        return value
    return _whole(json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    return text if text.isascii() else LONE_SURROGATE.sub("\ufffd", text)


def _named_apart(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values of one name in one object are both kept."""
    item = dict(pairs)
    if len(item) == len(pairs):
        return item
    item = {}
    for name, value in pairs:
        free, count = name, 1
        while free in item:
            count += 1
            free = f"{name} ({count})"
        item[free] = value
    return item


class _Source:
    """Text that is read on as values need it."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.text = ""
        self.at = 0
        self.decoder = json.JSONDecoder(object_pairs_hook=_named_apart)

    def next_sign(self, *, after: str = "") -> str:
        """The next character that is not blank, past `after` where that comes first."""
        while True:
            rest = self.text[self.at : self.at + 1]
            if not rest and not self._read_on():
                return ""
            if rest and rest == after:
                after = ""
            elif rest.strip():
                return rest
            self.at += len(rest)

    def next_value(self) -> Any:
        while True:
            try:
                value, self.at = self.decoder.raw_decode(self.text, self.at)
            except ValueError:
                if not self._read_on():
                    raise
            else:
                return value

    def _read_on(self) -> bool:
        """Twice as much each time, so that a large value is not read many times."""
        more = self.file.read(max(CHUNK_CHARACTERS, len(self.text) - self.at))
        self.text = self.text[self.at :] + more
        self.at = 0
        return bool(more)
