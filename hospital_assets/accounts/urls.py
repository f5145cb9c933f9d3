"""Pages about people: the own one, and those of administrators."""

from __future__ import annotations

from django.http import Http404
from django.urls import path, re_path
from django.views.defaults import page_not_found

from hospital_assets.accounts import views

app_name = "accounts"

# Pages of allauth that promise what is not done here: no mail is sent and no address is
# verified. Administrators correct addresses and give out links for new passwords.
CLOSED = (
    r"^accounts/(?:confirm-email/.*|email/|password/reset/(?:done/)?|reauthenticate/)$"
)

urlpatterns = [
    re_path(CLOSED, page_not_found, {"exception": Http404()}),
    path("me/", views.profile, name="profile"),
    path("me/digest/", views.digest_choose, name="digest-choose"),
    path("people/", views.person_list, name="person-list"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/roles/", views.role_list, name="role-list"),
    path("people/<int:pk>/", views.person_detail, name="person-detail"),
    path("people/<int:pk>/correct/", views.person_correct, name="person-correct"),
    path("people/<int:pk>/off/", views.person_deactivate, name="person-deactivate"),
    path("people/<int:pk>/on/", views.person_reactivate, name="person-reactivate"),
    path("people/<int:pk>/password/", views.person_password, name="person-password"),
]
