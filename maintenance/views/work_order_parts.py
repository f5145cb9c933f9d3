"""Comments on work, and the photos and documents that are kept with it."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from equipment.forms.attachments import AttachForm
from equipment.views.answers import posted
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.comments import FOLLOW, attach_to_order, comment_on
from maintenance.forms.work_orders import CommentForm
from maintenance.views.order_answers import order_or_404
from maintenance.views.work_orders import show_order

may_follow = permission_required(FOLLOW, raise_exception=True)


@require_POST
@may_follow
def work_order_comment(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    form = CommentForm(request.POST)
    status: int = HTTPStatus.OK
    if form.is_valid():
        try:
            comment_on(order, text=form.cleaned_data["text"], by=by)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            return redirect(f"{order.get_absolute_url()}#comments")
    response = show_order(request, pk, form)
    response.status_code = status
    return response


@require_http_methods(["GET", "POST"])
@may_follow
def work_order_file(request: HttpRequest, pk: int) -> HttpResponse:
    order, by = order_or_404(request, pk), signed_in(request)
    files = request.FILES if request.method == "POST" else None
    form = AttachForm(posted(request), files, initial={"kind": "photo"})
    status = 200
    if form.is_valid():
        try:
            attach_to_order(order, form.upload, by=by)
        except ValidationError as refusal:
            status = show_in_form(refusal, form)
        else:
            messages.success(request, "The file is kept now.")
            return redirect(order)
    context = {"order": order, "form": form}
    return render(request, "maintenance/work_order_file.html", context, status=status)
