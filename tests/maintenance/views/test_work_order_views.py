from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from equipment.actions.saved_views import keep_view
from equipment.models import SavedView
from tests.factories import make_manager

LIST = reverse("maintenance:work-order-list")
KEEP = reverse("maintenance:work-order-view-keep")


@pytest.fixture
def manager(client):
    person = make_manager()
    client.force_login(person)
    return person


def url_of(page, view):
    return reverse(f"maintenance:work-order-view-{page}", args=[view.pk])


def test_a_filter_is_kept_and_offered(client, manager):
    client.post(f"{KEEP}?priority=urgent&tab=open&x=1", {"name": "Hurry"})

    view = SavedView.objects.get()
    assert (view.page, view.query) == ("work-orders", "priority=urgent&tab=open")
    response = client.get(f"{LIST}?{view.query}")
    assertContains(response, "Hurry")
    assertContains(response, "Rename or delete this view")


def test_a_view_without_a_name_is_refused(client, manager):
    client.post(f"{KEEP}?priority=urgent", {"name": ""})

    assert not SavedView.objects.exists()


def test_a_view_is_renamed_and_deleted(client, manager):
    view = keep_view(page="work-orders", name="Old", query="tab=done", by=manager)

    client.post(url_of("edit", view), {"name": "New"})
    view.refresh_from_db()
    assert view.name == "New"

    client.post(url_of("delete", view))
    assert not SavedView.objects.exists()


def test_views_of_others_and_of_other_lists_are_not_found(client, manager):
    theirs = keep_view(page="work-orders", name="A", query="", by=make_manager())
    of_assets = keep_view(page="assets", name="B", query="", by=manager)

    assert client.get(url_of("edit", theirs)).status_code == 404
    assert client.get(url_of("edit", of_assets)).status_code == 404
