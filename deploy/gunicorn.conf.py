"""The server: one kind of process, which holds the pages' threads and the streams."""

from __future__ import annotations

import os

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
