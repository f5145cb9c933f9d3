from __future__ import annotations

from audit.actors import SYSTEM
from equipment.models import Asset, Department
from hospital_assets.accounts.models import User
from hospital_assets.demo.people import SIGNING_IN, demo_password

USERNAMES = ["admin", "manager", "technician", "department", "nurse", "auditor"]


def test_the_six_people_are_those_that_everybody_knows():
    assert [plan.username for plan in SIGNING_IN] == USERNAMES


def test_the_six_sign_in_with_the_one_password_and_nobody_else_does(demo, client):
    password = (demo / "demo-password").read_text().strip()

    for user in User.objects.all():
        signs_in = client.login(username=user.username, password=password)
        assert signs_in == (user.username in USERNAMES)
        assert signs_in == user.has_usable_password()


def test_each_sees_what_the_own_role_and_place_allow(demo):
    everything = Asset.objects.count()
    seen = {
        name: set(Asset.objects.visible_to(User.objects.get(username=name)))
        for name in USERNAMES
    }

    for name in ("admin", "manager", "auditor"):
        assert len(seen[name]) == everything
    assert {asset.facility.code for asset in seen["technician"]} == {"NGH"}
    assert seen["nurse"] == seen["department"]
    assert 0 < len(seen["nurse"]) < len(seen["technician"]) < everything
    icu = Department.objects.get(facility__code="NGH", name="ICU")
    assert icu.assets.first() in seen["nurse"]


def test_one_person_waits_for_approval(demo):
    people = User.objects.exclude(username=SYSTEM)
    assert people.get(groups=None).username == "bmiller"


def test_the_password_is_made_once_and_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "var" / "demo-password"

    password = demo_password(path)

    assert len(password) > 15
    assert path.stat().st_mode & 0o777 == 0o600
    assert demo_password(path) == password
    assert demo_password(tmp_path / "other") != password
