from __future__ import annotations

import pytest

from hospital_assets.foundation.context import (
    RequestContext,
    acting_in,
    current_context,
    source_of,
)


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
