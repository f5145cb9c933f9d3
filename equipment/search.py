"""Finding assets by any part of what is written on them, alike on both databases.

Each asset carries one line of searchable text. PostgreSQL finds parts of it with a
trigram index, SQLite with a full-text table of trigrams that triggers keep in step.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connection, connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

from equipment.serials import normalise_serial
from hospital_assets.foundation.text import match_key

# Trigram indexes know nothing shorter.
SHORTEST_INDEXED = 3
MOST_WORDS = 8

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX IF NOT EXISTS asset_search_text
    ON equipment_asset USING gin (search_text gin_trgm_ops);
"""

SQLITE = [
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS equipment_asset_words
    USING fts5(search_text, content='equipment_asset', content_rowid='id',
               tokenize='trigram', detail='none')
    """,
    """
    CREATE TRIGGER IF NOT EXISTS asset_words_insert AFTER INSERT ON equipment_asset
    BEGIN
        INSERT INTO equipment_asset_words(rowid, search_text)
        VALUES (NEW.id, NEW.search_text);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS asset_words_update
    AFTER UPDATE OF search_text ON equipment_asset
    WHEN OLD.search_text <> NEW.search_text
    BEGIN
        INSERT INTO equipment_asset_words(equipment_asset_words, rowid, search_text)
        VALUES ('delete', OLD.id, OLD.search_text);
        INSERT INTO equipment_asset_words(rowid, search_text)
        VALUES (NEW.id, NEW.search_text);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS asset_words_delete AFTER DELETE ON equipment_asset
    BEGIN
        INSERT INTO equipment_asset_words(equipment_asset_words, rowid, search_text)
        VALUES ('delete', OLD.id, OLD.search_text);
    END
    """,
]


def searchable(*parts: str) -> str:
    """The line that `matching` looks through."""
    return match_key(" ".join(part for part in parts if part))


def matching(text: str) -> Q:
    """The condition that every word of `text` stands somewhere in the line."""
    words = match_key(text.replace("\0", " ")).split()[:MOST_WORDS]
    condition = Q()
    for word in words:
        found = containing(word)
        for spelling in other_spellings(word):
            found |= containing(spelling)
        condition &= found
    return condition


def other_spellings(word: str) -> list[str]:
    """A serial number is known without its hyphens too, wherever they are typed."""
    key = normalise_serial(word).lower()
    has_hyphens = not word.isalnum() and key.isalnum()
    return [key] if has_hyphens and len(key) >= SHORTEST_INDEXED else []


def containing(word: str) -> Q:
    if len(word) < SHORTEST_INDEXED or connection.vendor == "postgresql":
        return Q(search_text__contains=word)
    # The index of trigrams proposes, the text itself decides.
    grams = {word[i : i + SHORTEST_INDEXED] for i in range(len(word) - 2)}
    quoted = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
    proposed = RawSQL(
        "SELECT rowid FROM equipment_asset_words WHERE equipment_asset_words MATCH %s",
        [quoted],
    )
    return Q(pk__in=proposed, search_text__contains=word)


def install_index(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Set up the index; doing it again changes nothing.

    After every `migrate`, since SQLite loses a table's triggers when it is rebuilt.
    """
    connection = connections[using]
    if "equipment_asset" not in connection.introspection.table_names():
        return
    statements = [POSTGRESQL] if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
