from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import AuditLog
from equipment.actions.saved_views import (
    MOST_VIEWS,
    delete_view,
    keep_view,
    rename_view,
)
from equipment.models import SavedView
from tests.factories import make_nurse


def kept(by, name="In use", query="status=in_use"):
    return keep_view(page="assets", name=name, query=query, by=by)


def test_a_view_is_kept_for_the_person_alone():
    nurse, other = make_nurse(), make_nurse()

    view = kept(nurse)

    assert list(SavedView.objects.visible_to(nurse)) == [view]
    assert not SavedView.objects.visible_to(other).exists()
    entry = AuditLog.objects.get(action="savedview.kept")
    assert (entry.actor, entry.entity_label) == (nurse, "In use")


def test_two_views_of_one_person_need_two_names():
    nurse = make_nurse()
    kept(nurse)

    with pytest.raises(ValidationError, match="a view of that name already"):
        kept(nurse, name="IN USE")
    kept(make_nurse())


@pytest.mark.parametrize(
    ("name", "query"), [("", "a"), ("x" * 61, "a"), ("n\0ul", "a"), ("n", "q" * 2001)]
)
def test_what_no_view_can_be_called_is_refused(name, query):
    with pytest.raises(ValidationError):
        kept(make_nurse(), name=name, query=query)


def test_nobody_keeps_more_views_than_fit_above_a_list():
    nurse = make_nurse()
    for n in range(MOST_VIEWS):
        kept(nurse, name=f"View {n}")

    with pytest.raises(ValidationError, match="Delete one first"):
        kept(nurse, name="One more")


def test_a_view_gets_another_name():
    nurse = make_nurse()
    view = kept(nurse)

    rename_view(view, name="Ours", by=nurse)

    assert SavedView.objects.get().name == "Ours"
    entry = AuditLog.objects.get(action="savedview.renamed")
    assert entry.payload == {"name": ["In use", "Ours"]}


def test_a_deleted_view_stays_in_the_audit_log():
    nurse = make_nurse()
    view = kept(nurse)

    delete_view(view, by=nurse)

    assert not SavedView.objects.exists()
    entry = AuditLog.objects.get(action="savedview.deleted")
    assert (entry.actor, entry.entity_label) == (nurse, "In use")


@pytest.mark.parametrize(
    "change", [delete_view, lambda view, by: rename_view(view, name="Mine", by=by)]
)
def test_nobody_touches_a_view_of_somebody_else(change):
    view = kept(make_nurse())

    with pytest.raises(PermissionDenied):
        change(view, by=make_nurse())
