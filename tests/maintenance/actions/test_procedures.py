from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hospital_assets.foundation.errors import Stale
from maintenance.actions.procedures import publish_version, save_procedure
from maintenance.models import Procedure
from tests.factories import make_manager, make_procedure, make_technician, saved


def test_the_first_version_needs_no_note():
    procedure = saved(Procedure(code="P1", name="Check"))

    version = publish_version(
        procedure, items=["Housing", "Alarm"], note="", by=make_manager(), based_on=0
    )

    procedure.refresh_from_db()
    assert (version.number, procedure.current) == (1, version)
    assert [item.key for item in version.checklist()] == ["housing", "alarm"]


def test_a_new_version_is_the_current_one_and_the_old_one_stays():
    procedure = make_procedure()
    old = procedure.current

    new = publish_version(
        procedure, items=["Alarm"], note="Shorter", by=make_manager(), based_on=1
    )

    procedure.refresh_from_db()
    old.refresh_from_db()
    assert procedure.current == new
    assert new.number == 2
    assert len(old.checklist()) == 2


@pytest.mark.parametrize(
    ("items", "note", "sentence"),
    [
        ([], "Less", "one item at least"),
        (["Alarm"], " ", "what is new"),
        ([{"label": ""}], "x", "Item 1"),
        ("Alarm", "x", "list of items"),
    ],
)
def test_a_version_that_cannot_be_is_refused(items, note, sentence):
    procedure = make_procedure()

    with pytest.raises(ValidationError, match=sentence):
        publish_version(procedure, items=items, note=note, by=make_manager())

    assert procedure.versions.count() == 1


def test_a_version_that_differs_in_nothing_is_refused():
    procedure = make_procedure()

    with pytest.raises(ValidationError, match="Nothing differs from version 1"):
        publish_version(
            procedure, items=procedure.current.items, note="x", by=make_manager()
        )


def test_of_two_who_publish_from_the_same_page_the_second_is_told():
    procedure, by = make_procedure(), make_manager()
    publish_version(procedure, items=["A"], note="x", by=by, based_on=1)

    with pytest.raises(Stale, match="Version 2 was published"):
        publish_version(procedure, items=["B"], note="y", by=by, based_on=1)


def test_a_technician_publishes_nothing():
    with pytest.raises(PermissionDenied):
        publish_version(make_procedure(), items=["A"], note="x", by=make_technician())
    with pytest.raises(PermissionDenied):
        save_procedure(Procedure(code="X", name="Y"), by=make_technician())
