from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from maintenance.actions.next_service import renew_next_service
from maintenance.choices import PlanStatus
from tests.factories import make_asset, make_manager, make_plan

SOON, LATER = date(2031, 3, 1), date(2031, 9, 1)


def test_the_next_service_of_an_asset_is_the_earliest_of_its_active_plans():
    asset, by = make_asset(), make_manager()
    make_plan(asset=asset, next_due_on=LATER)
    make_plan(asset=asset, next_due_on=SOON)
    make_plan(
        asset=asset,
        next_due_on=date(2031, 1, 1),
        status=PlanStatus.PAUSED,
        paused_reason="In storage",
    )

    renew_next_service([asset.pk], by=by)

    asset.refresh_from_db()
    assert asset.next_service_due == SOON
    # Who edits the asset meanwhile is not told that somebody else did.
    assert asset.version == 1
    entry = AuditLog.objects.about(asset).first()
    assert (entry.action, entry.actor) == ("asset.next_service_changed", by)


def test_an_asset_without_active_plans_has_no_next_service():
    asset = make_asset(next_service_due=SOON)

    renew_next_service([asset.pk], by=make_manager())

    asset.refresh_from_db()
    assert asset.next_service_due is None


def test_many_assets_take_as_many_queries_as_one():
    by = make_manager()
    first, *others = [make_plan().asset_id for _ in range(20)]
    renew_next_service([make_plan().asset_id], by=by)

    with CaptureQueriesContext(connection) as one:
        renew_next_service([first], by=by)
    with CaptureQueriesContext(connection) as many:
        renew_next_service(others, by=by)

    assert len(one) == len(many)
