from __future__ import annotations

import pytest
from django.db.models import Value

from audit.models import AuditLog
from equipment.models import Asset, Department
from equipment.models.staff import standing_of
from hospital_assets.foundation.compiled import Compiled
from tests.factories import make_asset, make_department, make_nurse, make_technician

pytestmark = pytest.mark.django_db


def visible_assets(user, key):
    return Asset.objects.visible_to(user).filter(pk=key).select_related("facility")


@pytest.fixture
def assets():
    return Compiled(visible_assets, standing=standing_of)


def test_each_key_gives_its_own_row_with_what_was_joined(
    assets, django_assert_num_queries
):
    user, one, other = make_technician(), make_asset(), make_asset()
    assets.rows(user, one.pk)

    with django_assert_num_queries(2):
        found = [assets.first(user, each.pk) for each in (one, other)]
        names = [each.facility.name for each in found]

    assert found == [one, other]
    assert names == [one.facility.name, other.facility.name]


def test_a_key_that_nothing_has_gives_nothing(assets):
    assert assets.first(make_technician(), 2**62) is None


def test_each_person_sees_what_is_theirs_alone(assets):
    ward, other_ward = make_department(), make_department()
    here, there = (make_asset(owner_department=each) for each in (ward, other_ward))
    nurse, other_nurse = make_nurse(ward), make_nurse(other_ward)

    seen = {
        each: (assets.first(each, here.pk), assets.first(each, there.pk))
        for each in (nurse, other_nurse)
    }

    assert seen == {nurse: (here, None), other_nurse: (None, there)}


def test_who_loses_the_right_sees_nothing_from_then_on(assets):
    user, asset = make_technician(), make_asset()
    assert assets.first(user, asset.pk) == asset

    user.groups.clear()

    assert assets.first(type(user).objects.get(pk=user.pk), asset.pk) is None


def test_a_key_that_is_text_in_its_column_is_replaced_as_well():
    def entries(_, key):
        return AuditLog.objects.filter(
            entity_type="equipment.asset", entity_id=str(key)
        )

    compiled = Compiled(entries, standing=lambda _: None)
    one, other = make_asset(), make_asset()

    for each in (one, other):
        ids = {entry.entity_id for entry in compiled.rows(None, each.pk)}
        assert ids == {str(each.pk)}


def test_rows_of_values_and_of_two_tables_together_come_as_usual():
    def names(_, key):
        assets = Asset.objects.filter(facility=key).order_by()
        departments = Department.objects.filter(facility=key).order_by()
        return (
            assets.values_list("name", Value("asset"))
            .union(departments.values_list("name", Value("department")), all=True)
            .order_by("name")
        )

    asset = make_asset(name="A pump")
    ward = make_department(facility=asset.facility, name="Ward")
    compiled = Compiled(names, standing=lambda _: None)

    assert compiled.rows(None, asset.facility.pk)[0] == ("A pump", "asset")
    assert ("Ward", "department") in compiled.rows(None, ward.facility.pk)


def test_a_query_whose_sql_holds_the_key_itself_is_refused():
    def first(_, key):
        return Asset.objects.all()[:key]

    with pytest.raises(ValueError, match="depends on the key"):
        Compiled(first, standing=lambda _: None).rows(None, 1)
