"""What a large fleet costs those who look at it: pages, export, memory."""

from __future__ import annotations

from tests.bench import fleet, pages
from tests.bench.report import Figure, Groups
from tests.bench.server import running_worker
from tests.postgresql import Server

# Minutes for so many assets.
SEEDING_BARS = {1_000: 20 / 60, 100_000: 10.0}


def measure(server: Server, database: str, *, assets: int) -> Groups:
    seeding = fleet.fill(server, database, assets=assets) / 60
    url = server.url(database)
    fleet.manage("collectstatic", "--no-input", "--verbosity=0", url=url)
    with running_worker(url) as worker:
        at_rest = worker.megabytes()
        browser = pages.signed_in(worker)
        measured = pages.measure_pages(pages.pages(), browser, worker, url=url)
        exported = pages.measure_export(browser, worker, assets=assets)
        rest = [
            Figure("worker to its first answer", worker.started_in, "s", 3),
            Figure("worker at rest", at_rest, "MB", 150),
            Figure("worker after all this", worker.megabytes(), "MB"),
            Figure(
                f"seeding {assets} assets", seeding, "min", SEEDING_BARS.get(assets)
            ),
        ]
    return {"pages": measured, "figures": [*exported, *rest]}
