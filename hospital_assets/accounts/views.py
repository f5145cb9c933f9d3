"""Pages about people: who waits, who works where, and what each role may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from equipment.models import StaffScope
from hospital_assets.accounts import people
from hospital_assets.accounts.filters import PersonFilter
from hospital_assets.accounts.forms import (
    DigestForm,
    NameForm,
    NewPersonForm,
    ReasonForm,
    WorkForm,
)
from hospital_assets.accounts.models import User
from hospital_assets.accounts.roles import ROLES
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.paging import paginate
from hospital_assets.foundation.requests import signed_in
from maintenance.actions import digests

may_manage = permission_required(people.MANAGE_PEOPLE, raise_exception=True)
may_view = permission_required("accounts.view_user", raise_exception=True)


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    work = people.work_of(cast("User", request.user))
    context = {
        "person": request.user,
        "roles": [role for role in ROLES if role.name in work.roles],
        "places": work.in_words()["places"],
    }
    return render(request, "people/profile.html", context | digest_in(request))


def digest_in(request: HttpRequest) -> dict[str, Any]:
    """Nothing for who has no work that a mail could tell of."""
    person = signed_in(request)
    if not digests.has_digest(person):
        return {}
    digest = digests.digest_of(person)
    frequency = digests.effective(digest, person)
    return {
        "digest": digest,
        "digest_form": DigestForm(initial={"frequency": frequency}),
    }


@require_POST
def digest_choose(request: HttpRequest) -> HttpResponse:
    asked = request.POST.get("frequency", "")
    try:
        digest = digests.choose_frequency(asked, by=signed_in(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        words = digest.get_frequency_display().lower()
        messages.success(request, f"E-mail about your work: {words}.")
    return redirect("accounts:profile")


@require_GET
@may_view
def person_list(request: HttpRequest) -> HttpResponse:
    scopes = StaffScope.objects.select_related("facility", "department__facility")
    everybody = User.people.staff().prefetch_related(
        "groups", Prefetch("staff_scopes", scopes)
    )
    found = PersonFilter(request.GET, queryset=everybody, request=request)
    page = paginate(
        found.qs,
        ordering=["last_name", "first_name"],
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "filter": found,
        "page": page,
        "people": [(person, *described(person)) for person in page.rows],
        "waiting": User.people.waiting().count(),
    }
    return render(request, "people/person_list.html", context)


@require_GET
@may_view
def role_list(request: HttpRequest) -> HttpResponse:
    words = {
        f"{app}.{codename}": name
        for app, codename, name in Permission.objects.values_list(
            "content_type__app_label", "codename", "name"
        )
    }
    roles = [(role, sorted(words[p] for p in role.permissions)) for role in ROLES]
    return render(request, "people/role_list.html", {"roles": roles})


@require_http_methods(["GET", "POST"])
@may_view
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = find(pk)
    may_change = request.user.has_perm(people.MANAGE_PEOPLE)
    if request.method == "POST" and not may_change:
        raise PermissionDenied("Your role does not change what people may do.")
    work, words = described(person)
    form = WorkForm(posted(request), by=signed_in(request), now=work)
    status = 200
    if form.is_valid():
        try:
            give_work(request, person, form, is_new=not work.roles)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return redirect("accounts:person-list")
    context = {
        "person": person,
        "work": work,
        "words": words,
        "form": form,
        "reason_form": ReasonForm(),
        "may_change": may_change,
        "is_within_reach": people.covers(signed_in(request), work.places),
    }
    return render(request, "people/person_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@may_manage
def person_add(request: HttpRequest) -> HttpResponse:
    person_form = NewPersonForm(posted(request))
    form = WorkForm(posted(request), by=signed_in(request))
    status = 200
    if person_form.is_valid() & form.is_valid():
        person, reason = person_form.instance, form.cleaned_data["reason"]
        by = signed_in(request)
        try:
            people.add_person(person, work=form.work, by=by, reason=reason)
        except ValidationError as refusal:
            status = show_in_form(refusal, person_form)
        else:
            messages.success(request, f"{person} was added. Give out a password link.")
            return redirect(person)
    context = {"person_form": person_form, "form": form}
    return render(request, "people/person_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
@may_manage
def person_correct(request: HttpRequest, pk: int) -> HttpResponse:
    person = find(pk)
    form = NameForm(posted(request), instance=person)
    status = 200
    if form.is_valid():
        try:
            people.correct_person(
                find(pk), changes=form.cleaned_data, by=signed_in(request)
            )
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            messages.success(request, f"What is known of {person} was saved.")
            return redirect(person)
    context = {"person": find(pk), "form": form}
    return render(request, "people/person_correct.html", context, status=status)


@require_POST
@may_manage
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return switch(request, pk, people.deactivate_person, "can sign in no more")


@require_POST
@may_manage
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return switch(request, pk, people.reactivate_person, "can sign in again")


@never_cache
@require_POST
@may_manage
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link once; it is kept nowhere and cannot be shown again."""
    person = find(pk)
    try:
        key = people.issue_password_key(person, by=signed_in(request))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(person)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": key},
    )
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    context = {"person": person, "link": f"{settings.PUBLIC_URL}{path}", "days": days}
    return render(request, "people/person_password.html", context)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def find(pk: int) -> User:
    return get_object_or_404(User.people.staff(), pk=pk)


def described(person: User) -> tuple[people.Work, dict[str, list[str]]]:
    work = people.work_of(person)
    return work, work.in_words()


def give_work(
    request: HttpRequest, person: User, form: WorkForm, *, is_new: bool
) -> None:
    given: dict[str, Any] = {
        "work": form.work,
        "by": signed_in(request),
        "reason": form.cleaned_data["reason"],
    }
    if is_new:
        people.approve_person(person, **given)
        messages.success(request, f"{person} was approved.")
    else:
        people.change_work(person, seen=form.cleaned_data["seen"], **given)
        messages.success(request, f"What {person} may do, and where, was saved.")


def switch(
    request: HttpRequest, pk: int, action: Callable[..., User], outcome: str
) -> HttpResponse:
    """Do what a button of one person's page asks, and say on that page how it went."""
    person, form = find(pk), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reason"])))
        return redirect(person)
    try:
        action(person, by=signed_in(request), reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"{person} {outcome}.")
    return redirect(person)
