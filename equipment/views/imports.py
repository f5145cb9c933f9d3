"""The pages that load a register: upload, choose, check, import."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from equipment.actions.importing import keep_mapping, keep_words
from equipment.forms.imports import TOO_LARGE, LayoutForm, OptionsForm, UploadForm
from equipment.imports.options import Options
from equipment.imports.outcomes import Outcome
from equipment.imports.reports import problems_in
from equipment.imports.surveys import survey
from equipment.imports.unreadable import UnreadableFile
from equipment.imports.uploads import (
    begin,
    lay_out,
    mark_if_dead,
    rows_done,
    start_run,
    survey_of,
    work_in_background,
)
from equipment.models import ImportRun
from equipment.models.importing import ImportState
from hospital_assets.foundation.answers import show_in_form
from hospital_assets.foundation.requests import signed_in

RUNS_SHOWN = 20
PROBLEMS_SHOWN = 50
REPORTS = {"report": "report.csv", "refused": "refused.csv"}

LOOKS = {
    Outcome.CREATED: "tile-good",
    Outcome.UPDATED: "tile-busy",
    Outcome.REFUSED: "tile-bad",
}

may_import = permission_required("equipment.import_asset", raise_exception=True)


@require_http_methods(["GET", "POST"])
@may_import
def import_list(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    form = UploadForm(request.POST or None, request.FILES or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            run = upload(request, form)
        except UnreadableFile as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(run)
    runs = ImportRun.objects.visible_to(by).select_related("facility")[:RUNS_SHOWN]
    is_too_large = form.has_error("file", TOO_LARGE)
    return render(
        request,
        "equipment/import_list.html",
        {"form": form, "runs": runs},
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_large else HTTPStatus.OK,
    )


def upload(request: HttpRequest, form: UploadForm) -> ImportRun:
    """Keep the file if it can be read at all."""
    sent = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="upload-") as name:
        folder = Path(name)
        with (folder / "register").open("wb") as copy:
            for piece in sent.chunks():
                copy.write(piece)
        found = survey(folder / "register", keep_in=folder)
        run = start_run(
            folder / "register",
            sent.name or "register",
            facility=form.cleaned_data["facility"],
            by=signed_in(request),
            kept=folder,
        )
    lay_out(run, found, by=signed_in(request))
    return run


@require_GET
@may_import
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = mark_if_dead(find(request, pk))
    if run.is_working:
        return render(request, "equipment/import_progress.html", progress_of(run))
    return show(request, run, options_form(run))


@require_GET
@may_import
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page; once the work is done, the whole page instead."""
    run = mark_if_dead(find(request, pk))
    if run.is_working:
        return render(request, "equipment/_import_progress.html", progress_of(run))
    answer = HttpResponse()
    answer["HX-Redirect"] = run.get_absolute_url()
    return answer


@require_POST
@may_import
def import_layout(request: HttpRequest, pk: int) -> HttpResponse:
    run = find(request, pk)
    form = LayoutForm(request.POST, survey=survey_of(run))
    if not form.is_valid():
        return show(request, run, options_form(run), layout=form)
    try:
        found = survey(
            Path(run.file.path),
            sheet=form.cleaned_data.get("sheet", ""),
            header_row=form.cleaned_data["header_row"],
            keep_in=Path(run.file.path).parent,
        )
    except UnreadableFile as refusal:
        form.add_error("header_row", str(refusal))
        return show(request, run, options_form(run), layout=form)
    lay_out(run, found, by=signed_in(request), mapping=form.cleaned_data["mapping"])
    return redirect(run)


@require_POST
@may_import
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Check with the choices of the form, or import what was checked."""
    run, by = find(request, pk), signed_in(request)
    form = options_form(run, request)
    if not form.is_valid():
        return show(request, run, form)
    try:
        words = form.new_words()
        keep_words(words, by=by)
        then = "check" if words else request.POST.get("then", "")
        options = form.chosen(skips_refused=then == "import-rest")
        if name := form.cleaned_data["keep_as"]:
            keep_mapping(name, options.columns, date_order=options.date_order, by=by)
        state = next_state(run, options, wanted=then)
        work_in_background(begin(run, state, options=options, by=by))
    except ValidationError as refusal:
        status = show_in_form(refusal, form)
        return show(request, run, form, status=status)
    return redirect(run)


@require_GET
@may_import
def import_report(request: HttpRequest, pk: int, name: str) -> FileResponse:
    run = find(request, pk)
    if name not in REPORTS:
        raise Http404
    path = Path(run.file.path).with_name(REPORTS[name])
    if not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"import-{pk}-{path.name}"
    )


def next_state(run: ImportRun, options: Options, *, wanted: str) -> ImportState:
    """A real import only follows a check of the very same choices and words."""
    checked = Options.from_json(run.options | {"skips_refused": options.skips_refused})
    is_same = checked == options
    if wanted.startswith("import") and run.state == ImportState.CHECKED and is_same:
        return ImportState.IMPORTING
    return ImportState.CHECKING


def find(request: HttpRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(signed_in(request))
    return get_object_or_404(runs.select_related("facility", "started_by"), pk=pk)


def options_form(run: ImportRun, request: HttpRequest | None = None) -> OptionsForm:
    return OptionsForm(
        request.POST if request else None,
        survey=survey_of(run),
        options=Options.from_json(run.options),
        unknown_words=run.result.get("unknown_words", {}),
        by=run.started_by,
    )


def progress_of(run: ImportRun) -> dict[str, object]:
    return {"run": run, "done": rows_done(run), "rows": run.result.get("rows")}


def show(
    request: HttpRequest,
    run: ImportRun,
    form: OptionsForm,
    *,
    layout: LayoutForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = survey_of(run)
    return render(
        request,
        "equipment/import_detail.html",
        {
            "run": run,
            "form": form,
            "layout": layout or LayoutForm(survey=found),
            "survey": found,
            "sums": sums_of(run),
            "problems": problems_in(Path(run.file.path).parent, most=PROBLEMS_SHOWN),
        },
        status=status,
    )


def sums_of(run: ImportRun) -> list[dict[str, object]]:
    counts = run.result.get("counts", {})
    return [
        {
            "label": outcome.value.capitalize(),
            "count": counts.get(outcome, 0),
            "look": LOOKS.get(outcome, "") if counts.get(outcome) else "",
        }
        for outcome in Outcome
    ]
