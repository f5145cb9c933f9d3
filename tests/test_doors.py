"""Every page of ours, found from the URLconf, asks who is there and what they may."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from equipment.actions.attachments import Upload, attach_file
from equipment.actions.saved_views import keep_view
from maintenance.actions import feeds
from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_device_model,
    make_event,
    make_facility,
    make_inspection,
    make_instrument,
    make_location,
    make_log,
    make_manufacturer,
    make_plan,
    make_plan_template,
    make_procedure,
    make_technician,
    make_user,
    make_work_order,
)
from tests.files import PDF, upload
from tests.sources import APPS

# For whoever comes by, and why.
OPEN_TO_ANYBODY = {
    "healthz": "a monitor asks whether the process lives",
    "readyz": "a monitor asks whether the database answers",
    "maintenance:feed": "the address is the secret; calendar programs do not sign in",
    "maintenance:label-report": "off unless a hospital sets it; shows a name alone",
}
# For everybody who signed in, whatever the role, and why.
OPEN_TO_ALL_STAFF = {
    "accounts:profile": "it shows a person the own roles",
}


def make_attachment():
    details = Upload(upload(PDF, "manual.pdf"), kind="manual")
    return attach_file(make_asset(), details, by=make_technician())


def make_view():
    return keep_view(page="work-orders", name="Mine", query="", by=make_technician())


def make_feed():
    return feeds.make_feed(facility=None, by=make_technician())[0]


# What stands in an address, by how the name of the page begins.
ARGUMENTS = {
    "asset-": lambda: {"pk": make_asset().pk},
    "asset-by-tag": lambda: {"tag": make_asset().asset_tag},
    "attachment-": lambda: {"pk": make_attachment().pk},
    "attachment-add": lambda: {"pk": make_asset().pk},
    "category-": lambda: {"pk": make_category().pk},
    "check-": lambda: {"pk": make_work_order().pk},
    "department-": lambda: {"pk": make_department().pk},
    "event-": lambda: {"pk": make_event().pk},
    "facility-": lambda: {"pk": make_facility().pk},
    "feed-": lambda: {"pk": make_feed().pk},
    "inspection-": lambda: {"pk": make_inspection().pk},
    "inspection-add": lambda: {"pk": make_asset().pk},
    "instrument-": lambda: {"pk": make_instrument().pk},
    "location-": lambda: {"pk": make_location().pk},
    "log-": lambda: {"pk": make_log().pk},
    "lookup": lambda: {"kind": "person"},
    "manufacturer-": lambda: {"pk": make_manufacturer().pk},
    "model-": lambda: {"pk": make_device_model().pk},
    "plan-": lambda: {"pk": make_plan().pk},
    "plan-add": lambda: {"pk": make_asset().pk},
    "plan-view-": lambda: {"pk": make_view().pk},
    "procedure-": lambda: {"pk": make_procedure().pk},
    "template-": lambda: {"pk": make_plan_template().pk},
    "work-order-": lambda: {"pk": make_work_order().pk},
    "work-order-view-": lambda: {"pk": make_view().pk},
}
NOBODY_NEEDS = "view_session"


def pages(resolver, prefix=""):
    """Name and pattern of each page; Django's admin and allauth look after theirs."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from pages(entry, namespace)
        elif is_ours(entry) and not prefix.startswith("admin:"):
            yield f"{prefix}{entry.name}", entry


def is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith(tuple(f"{app}." for app in APPS))


PAGES = dict(pages(get_resolver()))
GUARDED = sorted(set(PAGES) - set(OPEN_TO_ANYBODY))


def address_of(page):
    """The address with ids of things that exist, so that a refusal is about rights."""
    converters = PAGES[page].pattern.converters
    if not converters:
        return reverse(page)
    noun = page.rpartition(":")[2]
    known = max((key for key in ARGUMENTS if noun.startswith(key)), key=len, default="")
    values = ARGUMENTS[known]() if known else {}
    return reverse(page, kwargs={name: values.get(name, 1) for name in converters})


def ask(client, url):
    """By GET, or by POST where a page takes nothing else."""
    answer = client.get(url)
    return client.post(url) if answer.status_code == 405 else answer


def test_every_page_has_a_name():
    assert [pattern for page, pattern in PAGES.items() if page.endswith("None")] == []


@pytest.mark.parametrize("page", GUARDED)
def test_a_page_sends_strangers_to_the_sign_in(page, client):
    answer = ask(client, address_of(page))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", sorted(set(GUARDED) - set(OPEN_TO_ALL_STAFF)))
def test_a_page_refuses_people_without_its_permission(page, client):
    url = address_of(page)
    client.force_login(make_person_without_rights())

    answer = ask(client, url)

    assert answer.status_code in (403, 404)
    if answer.status_code == 404:
        # It has to be there for somebody, or the refusal would prove nothing.
        client.force_login(make_user(is_superuser=True))
        assert ask(client, url).status_code != 404


def make_person_without_rights():
    """In a role that allows something else, or approval would refuse them already."""
    role = Group.objects.create(name="something else")
    role.permissions.set(Permission.objects.filter(codename=NOBODY_NEEDS))
    return make_user(role.name)


def test_the_exceptions_are_pages():
    assert {*OPEN_TO_ANYBODY, *OPEN_TO_ALL_STAFF} <= set(PAGES)
