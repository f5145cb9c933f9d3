"""How long pages take, how many queries they ask, and how long these take alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import psycopg
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from equipment.models import Asset, Department, DeviceCategory, Facility, Location
from tests.bench.fleet import KEPT
from tests.bench.report import Figure, PageFigures, say
from tests.bench.server import HOST, Browser, Worker

PERSON = "manager"
WARM_UPS = 20
SAMPLES = 200
BARE_ROUNDS = 30
EXPORTS = 3
# How much memory more or less is "flat".
FLAT_MEGABYTES = 30

QUEUE_TABS = ("overdue", "mine", "unassigned", "done")
WORDS = ("alaris", "infusion pump", "philips mx750", "evita", "BME-0123", "4021", "ö")


@dataclass(frozen=True)
class Page:
    name: str
    paths: Sequence[str]
    bar: float
    most_queries: int


def pages() -> list[Page]:
    """Those that DESIGN has bars for, each with several addresses of its kind."""
    return [
        Page("list of 50, three filters", filtered_lists(), 25, 8),
        Page("list of 50, no filter", [reverse("equipment:asset-list")], 25, 8),
        Page("asset page", asset_pages(), 20, 12),
        Page("dashboard", ["/"], 30, 10),
        Page("search", searches(), 20, 8),
    ]


def filtered_lists() -> list[str]:
    main = Facility.objects.get(code="NGH")
    ward = Department.objects.get(facility=main, name="Medical/Surgical")
    tower = Location.objects.get(facility=main, parent=None, name="Tower A")
    pump = DeviceCategory.objects.get(code="INFUSION-PUMP-LVP")
    choices = [
        {"facility": main.pk, "status": "in_use", "criticality": "high"},
        {"location": tower.pk, "status": "available", "category": pump.pk},
        {"department": ward.pk, "status": "maintenance", "criticality": "medium"},
        {"facility": main.pk, "status": "in_use", "q": "alaris"},
    ]
    page = reverse("equipment:asset-list")
    return [f"{page}?{urlencode(choice)}" for choice in choices]


def asset_pages() -> list[str]:
    keys = list(Asset.objects.order_by("pk").values_list("pk", flat=True))
    chosen = Random(1).sample(keys, 40)
    return [reverse("equipment:asset-detail", args=[key]) for key in chosen]


def searches() -> list[str]:
    page = reverse("equipment:search")
    return [f"{page}?{urlencode({'q': word})}" for word in WORDS]


def signed_in(worker: Worker, *, folder: Path = KEPT) -> Browser:
    browser = Browser(worker.port)
    browser.sign_in(PERSON, (folder / "demo-password").read_text().strip())
    return browser


# --- Measuring --------------------------------------------------------------------


def work_pages() -> list[Page]:
    queue = reverse("maintenance:work-order-list")
    tabs = [f"{queue}?{urlencode({'tab': tab})}" for tab in QUEUE_TABS]
    return [
        Page("work orders, open ones", [queue], 25, 8),
        Page("work orders, other tabs", tabs, 25, 8),
        Page("asset page, with work", asset_pages(), 20, 12),
        Page("dashboard, with work", ["/"], 30, 10),
        Page("calendar", [reverse("maintenance:calendar")], 100, 10),
    ]


def measure_pages(
    pages: Sequence[Page], browser: Browser, worker: Worker, *, url: str
) -> list[PageFigures]:
    empty = milliseconds(lambda: browser.get("/healthz"), SAMPLES)
    say(f"An empty view takes {statistics.median(empty):.2f} ms.")
    measured = []
    for page in pages:
        if answers(page, browser):
            say(f"Measuring: {page.name}")
            measured.append(
                measure(page, browser, worker, url=url, empty=statistics.median(empty))
            )
    return measured


def answers(page: Page, browser: Browser) -> bool:
    """Whether there is something to measure; says so where there is not."""
    for path in page.paths:
        status, _ = browser.get(path)
        if status != HTTPStatus.OK:
            say(f"NOT MEASURED: {page.name}, since {path} answers {status}.")
            return False
    return True


def measure(
    page: Page, browser: Browser, worker: Worker, *, url: str, empty: float
) -> PageFigures:
    paths = cycle(page.paths)
    sizes: list[int] = []

    def look() -> None:
        _, body = browser.get(next(paths))
        sizes.append(len(body))

    for _ in range(WARM_UPS):
        look()
    before = worker.cpu_milliseconds()
    times = milliseconds(look, SAMPLES)
    computed = worker.cpu_milliseconds() - before
    asked = [queries_of(path) for path in page.paths[:10]]
    return PageFigures(
        name=page.name,
        path=page.paths[0],
        p50=statistics.median(times),
        p95=statistics.quantiles(times, n=20)[-1],
        bar=page.bar,
        queries=max(len(statements) for statements in asked),
        most_queries=page.most_queries,
        bare=bare_sql(asked, url=url),
        empty=empty,
        cpu=computed / SAMPLES,
        bytes=round(statistics.mean(sizes)),
    )


def milliseconds(act: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def queries_of(path: str) -> list[str]:
    """What the page asks the database, of somebody who has been looking before."""
    client = Client(SERVER_NAME=HOST)
    client.force_login(get_user_model().objects.get(username=PERSON))
    for _ in client.get(path):
        pass
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        for _ in response:
            pass
    return [query["sql"] for query in captured.captured_queries]


def bare_sql(asked: Sequence[Sequence[str]], *, url: str) -> float:
    """The p50 of the same statements without anything around them."""
    with psycopg.connect(url.replace("postgres://", "postgresql://")) as bare:
        bare.autocommit = True

        def run(statements: Sequence[str]) -> None:
            for statement in statements:
                bare.execute(statement).fetchall()

        rounds = cycle(asked)
        times = milliseconds(lambda: run(next(rounds)), BARE_ROUNDS)
    return statistics.median(times)


def measure_export(browser: Browser, worker: Worker, *, assets: int) -> list[Figure]:
    """Everything as CSV, with what that does to the worker's memory."""
    path = reverse("equipment:asset-export-csv")
    browser.get(path)
    before = worker.megabytes()
    worker.forget_peak()
    seconds, size, lines = [], 0, 0
    for _ in range(EXPORTS):
        started = time.perf_counter()
        status, body = browser.get(path)
        seconds.append(time.perf_counter() - started)
        size, lines = len(body), body.count(b"BME-")
        assert status == 200, status
    assert lines >= assets, (lines, assets)
    growth = worker.peak_megabytes() - before
    return [
        Figure("CSV of everything", statistics.median(seconds), "s", 5),
        Figure("CSV of everything: size", size / 1e6, "MB"),
        Figure("CSV of everything: memory above rest", growth, "MB", FLAT_MEGABYTES),
    ]
