"""Filters that people keep for themselves, by name."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from audit.removing import remove
from audit.saving import save
from equipment.models import SavedView

# More would fill the page above the list.
MOST_VIEWS = 30


@transaction.atomic
def keep_view(*, page: str, name: str, query: str, by: AbstractUser) -> SavedView:
    """Keep the filter `query` of the list `page` under a name, for `by` alone."""
    own = SavedView.objects.visible_to(by).filter(page=page)
    if own.count() >= MOST_VIEWS:
        raise ValidationError(
            f"You have {MOST_VIEWS} views of this list. Delete one first."
        )
    view = SavedView(user_id=by.pk, page=page, name=name, query=query)
    save(view, by=by, action="savedview.kept")
    return view


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: AbstractUser) -> SavedView:
    check_own(view, by)
    view.name = name
    save(view, by=by, action="savedview.renamed")
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: AbstractUser) -> None:
    """Forget a view; it is personal, and nothing refers to it."""
    check_own(view, by)
    remove(view, by=by, action="savedview.deleted")


def check_own(view: SavedView, by: AbstractUser) -> None:
    if view.user_id != by.pk:
        raise PermissionDenied("This view belongs to somebody else.")
