from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from hospital_assets.demo.seeding import Plan, seed

NOW = datetime(2026, 3, 14, 15, 9, tzinfo=UTC)


@pytest.fixture
def build(tmp_path):
    def build(assets=20, **fields):
        build_in(tmp_path, assets=assets, **fields)

    return build


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """A demo hospital that the tests of a module share; the folder of its password."""
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        build_in(folder, assets=400)
        yield folder
        transaction.set_rollback(True)  # Django's signature


def build_in(folder, **fields):
    seed(
        Plan(**{"seed": 1, "now": NOW} | fields),
        password_file=folder / "demo-password",
        progress=lambda done: None,
    )
