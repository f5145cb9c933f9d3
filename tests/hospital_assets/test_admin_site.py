from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.factories import (
    PASSWORD,
    make_administrator,
    make_asset,
    make_auditor,
    make_manager,
    make_nurse,
    make_user,
)


@pytest.fixture
def administrator(client):
    client.force_login(make_administrator())
    return client


def test_who_is_not_signed_in_comes_to_our_own_sign_in(client):
    for path in ("/admin/", "/admin/login/", "/admin/equipment/asset/"):
        way = client.get(path, follow=True).redirect_chain

        assert way[-1][0].startswith("/accounts/login/?next=")


def test_signing_in_leads_back_to_the_admin_site(client):
    admin_ = make_administrator()
    path = client.get("/admin/", follow=True).redirect_chain[-1][0]

    response = client.post(path, {"login": admin_.username, "password": PASSWORD})

    assert response["Location"] == "/admin/"


@pytest.mark.parametrize("make", [make_manager, make_auditor, make_nurse])
def test_other_roles_are_refused_with_a_sentence(client, make):
    client.force_login(make())

    for path in ("/admin/", "/admin/login/", "/admin/equipment/asset/"):
        response = client.get(path)

        assert response.status_code == 403
        assert "does not include the admin site" in response.content.decode()


def test_there_is_no_second_door_to_sign_in(client):
    admin_ = make_administrator()

    response = client.post(
        "/admin/login/", {"username": admin_.username, "password": PASSWORD}
    )

    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_passwords_and_signing_out_are_on_our_own_pages(administrator):
    change = administrator.get("/admin/password_change/")
    leave = administrator.post("/admin/logout/")

    assert change["Location"] == reverse("account_change_password")
    assert leave["Location"] == reverse("account_logout")


def test_roles_and_addresses_are_not_kept_here():
    registered = {model._meta.label for model in admin.site._registry}

    assert registered.isdisjoint({"auth.Group", "account.EmailAddress"})


def test_nobody_adds_changes_or_deletes_a_person_here(administrator):
    person = make_user()

    assert administrator.get("/admin/accounts/user/add/").status_code == 403
    for verb in ("change", "delete"):
        path = reverse(f"admin:accounts_user_{verb}", args=[person.pk])
        assert administrator.post(path, {"is_superuser": "on"}).status_code == 403
    page = administrator.get(reverse("admin:accounts_user_change", args=[person.pk]))
    assert person.password not in page.content.decode()


def test_nothing_at_all_can_be_deleted_here(administrator):
    make_asset()

    for model in admin.site._registry:
        info = (model._meta.app_label, model._meta.model_name)
        path = reverse("admin:{}_{}_delete".format(*info), args=[1])
        assert administrator.post(path).status_code in (403, 404), model


def test_every_list_and_every_first_form_opens(administrator):
    make_asset()

    for model in admin.site._registry:
        info = (model._meta.app_label, model._meta.model_name)
        page = administrator.get(reverse("admin:{}_{}_changelist".format(*info)))
        assert page.status_code in (200, 302), model
        page = administrator.get(reverse("admin:{}_{}_add".format(*info)))
        assert page.status_code in (200, 403), model


def test_the_trail_of_changes_leads_to_the_audit_log(administrator):
    assert administrator.get("/admin/audit/auditlog/")["Location"] == "/audit/"
    assert (
        administrator.get("/admin/audit/auditlog/7/change/")["Location"] == "/audit/7/"
    )


def test_a_superuser_without_a_role_is_let_in_too():
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))

    assert client.get("/admin/").status_code == 200
