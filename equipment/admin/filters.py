"""Filters beside the admin's lists that offer only what the person may see."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin, RelatedFieldListFilter
from django.db.models import Field
from django.http import HttpRequest

from audit.admin import visible


class VisibleRelatedFilter(RelatedFieldListFilter):
    """Without the names of facilities where the person does not work."""

    def field_choices(
        self, field: Field[Any, Any], request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[tuple[str, Any]]:
        related = field.related_model._default_manager.all()  # type: ignore[union-attr]  # a reference
        return [(str(each.pk), str(each)) for each in visible(related, to=request)]
