"""The server: one kind of process, which holds the pages' threads and the streams."""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.conf import settings

host, port = os.getenv("HOST", "127.0.0.1"), os.getenv("PORT", "8000")
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
wsgi_app = "hospital_assets.asgi:application"
worker_class = "asgi"
# gunicorn takes the number of processes from WEB_CONCURRENCY, and 1 if it is not set.

# Streams end themselves on shutdown; a page that takes longer is given up.
graceful_timeout = 15
loglevel = os.getenv("LOG_LEVEL", "info")
# Its default is a socket in the home folder, for a tool that nobody uses here.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Load the pages, and keep the collector from looking through them again and again.

    What is loaded stays until the process ends, and a page makes some ten thousand
    objects that go away by themselves.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
