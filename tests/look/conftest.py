from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.browser import Chromium, Visitor


@pytest.fixture(scope="session")
def chromium():
    started = Chromium()
    yield started
    started.close()


@pytest.fixture
def visit(chromium, client):
    """Open a window; all of them are the test client's session."""
    with ExitStack() as windows:

        def open_window(**options):
            window = Visitor(chromium, client, options)
            windows.callback(window.close)
            return window

        yield open_window
