from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.template import Context

from hospital_assets.accounts.templatetags.people import role_titles
from tests.factories import make_user


@pytest.fixture
def request_of(rf):
    def request_of(user, session):
        request = rf.get("/")
        request.user = get_user_model().objects.get(pk=user.pk)
        request.session = session
        return Context({"request": request})

    return request_of


def test_roles_are_shown_by_their_titles(request_of):
    user = make_user("auditor", "biomed_manager")

    assert role_titles(request_of(user, {})) == "Auditor, Biomedical manager"


def test_who_has_no_role_has_no_title(request_of):
    assert role_titles(request_of(make_user(), {})) == ""


def test_titles_cost_no_query_once_they_are_known(
    request_of, django_assert_num_queries
):
    session = {}
    user = make_user("auditor")
    role_titles(request_of(user, session))
    context = request_of(user, session)
    context["request"].user.get_all_permissions()

    with django_assert_num_queries(0):
        role_titles(context)


def test_titles_follow_a_change_of_roles(request_of):
    session = {}
    user = make_user("auditor")
    role_titles(request_of(user, session))

    user.groups.set(Group.objects.filter(name="clinical_staff"))

    assert role_titles(request_of(user, session)) == "Clinical staff"
