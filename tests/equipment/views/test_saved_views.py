from __future__ import annotations

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from equipment.actions.saved_views import keep_view
from equipment.models import SavedView
from tests.factories import make_nurse

KEEP = "/views/"


@pytest.fixture
def nurse(client):
    person = make_nurse()
    client.force_login(person)
    return person


def kept(by, name="In use"):
    return keep_view(page="assets", name=name, query="status=in_use", by=by)


def test_the_present_filter_is_kept_under_a_name(client, nurse):
    response = client.post(f"{KEEP}?cursor=x&foo=1&status=in_use", {"name": "Used"})

    assertRedirects(response, "/assets/?status=in_use")
    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (nurse, "Used", "status=in_use")
    assertContains(client.get("/assets/"), ">Used</a>")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the view a name."),
        ("x" * 10_000, "at most 60 characters"),
        ("in use", "You have a view of that name already."),
        ("nul\0", "Null characters are not allowed"),
    ],
)
def test_what_no_view_can_be_called_is_a_sentence(client, nurse, name, sentence):
    kept(nurse)

    response = client.post(f"{KEEP}?status=in_use", {"name": name}, follow=True)

    assertContains(response, sentence)
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed(client, nurse):
    view = kept(nurse)
    assertContains(client.get(f"/views/{view.pk}/"), "Status: In use")

    response = client.post(f"/views/{view.pk}/", {"name": "Ours"})

    assertRedirects(response, "/assets/?status=in_use")
    assert SavedView.objects.get().name == "Ours"


def test_a_name_that_is_taken_is_said_beside_the_field(client, nurse):
    kept(nurse, name="Taken")
    view = kept(nurse)

    response = client.post(f"/views/{view.pk}/", {"name": "TAKEN"})

    assertContains(response, "You have a view of that name already.")
    assertContains(response, "Your view “In use”")


def test_a_view_is_deleted(client, nurse):
    view = kept(nurse)

    response = client.post(f"/views/{view.pk}/delete/", follow=True)

    assertContains(response, "The assets are not touched.")
    assert not SavedView.objects.exists()


def test_a_view_of_somebody_else_is_not_there(client, nurse):
    view = kept(make_nurse())

    assert client.get(f"/views/{view.pk}/").status_code == 404
    assert client.post(f"/views/{view.pk}/delete/").status_code == 404


def test_nothing_is_deleted_by_a_link(client, nurse):
    assert client.get(f"/views/{kept(nurse).pk}/delete/").status_code == 405
