"""A real browser on pages that come straight from Django's test client.

No server listens: the browser lives in a thread of its own, and while the test waits
for it, the test's thread answers what it asks for, so both see one transaction. What
it asks of any other host is refused and remembered.
"""

from __future__ import annotations

import asyncio
import inspect
import mimetypes
import shutil
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.async_api import Request, Route, async_playwright

ORIGIN = "http://hospital.localhost"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
HTML = "text/html; charset=utf-8"
FORWARD = '<meta http-equiv="refresh" content="0; url={}">'
# What Debian's Chromium needs to start as root and to stay silent on the network.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Chromium:
    """The browser and its thread; `run` waits for it and meanwhile serves it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.asked: SimpleQueue[Any] = SimpleQueue()
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.run(self._start())

    async def _start(self) -> None:
        self.playwright = await async_playwright().start()
        self.browser = await self.playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        future.add_done_callback(self.asked.put)
        while (asked := self.asked.get()) is not future:
            if callable(asked):
                asked()
        return future.result()

    async def answer(self, respond: Any) -> Any:
        """What `respond` gives when the test's thread calls it."""
        answered = self.loop.create_future()

        def respond_there() -> None:
            result = respond()
            self.loop.call_soon_threadsafe(answered.set_result, result)

        self.asked.put(respond_there)
        return await answered

    def close(self) -> None:
        self.run(self.browser.close())
        self.run(self.playwright.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


class Handle:
    """A thing of playwright's as its synchronous twin would be."""

    def __init__(self, thing: Any, chromium: Chromium) -> None:
        self._thing, self._chromium = thing, chromium

    def __getattr__(self, name: str) -> Any:
        return self._wrap(getattr(self._thing, name))

    def _wrap(self, value: Any) -> Any:
        if inspect.iscoroutine(value):
            value = self._chromium.run(value)
        if inspect.ismethod(value):
            return lambda *args, **options: self._wrap(value(*args, **options))
        if isinstance(value, list):
            return [self._wrap(each) for each in value]
        if type(value).__module__.startswith("playwright."):
            return Handle(value, self._chromium)
        return value


@dataclass
class Visitor:
    """One person's browser window; `complaints` is what a healthy page leaves empty."""

    chromium: Chromium
    client: Client
    options: dict[str, Any]
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = Handle(self.chromium.run(self._open()), self.chromium)

    async def _open(self) -> Any:
        options = {"viewport": DESK} | self.options
        self.context = await self.chromium.browser.new_context(**options)
        page = await self.context.new_page()
        page.on("pageerror", lambda e: self.complaints.append(f"Script: {e}"))
        page.on("console", self._listen)
        await page.route("**/*", self._answer)
        return page

    def close(self) -> None:
        self.chromium.run(self.context.close())

    def go(self, path: str) -> Any:
        self.page.goto(ORIGIN + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds that keeps people out, each with the element at fault."""
        found = self.chromium.run(Axe().run(self.page._thing)).response["violations"]
        return [
            f"{violation['id']} ({violation['help']}): {node['html'][:160]}"
            for violation in found
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
        ]

    def _listen(self, message: Any) -> None:
        # The answer to the page itself may well be a refusal.
        is_refusal = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not is_refusal:
            self.complaints.append(message.text)

    async def _answer(self, route: Route, request: Request) -> None:
        address = urlsplit(request.url)
        if f"{address.scheme}://{address.netloc}" != ORIGIN:
            self.complaints.append(f"Wanted {request.url} from outside.")
            await route.abort()
        elif address.path.startswith("/static/"):
            await self._answer_static(route, address.path.removeprefix("/static/"))
        else:
            await self._answer_page(route, request)

    async def _answer_static(self, route: Route, name: str) -> None:
        path = finders.find(name)
        if path is None:
            self.complaints.append(f"There is no static file {name}.")
            await route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(name)[0]
        await route.fulfill(body=Path(path).read_bytes(), content_type=kind)

    async def _answer_page(self, route: Route, request: Request) -> None:
        response = await self.chromium.answer(lambda: self._ask(request))
        if "Location" in response:
            # Chromium would follow a redirect by itself, past this route.
            forward = FORWARD.format(response["Location"])
            await route.fulfill(body=forward, content_type=HTML)
            return
        await route.fulfill(
            status=response.status_code,
            headers=dict(response.items()),
            body=response.getvalue(),
        )

    def _ask(self, request: Request) -> Any:
        return self.client.generic(
            request.method,
            request.url.removeprefix(ORIGIN),
            request.post_data_buffer or b"",
            content_type=request.headers.get("content-type", ""),
            headers={
                name: value
                for name, value in request.headers.items()
                if name == "accept" or name.startswith("hx-")
            },
        )
