from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "address", ["/assets/?search=%00", "/a/%00/", "/audit/?q=a%00b"]
)
def test_a_nul_character_in_an_address_is_refused_with_a_page(client, address):
    assert client.get(address).status_code == 400
