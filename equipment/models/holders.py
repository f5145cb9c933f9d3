"""Who has an asset now, as a column of a query about assets."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from equipment.models.assets import AssetQuerySet
from equipment.models.assignments import Assignment


def name_of_holder(path: str = "") -> Coalesce:
    """The person, or else the department, the room in words, or the place."""
    person = Concat(
        f"{path}assigned_to__first_name",
        Value(" "),
        f"{path}assigned_to__last_name",
        output_field=TextField(),
    )
    return Coalesce(
        NullIf(Trim(person), Value("")),
        F(f"{path}assigned_to__username"),
        NullIf(F(f"{path}department_name"), Value("")),
        NullIf(F(f"{path}room_label"), Value("")),
        F(f"{path}location__full_path"),
        Value(""),
        output_field=TextField(),
    )


# Made once: making it takes longer than the database needs for its answer.
HOLDER = Subquery(
    Assignment.objects.active()
    .filter(asset=OuterRef("pk"))
    .order_by()
    .annotate(held_by=name_of_holder())
    .values("held_by")[:1]
)
JOINED_HOLDER = name_of_holder("held__")


def with_holder(assets: AssetQuerySet) -> Any:
    """For a page of assets: asked for each row that is shown, and no other."""
    return assets.annotate(holder=HOLDER)


def joined_with_holder(assets: AssetQuerySet) -> Any:
    """For all assets at once: joined, since no asset has two holders."""
    active = FilteredRelation("assignments", condition=Q(assignments__ended_at=None))
    return assets.annotate(held=active).annotate(holder=JOINED_HOLDER)
