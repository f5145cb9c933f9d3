"""What is kept of an import for the next one: columns and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from audit.saving import save
from equipment.access import require
from equipment.models import ImportMapping, WordMeaning


@transaction.atomic
def keep_mapping(
    name: str, columns: Mapping[str, str], *, date_order: str, by: AbstractUser
) -> ImportMapping:
    """Keep which column means what; a mapping of that name is replaced."""
    require(by, "equipment.import_asset", at=None)
    found = ImportMapping.objects.select_for_update().filter(name__iexact=name).first()
    mapping = found or ImportMapping(name=name)
    mapping.columns, mapping.date_order = dict(columns), date_order
    save(mapping, by=by)
    return mapping


@transaction.atomic
def keep_words(words: Iterable[tuple[str, str, str]], *, by: AbstractUser) -> None:
    """Keep what words mean here, each as field, word and value."""
    require(by, "equipment.import_asset", at=None)
    for field, word, value in words:
        known = WordMeaning.objects.select_for_update()
        found = known.filter(field=field, word__iexact=word).first()
        meaning = found or WordMeaning(field=field, word=word)
        meaning.value = value
        save(meaning, by=by)
