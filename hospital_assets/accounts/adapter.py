"""What signing up and signing in means here, where it differs from allauth's way."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest

# As long as the column is; allauth's own form lets more through.
LONGEST_ADDRESS = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def clean_email(self, email: str) -> str:
        cleaned: str = super().clean_email(email)
        if len(cleaned) > LONGEST_ADDRESS:
            raise forms.ValidationError(
                f"Use an address of at most {LONGEST_ADDRESS} characters."
            )
        domains = settings.SIGNUP_EMAIL_DOMAINS
        if domains and cleaned.rpartition("@")[2].lower() not in domains:
            allowed = ", ".join(domains)
            raise forms.ValidationError(
                f"Use your address at work, which ends in {allowed}."
            )
        return cleaned
