from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditLog
from maintenance.actions.feeds import feed_with, make_feed, revoke_feed
from maintenance.models import CalendarFeed
from tests.factories import (
    make_auditor,
    make_department,
    make_facility,
    make_manager,
    make_nurse,
    make_technician,
)


def actions():
    entries = AuditLog.objects.filter(action__startswith="calendarfeed.")
    return list(entries.order_by("pk").values_list("action", "actor_id"))


def test_an_address_leads_to_its_feed():
    technician = make_technician()

    feed, token = make_feed(facility=None, by=technician)

    assert feed_with(token) == feed
    assert (feed.owner_id, feed.facility) == (technician.pk, None)
    assert len(token) >= 43
    assert feed_with(token[:-1]) is None
    assert feed_with("") is None


def test_the_token_is_kept_nowhere_and_its_hash_in_no_history():
    feed, token = make_feed(facility=None, by=make_technician())

    kept = [*CalendarFeed.objects.values(), *CalendarFeed.history.values()]
    told = AuditLog.objects.filter(entity_type=feed._meta.label_lower).values()
    assert token not in str(kept) + str(list(told))
    assert feed.token_hash not in str(list(CalendarFeed.history.values()))
    assert feed.token_hash not in str(list(told))


def test_a_new_address_takes_the_place_of_the_old_one_of_the_same_calendar():
    manager, facility = make_manager(), make_facility()
    _, own = make_feed(facility=None, by=manager)
    _, old = make_feed(facility=facility, by=manager)
    _, theirs = make_feed(facility=facility, by=make_manager())

    _, new = make_feed(facility=facility, by=manager)

    assert feed_with(old) is None
    assert all(feed_with(token) for token in (own, theirs, new))


def test_a_revoked_address_leads_nowhere():
    technician = make_technician()
    feed, token = make_feed(facility=None, by=technician)

    revoke_feed(feed, by=technician)
    revoke_feed(feed, by=technician)

    assert feed_with(token) is None
    assert actions() == [
        ("calendarfeed.made", technician.pk),
        ("calendarfeed.revoked", technician.pk),
    ]


def test_nobody_revokes_the_address_of_another():
    feed, token = make_feed(facility=None, by=make_technician())

    with pytest.raises(PermissionDenied, match="somebody else"):
        revoke_feed(feed, by=make_manager())

    assert feed_with(token)


def test_own_work_is_for_who_does_work():
    for make in (make_nurse, make_auditor):
        with pytest.raises(PermissionDenied):
            make_feed(facility=None, by=make())


def test_a_facility_is_for_who_works_there():
    ward = make_department()

    make_feed(facility=ward.facility, by=make_nurse(ward))

    with pytest.raises(PermissionDenied, match="You do not work at"):
        make_feed(facility=make_facility(), by=make_manager(ward.facility))
