from __future__ import annotations

import pytest

from tests.factories import make_category, make_facility


@pytest.fixture
def facility():
    """One with a category for the pumps of `loads.pumps`."""
    make_category(name="Infusion pump", code="PUMP")
    return make_facility(name="General", code="GEN")
