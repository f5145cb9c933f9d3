"""Every page of ours, found from the URLconf, asks who is there and what they may."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import (
    make_asset,
    make_category,
    make_department,
    make_device_model,
    make_facility,
    make_location,
    make_manufacturer,
    make_user,
)
from tests.sources import APPS

# For whoever comes by, and why.
OPEN_TO_ANYBODY: dict[str, str] = {}
# For everybody who signed in, whatever the role, and why.
OPEN_TO_ALL_STAFF: dict[str, str] = {}

# What stands for an id in an address, by the first word of the page's name.
MAKERS = {
    "asset": make_asset,
    "category": make_category,
    "department": make_department,
    "facility": make_facility,
    "location": make_location,
    "manufacturer": make_manufacturer,
    "model": make_device_model,
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
    noun = re.split(r"[:-]", page.partition(":")[2] or page)[0]
    converters = PAGES[page].pattern.converters
    if not converters:
        return reverse(page)
    thing = MAKERS[noun]() if noun in MAKERS else None
    values = {
        argument: thing.asset_tag if "tag" in argument else thing.pk if thing else 1
        for argument in converters
    }
    return reverse(page, kwargs=values)


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
    """In a role that allows something else, or approval would refuse them already."""
    role = Group.objects.create(name="something else")
    role.permissions.set(Permission.objects.filter(codename=NOBODY_NEEDS))
    client.force_login(make_user(role.name))

    assert ask(client, address_of(page)).status_code in (403, 404)


@pytest.mark.parametrize("page", GUARDED)
def test_a_page_opens_for_somebody(page, client):
    """Otherwise a refusal would prove nothing."""
    client.force_login(make_user(is_superuser=True))

    assert ask(client, address_of(page)).status_code not in (403, 404, 500)


def test_the_exceptions_are_pages():
    assert {*OPEN_TO_ANYBODY, *OPEN_TO_ALL_STAFF} <= set(PAGES)
