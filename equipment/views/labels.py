"""Labels of chosen assets, or of a filtered list, as a PDF to print."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from equipment.filters.assets import AssetFilter
from equipment.filters.chips import query_of, words_of
from equipment.forms.labels import LabelForm
from equipment.labels.formats import label_formats
from equipment.labels.printing import print_labels
from equipment.models import Asset
from equipment.models.assets import AssetQuerySet
from equipment.views.answers import posted
from hospital_assets.foundation.requests import signed_in

MOST_LABELS = 1000
LONGEST_ID = 18
SHOWN_TAGS = 12
ONLY_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Choice:
    """The assets that labels are wanted for, and in words how they were chosen."""

    assets: AssetQuerySet
    words: str = ""
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@permission_required("equipment.export_asset", raise_exception=True)
def label_print(request: HttpRequest) -> HttpResponse:
    choice = choice_in(request)
    assets = list(choice.assets.select_related("facility")[: MOST_LABELS + 1])
    refusal = choice.refusal or refusal_of(assets, choice.assets)
    usual = {"format": request.session.get("label_format")}
    form = LabelForm(posted(request), initial=usual)
    if not refusal and form.is_valid():
        return printed(request, assets, form.cleaned_data, choice.words)
    context = {
        "form": form,
        "refusal": refusal,
        "number": len(assets),
        "tags": [asset.asset_tag for asset in assets[:SHOWN_TAGS]],
        "more": max(0, len(assets) - SHOWN_TAGS),
        "address": settings.PUBLIC_URL,
        "is_only_here": urlsplit(settings.PUBLIC_URL).hostname in ONLY_HERE,
        "back": query_of(asset_filter(request)),
    }
    return render(request, "equipment/label_print.html", context)


def choice_in(request: HttpRequest) -> Choice:
    """The assets that are named one by one, or else all that the filter finds."""
    if named := named_ones(request):
        seen = Asset.objects.visible_to(request.user)
        ids = [int(text) for text in named if is_id(text)]
        if len(ids) < len(named):
            wrong = next(text for text in named if not is_id(text))
            refusal = f"“{wrong[:40]}” is not the number of one."
            return Choice(seen.none(), refusal=refusal)
        return Choice(
            seen.filter(pk__in=ids).order_by("asset_tag"), "chosen one by one"
        )
    chosen = asset_filter(request)
    if not chosen.form.is_valid():
        return Choice(chosen.qs, refusal="Correct the filter first, then print.")
    return Choice(chosen.qs.order_by(*chosen.columns_of_order, "pk"), words_of(chosen))


def named_ones(request: HttpRequest) -> list[str]:
    """From `?ids=1,2`, or as the list's boxes send them unless all rows are meant."""
    texts = [part for text in request.GET.getlist("ids") for part in text.split(",")]
    if request.GET.get("all") != "1":
        texts += request.GET.getlist("asset")
    return [text.strip() for text in texts if text.strip()]


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


def asset_filter(request: HttpRequest) -> AssetFilter:
    visible = Asset.objects.visible_to(request.user)
    return AssetFilter(request.GET, visible, person=request.user)


def refusal_of(assets: list[Asset], chosen: AssetQuerySet) -> str:
    if not assets:
        return "There is no asset to print a label for. Choose some in the list."
    if len(assets) > MOST_LABELS:
        return (
            f"These are {chosen.count():,} labels, and one PDF holds "
            f"{MOST_LABELS:,}. Narrow the filter, then print part by part."
        )
    return ""


def printed(
    request: HttpRequest, assets: list[Asset], how: dict[str, object], words: str
) -> HttpResponse:
    request.session["label_format"] = how["format"]
    pdf = print_labels(
        assets,
        on=label_formats()[str(how["format"])],
        by=signed_in(request),
        start=int(str(how["start"])),
        chosen=words,
    )
    name = f"labels-{timezone.localdate():%Y-%m-%d}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
