"""The one way in for the server: event streams in the loop, pages in threads."""

from __future__ import annotations

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_assets.settings")

from hospital_assets.wsgi import application as wsgi_application

PAGE_THREADS = int(os.getenv("PAGE_THREADS", "8"))

live = get_asgi_application()
# Django's own ASGI handler would cost a quarter of the throughput for these.
pages = WSGIMiddleware(
    wsgi_application,  # type: ignore[arg-type]  # a response is iterable, unlike its stub
    workers=PAGE_THREADS,
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await answer_lifespan(receive, send)
    elif scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    else:
        await pages(scope, receive, send)


async def answer_lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
