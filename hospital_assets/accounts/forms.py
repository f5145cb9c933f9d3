"""Forms of people."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.http import HttpRequest


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # the package has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Labels say it; a placeholder that says it again looks like an entry.
        self.fields["login"].label = "User name or e-mail address"
        self.fields["login"].widget.attrs = {"autocomplete": "username"}
        del self.fields["password"].widget.attrs["placeholder"]


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # the package has no types
    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)
    job_title = forms.CharField(max_length=120, required=False)

    field_order = ["first_name", "last_name", "job_title", "email", "username"]

    def custom_signup(self, request: HttpRequest, user: object) -> None:
        for name in ("first_name", "last_name", "job_title"):
            setattr(user, name, self.cleaned_data[name])
        user.save()  # type: ignore[attr-defined]  # a user, says allauth
