from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from audit.models import AuditLog
from audit.wording import (
    SENTENCES,
    changes,
    field_words,
    hidden_fields,
    sentence,
    tells_reason,
)
from tests.factories import make_auditor, make_nurse

PLACES = {
    "current_location": [{"id": 1, "label": "Store"}, {"id": 2, "label": "Bed 4"}]
}


def entry(action, entity_type="equipment.asset", **fields):
    return AuditLog(action=action, entity_type=entity_type, **fields)


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("asset.moved", {"payload": PLACES}, "Moved to Bed 4"),
        (
            "asset.status_changed",
            {"payload": {"status": ["in_use", "maintenance"]}},
            "Status changed from In use to Maintenance",
        ),
        ("asset.assigned", {"reason": "To Ward 1"}, "Handed over to Ward 1"),
        (
            "asset.edited",
            {"payload": {"name": ["A", "B"], "ip_address": [None, "::1"]}},
            "Corrected: name, IP address",
        ),
        ("attachment.withdrawn", {"entity_label": "Manual"}, "Withdrew “Manual”"),
        (
            "person.sign_in_failed",
            {"payload": {"typed": "root"}},
            "Failed to sign in as “root”",
        ),
    ],
)
def test_an_action_is_told_in_a_sentence(action, fields, words):
    assert sentence(entry(action, **fields)) == words


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("manufacturer.created", "Added"),
        ("manufacturer.deleted", "Removed"),
        ("work_order.painted", "Painted work order"),
        ("nonsense", "Nonsense"),
    ],
)
def test_an_action_that_nobody_has_put_into_words_can_be_read_all_the_same(
    action, words
):
    assert sentence(entry(action)) == words


@pytest.mark.parametrize("action", SENTENCES)
def test_a_sentence_stands_even_if_the_entry_lacks_what_it_names(action):
    words = sentence(entry(action))

    assert words
    assert "{" not in words
    assert not words.endswith(":")


def test_the_reason_is_not_said_twice():
    assert tells_reason(entry("asset.assigned"))
    assert not tells_reason(entry("asset.moved"))


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"status": ["in_use", "retired"]}, ("Status", "In use", "Retired")),
        ({"is_networked": [False, True]}, ("Networked", "no", "yes")),
        ({"purchase_date": [None, "2024-05-06"]}, ("Purchase date", "", "6 May 2024")),
        (
            {"accepted_at": [None, "2024-05-06T10:20:30Z"]},
            ("Accepted at", "", "6 May 2024, 10:20"),
        ),
        (PLACES, ("Current location", "Store", "Bed 4")),
        ({"category": [None, {"id": 7, "label": ""}]}, ("Category", "", "no. 7")),
        ({"udi_di": ["", "0401"]}, ("UDI-DI", "", "0401")),
        ({"purchase_date": [None, "soon"]}, ("Purchase date", "", "soon")),
        ({"status": ["old word", "retired"]}, ("Status", "old word", "Retired")),
        ({"forgotten_field": [1, 2.5]}, ("Forgotten field", "1", "2.5")),
        ({"rows": [[1, 2], {"a": 1}]}, ("Rows", "1, 2", "a: 1")),
    ],
)
def test_a_change_is_told_in_words(payload, told):
    [change] = changes(entry("asset.edited", payload=payload))

    assert (change.field, change.old, change.new) == told


def test_what_is_no_change_is_not_told_as_one():
    found = changes(entry("assets.exported", payload={"rows": 12, "typed": "x"}))

    assert found == []


@pytest.mark.parametrize("entity_type", ["gone.model", "nonsense", ""])
def test_entries_outlive_the_models_that_they_are_about(entity_type):
    old = entry("thing.changed", entity_type, payload={"size": [1, 2]})

    assert [change.field for change in changes(old)] == ["Size"]
    assert sentence(old) == "Changed: size"
    assert hidden_fields(entity_type, AnonymousUser()) == frozenset()


def test_hidden_fields_are_left_out():
    paid = entry("asset.edited", payload={"purchase_cost": [None, "5.00"]})

    assert changes(paid, hidden={"purchase_cost"}) == []


def test_costs_are_hidden_from_who_may_not_see_them():
    assert "purchase_cost" in hidden_fields("equipment.asset", make_nurse())
    assert "proceeds" in hidden_fields("equipment.disposal", make_nurse())
    assert not hidden_fields("equipment.asset", make_auditor())


def test_fields_have_the_names_of_their_models():
    assert field_words("is_life_support", "equipment.asset") == "Life support"
    assert field_words("is_life_support", "no.model") == "Is life support"
