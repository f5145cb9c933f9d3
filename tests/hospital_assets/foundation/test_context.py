from __future__ import annotations

import pytest
from django.test import RequestFactory

from audit.models import AuditLog
from hospital_assets.foundation.context import (
    RequestContext,
    acting_in,
    address_of,
    current_context,
    source_of,
)
from tests.factories import PASSWORD, make_technician


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/assets/", "page"),
        ("/api/v1/assets", "rest"),
        ("/graphql/", "graphql"),
        ("/admin/equipment/asset/", "admin"),
    ],
)
def test_the_address_tells_by_which_way_a_request_came(path, source):
    assert source_of(path) == source


def test_outside_of_requests_it_is_a_command():
    assert current_context().source == "command"


def test_a_context_ends_where_it_was_opened():
    with acting_in(RequestContext(source="import")):
        assert current_context().source == "import"
    assert current_context().source == "command"


def test_a_request_keeps_the_id_that_the_proxy_gave(client):
    answer = client.get("/accounts/login/", headers={"X-Request-ID": "proxy-12345"})

    assert answer["X-Request-ID"] == "proxy-12345"


@pytest.mark.parametrize(
    "sent", ["short", "a b c d e f g", "x" * 65, "<script>1</script>"]
)
def test_a_strange_id_is_replaced(client, sent):
    answer = client.get("/accounts/login/", headers={"X-Request-ID": sent})

    assert answer["X-Request-ID"] != sent
    assert len(answer["X-Request-ID"]) == 32


def request(forwarded):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", headers=headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.1.2.3", "127.0.0.1"),
        (1, None, "127.0.0.1"),
        (1, "10.1.2.3", "10.1.2.3"),
        (1, "8.8.8.8, 10.1.2.3", "10.1.2.3"),
        (2, "8.8.8.8, 10.1.2.3, 10.0.0.1", "10.1.2.3"),
        (2, "10.1.2.3", "127.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "x" * 10_000, "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxy_noted(settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    assert address_of(request(forwarded)) == address


def test_the_audit_log_names_the_computer_behind_the_proxy(settings, client):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person = make_technician()

    client.post(
        "/accounts/login/",
        {"login": person.username, "password": PASSWORD},
        headers={"X-Forwarded-For": "10.1.2.3"},
    )

    assert AuditLog.objects.get(action="person.signed_in").address == "10.1.2.3"
