"""The product's own server with one worker, and a browser of the plainest kind."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.fleet import KEPT, environment
from tests.prepared import ROOT

START_SECONDS = 30
HOST = "127.0.0.1"


@dataclass
class Browser:
    """Keeps a connection and its cookies, and reads answers to their end."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, bytes]:
        return self.send("GET", path)

    def send(
        self, method: str, path: str, data: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        try:
            return self.exchange(method, path, data)
        except RemoteDisconnected:
            # The server gives up connections that are silent for a while.
            self.connection = None
            return self.exchange(method, path, data)

    def exchange(
        self, method: str, path: str, data: dict[str, str] | None
    ) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = HTTPConnection(HOST, self.port)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://{HOST}:{self.port}{path}"
        body = None if data is None else urlencode(data)
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.read()

    def sign_in(self, username: str, password: str) -> None:
        path = "/accounts/login/"
        _, page = self.get(path)
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None, page[:500]
        form = {
            "csrfmiddlewaretoken": token.group(1).decode(),
            "login": username,
            "password": password,
        }
        status, page = self.send("POST", path, form)
        assert status == 302, (status, page[:2000])


@dataclass
class Worker:
    """The process that answers; `started_in` are the seconds to its first answer."""

    pid: int
    port: int
    started_in: float

    def peak_megabytes(self) -> float:
        return self._kilobytes("VmHWM") / 1024

    def megabytes(self) -> float:
        return self._kilobytes("VmRSS") / 1024

    def cpu_milliseconds(self) -> float:
        """What it has computed so far, whoever else uses the machine."""
        stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(stat[11]) + int(stat[12])
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def _kilobytes(self, name: str) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None
        return int(found.group(1))


@contextmanager
def running_worker(url: str, *, folder: Path = KEPT) -> Iterator[Worker]:
    port = free_port()
    public = f"http://{HOST}:{port}"
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"],
        cwd=ROOT,
        env=environment(url, folder=folder)
        | {
            "HOST": HOST,
            "PORT": str(port),
            "PUBLIC_URL": public,
            "WEB_CONCURRENCY": "1",
        },
    )
    try:
        wait_until_it_answers(port)
        seconds = time.perf_counter() - started
        yield Worker(child_of(process.pid), port, seconds)
    finally:
        process.terminate()
        process.wait()


def wait_until_it_answers(port: int) -> None:
    patience_ends = time.monotonic() + START_SECONDS
    while time.monotonic() < patience_ends:
        try:
            status, _ = Browser(port).get("/healthz")
        except OSError:
            time.sleep(0.02)
            continue
        assert status == 200, status
        return
    raise SystemExit("The server did not start.")


def child_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    (child,) = children
    return int(child)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
