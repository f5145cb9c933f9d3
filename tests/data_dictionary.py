"""Write docs/data-dictionary.md from the models: `python -m tests.data_dictionary`."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import models

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
APPS = ("audit", "equipment", "maintenance", "accounts")

HEAD = """# Data dictionary

Every table of the register, every field, every rule that the database itself holds.
This page is written from the models by `python -m tests.data_dictionary`; a test
fails when they differ.

* Names in JSON and in the REST API are these names in camelCase (`asset_tag` is
  `assetTag`).
* Every audited table has a twin with its history (`equipment_historicalasset` for
  `equipment_asset`): the same fields, and when, by whom, why.
* Times are UTC, days are days, amounts are in the record's currency.
* `id` is an integer. Nothing is ever deleted.
"""


def document() -> str:
    sections = [HEAD]
    for label in APPS:
        for model in apps.get_app_config(label).get_models():
            if not model.__name__.startswith("Historical"):
                sections.append("\n".join(section(model)))
    return "\n".join(sections)


def section(model: type[models.Model]) -> Iterator[str]:
    yield f"## {model.__name__}"
    yield ""
    if described := description(model):
        yield described
        yield ""
    yield f"Table `{model._meta.db_table}`."
    yield ""
    yield "| field | type | may be empty | meaning |"
    yield "|---|---|---|---|"
    for field in model._meta.local_concrete_fields:
        yield row(field)
    for field in model._meta.local_many_to_many:
        yield f"| {field.name} | many {field.related_model.__name__} | yes |  |"
    yield from rules(model)


def description(model: type[models.Model]) -> str:
    doc = inspect.getdoc(model) or ""
    return "" if doc.startswith(f"{model.__name__}(") else doc


def row(field: models.Field[Any, Any]) -> str:
    empty = "yes" if field.null or field.blank or field.has_default() else "no"
    return f"| {field.name} | {type_of(field)} | {empty} | {meaning(field)} |"


def type_of(field: models.Field[Any, Any]) -> str:
    if isinstance(field, models.ForeignKey):
        return f"→ {field.related_model.__name__}"
    if isinstance(field, models.GeneratedField):
        return "computed"
    if field.choices:
        return "one of " + ", ".join(
            f"`{value}`" for value, _ in field.choices if value
        )
    if field.max_length and not isinstance(field, models.FileField):
        return f"text, {field.max_length} at most"
    return words(type(field).__name__.removesuffix("Field"))


def words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def meaning(field: models.Field[Any, Any]) -> str:
    name = str(field.verbose_name)
    told = (
        "" if name == field.name.replace("_", " ") else f"{name[0].upper()}{name[1:]}."
    )
    return " ".join(part for part in (told, str(field.help_text)) if part)


def rules(model: type[models.Model]) -> Iterator[str]:
    if model._meta.constraints:
        yield ""
        yield "The database refuses what breaks these:"
        yield ""
        for constraint in model._meta.constraints:
            sentence = constraint.get_violation_error_message()
            yield f"* `{constraint.name}`: {sentence}"
    yield ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_assets.settings")
    django.setup()
    DOCUMENT.write_text(document())
