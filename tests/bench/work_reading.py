"""What two years of work cost those who look at it: the queue, reports, a month."""

from __future__ import annotations

import shutil
import statistics
from pathlib import Path

from tests.bench import fleet, pages, planning
from tests.bench.report import Figure, Groups, say
from tests.bench.server import Browser, Worker, running_worker
from tests.postgresql import Server

FILL = "from tests.bench.working import fill; fill()"
REPORTS = ("", "planned/", "reliability/", "backlog/", "age/", "utilisation/", "costs/")
TURNS = 3
SECONDS, SECONDS_ON_SQLITE = 2, 6


def measure(server: Server, database: str, *, assets: int) -> Groups:
    """The reports on both databases, the rest on PostgreSQL."""
    fleet.keep(server, database, f"{assets}-worked", lambda url: make(url, assets))
    url = server.url(database)
    fleet.manage("collectstatic", "--no-input", "--verbosity=0", url=url)
    groups: Groups = {"a month": planning.figures()}
    with running_worker(url) as worker:
        browser = pages.signed_in(worker)
        shown = pages.measure_pages(pages.work_pages(), browser, worker, url=url)
        groups |= {"work": shown, "reports": reports(browser, worker, SECONDS)}
    return groups | {"reports on SQLite": on_sqlite(assets)}


def make(url: str, assets: int, folder: Path = fleet.KEPT) -> float:
    seconds = fleet.seed(url, assets=assets, folder=folder)
    fleet.run_python(FILL, url=url, folder=folder)
    return seconds


def on_sqlite(assets: int) -> list[Figure]:
    folder = fleet.KEPT / f"sqlite-{assets}-{fleet.digest_of_the_demo()}"
    file = folder / "db.sqlite3"
    url = f"sqlite:///{file}"
    if not (folder / "made").exists():
        say("Making the same on SQLite, which is kept for the next time …")
        for outdated in fleet.KEPT.glob(f"sqlite-{assets}-*"):
            shutil.rmtree(outdated)
        folder.mkdir()
        make(url, assets, folder)
        (folder / "made").touch()
    fleet.manage("collectstatic", "--no-input", "--verbosity=0", url=url, folder=folder)
    with running_worker(url, folder=folder) as worker:
        browser = pages.signed_in(worker, folder=folder)
        return reports(browser, worker, SECONDS_ON_SQLITE)


def reports(browser: Browser, worker: Worker, bar: float) -> list[Figure]:
    """Of twelve months and the whole fleet, which is what they show by themselves."""
    measured = []
    for name in REPORTS:
        path = f"/reports/{name}"
        assert browser.get(path)[0] == 200, path
        taken = pages.milliseconds(lambda path=path: browser.get(path), TURNS)  # type: ignore[misc]  # bound now
        measured.append(Figure(path, statistics.median(taken) / 1000, "s", bar))
    peak = worker.peak_megabytes()
    return [*measured, Figure("worker, at most", peak, "MB")]
