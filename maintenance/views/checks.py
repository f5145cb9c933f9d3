"""The pages on which a checklist is filled in, item by item or all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from equipment.actions.attachments import Upload, attach_file
from equipment.choices import AttachmentKind
from equipment.models import Attachment
from equipment.templatetags.display import counted
from hospital_assets.foundation.answers import status_of
from hospital_assets.foundation.requests import signed_in
from maintenance.actions.checks import (
    GONE_ITEM,
    begin_log,
    check_is_open,
    check_is_own,
    items_of,
    keep_answer,
    log_begun,
    new_log,
    pass_the_rest,
)
from maintenance.actions.judging import Said
from maintenance.checklists import Item
from maintenance.models import Inspection, MaintenanceLog, WorkOrder
from maintenance.views.sheets import Sheet, said_for

CONFIRM_FIRST = "Tick that you have looked at each of them, then send it again."


@dataclass(frozen=True)
class Place:
    """Where a record is filled in, and where it is signed."""

    name: str
    pk: int

    @property
    def fill_url(self) -> str:
        return reverse(f"maintenance:{self.name}-fill", args=[self.pk])

    @property
    def sign_url(self) -> str:
        return reverse(f"maintenance:{self.name}-sign", args=[self.pk])


# --- The work order's -------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.perform_workorder", raise_exception=True)
def check_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Looking alone begins no record; the first answer does."""
    order, by = visible_order(request, pk), signed_in(request)
    place = Place("check", pk)
    if request.method == "POST":
        return save_all(request, lambda: begin_log(order, by=by), place)
    try:
        log = log_in_hand(order, by=by)
    except ValidationError as refused:
        return render_refusal(request, order, refused)
    return render_sheet(request, Sheet(log), place)


def log_in_hand(order: WorkOrder, *, by: AbstractUser) -> MaintenanceLog:
    """The log that the person has begun, or what it would be, without storing it."""
    if begun := log_begun(order, by=by):
        return begun
    check_is_open(order)
    return new_log(order, by=by)


@require_POST
@permission_required("maintenance.perform_workorder", raise_exception=True)
def check_answer(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    order, by = visible_order(request, pk), signed_in(request)
    return keep_one(request, lambda: begin_log(order, by=by), key)


def visible_order(request: HttpRequest, pk: int) -> WorkOrder:
    orders = WorkOrder.objects.visible_to(request.user).select_related(
        "asset__facility", "plan__procedure__current", "procedure_version"
    )
    return get_object_or_404(orders, pk=pk)


# --- A log's and an inspection's own ----------------------------------------------


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.perform_workorder", raise_exception=True)
def log_fill(request: HttpRequest, pk: int) -> HttpResponse:
    return fill(request, visible_log(request, pk), Place("log", pk))


@require_POST
@permission_required("maintenance.perform_workorder", raise_exception=True)
def log_answer(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    log = visible_log(request, pk)
    return keep_one(request, lambda: log, key)


@require_http_methods(["GET", "POST"])
@permission_required("maintenance.sign_inspection", raise_exception=True)
def inspection_fill(request: HttpRequest, pk: int) -> HttpResponse:
    return fill(request, visible_inspection(request, pk), Place("inspection", pk))


@require_POST
@permission_required("maintenance.sign_inspection", raise_exception=True)
def inspection_answer(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    inspection = visible_inspection(request, pk)
    return keep_one(request, lambda: inspection, key)


def visible_log(request: HttpRequest, pk: int) -> MaintenanceLog:
    logs = MaintenanceLog.objects.visible_to(request.user).select_related(
        "asset__facility", "work_order", "procedure_version", "performed_by"
    )
    return get_object_or_404(logs, pk=pk)


def visible_inspection(request: HttpRequest, pk: int) -> Inspection:
    inspections = Inspection.objects.visible_to(request.user).select_related(
        "asset__facility", "work_order", "procedure_version", "inspected_by", "location"
    )
    return get_object_or_404(inspections, pk=pk)


# --- What they share --------------------------------------------------------------

Record = MaintenanceLog | Inspection


def fill(request: HttpRequest, record: Record, place: Place) -> HttpResponse:
    if record.is_signed:
        messages.info(request, "This is signed and does not change any more.")
        return redirect(record)
    if request.method == "POST":
        return save_all(request, lambda: record, place)
    by = signed_in(request)
    if (refused := refusal_of(lambda: check_is_own(record, by=by))) is not None:
        return render_refusal(request, record, refused)
    return render_sheet(request, Sheet(record), place)


def save_all(
    request: HttpRequest, begin: Callable[[], Record], place: Place
) -> HttpResponse:
    """Keep everything that was entered, as a browser without scripts sends it."""
    try:
        record = begin()
        entered, refusals = keep_everything(request, record)
    except ValidationError as refused:
        return render_refusal(request, None, refused)
    if refusals:
        sheet = Sheet(record, entered, refusals)
        return render_sheet(request, sheet, place)
    if "rest" in request.POST:
        return pass_all(request, record, place)
    if "sign" in request.POST:
        return redirect(place.sign_url)
    messages.success(request, "What you entered is kept.")
    return redirect(place.fill_url)


def pass_all(request: HttpRequest, record: Record, place: Place) -> HttpResponse:
    if not request.POST.get("confirmed"):
        messages.error(request, CONFIRM_FIRST)
    else:
        passed = pass_the_rest(record, by=signed_in(request))
        messages.success(request, f"{counted(passed, 'item')} passed.")
    return redirect(place.fill_url)


def keep_everything(
    request: HttpRequest, record: Record
) -> tuple[dict[str, Said], dict[str, str]]:
    """What was entered at each item, and why some of it could not be kept.

    An item of which nothing was sent, and nothing is known, stays as it is.
    """
    entered: dict[str, Said] = {}
    refusals: dict[str, str] = {}
    known = {entry.item.key for entry in Sheet(record).entries if entry.answer}
    for item in items_of(record):
        said = said_for(item.key, request.POST)
        has_photo = f"{item.key}.photo" in request.FILES
        if not (said.is_anything or has_photo or item.key in known):
            continue
        entered[item.key] = said
        try:
            keep(request, record, item, said)
        except ValidationError as refused:
            if status_of(refused) != 200:
                raise
            refusals[item.key] = " ".join(refused.messages)
    return entered, refusals


def keep_one(
    request: HttpRequest, begin: Callable[[], Record], key: str
) -> HttpResponse:
    """Keep one answer as the script sends it, and answer with its verdict."""
    try:
        record = begin()
        item = next((each for each in items_of(record) if each.key == key), None)
        if item is None:
            raise ValidationError(GONE_ITEM)
        keep(request, record, item, said_for(key, request.POST))
    except ValidationError as refused:
        sentence = " ".join(refused.messages)
        state = {"key": key, "refusal": sentence}
        return render(request, "maintenance/_check_state.html", state, status=422)
    sheet = Sheet(record)
    kept = {"entry": sheet.entry(key), "key": key, "sheet": sheet}
    return render(request, "maintenance/_check_answer.html", kept)


def keep(request: HttpRequest, record: Record, item: Item, said: Said) -> None:
    by = signed_in(request)
    check_is_own(record, by=by)
    photo = photo_sent(request, record, item, by)
    keep_answer(record, item.key, said=said, by=by, photo=photo)


def photo_sent(
    request: HttpRequest, record: Record, item: Item, by: AbstractUser
) -> Attachment | None:
    file = request.FILES.get(f"{item.key}.photo")
    if file is None:
        return None
    upload = Upload(file, kind=AttachmentKind.PHOTO, title=item.label[:200])
    return attach_file(record.asset, upload, by=by)


def refusal_of(check: Callable[[], None]) -> ValidationError | None:
    try:
        check()
    except ValidationError as refused:
        return refused
    return None


def render_sheet(request: HttpRequest, sheet: Sheet, place: Place) -> HttpResponse:
    record = sheet.record
    context = {
        "sheet": sheet,
        "record": record,
        "asset": record.asset,
        "order": record.work_order,
        "place": place,
        "choices": (("pass", "Pass"), ("fail", "Fail"), ("na", "Not applicable")),
    }
    return render(request, "maintenance/check_fill.html", context)


def render_refusal(
    request: HttpRequest, about: WorkOrder | Record | None, refused: ValidationError
) -> HttpResponse:
    context = {"about": about, "sentence": " ".join(refused.messages)}
    status = status_of(refused)
    return render(request, "maintenance/check_refused.html", context, status=status)
