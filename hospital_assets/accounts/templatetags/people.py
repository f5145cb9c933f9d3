"""What pages say about the person who is signed in."""

from __future__ import annotations

from hashlib import sha256

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from hospital_assets.accounts.roles import ROLE_BY_NAME

register = template.Library()


@register.simple_tag(takes_context=True)
def role_titles(context: Context) -> str:
    """The person's roles in words.

    Every page shows them, so they wait in the session instead of costing a query, and
    are looked up anew when the permissions differ from those they were kept with.
    """
    request: HttpRequest = context["request"]
    permissions = ",".join(sorted(request.user.get_all_permissions()))
    kept_with = sha256(permissions.encode()).hexdigest()
    kept = request.session.get("roles")
    if kept is None or kept["with"] != kept_with:
        kept = {"with": kept_with, "titles": look_up_titles(request)}
        request.session["roles"] = kept
    return str(kept["titles"])


def look_up_titles(request: HttpRequest) -> str:
    names = request.user.groups.order_by("name").values_list("name", flat=True)
    titles = [ROLE_BY_NAME[name].title for name in names if name in ROLE_BY_NAME]
    return ", ".join(titles)


@register.simple_tag
def idle_minutes() -> int:
    return int(settings.IDLE_SIGN_OUT_MINUTES)
