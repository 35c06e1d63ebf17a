"""A server that is asked to stop does, whatever its sessions are just doing, and leaves nothing."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from tests.browser.conftest import App
from tests.page_client import PageClient


@pytest.mark.skipif(sys.platform != "linux", reason="sessions are forked on Linux only")
def test_a_server_stops_while_a_session_is_just_being_ended(tmp_path: Path) -> None:
    """The session stands still, so that ending it takes seconds, and the signal comes meanwhile."""
    app = App(tmp_path, "--Sessions.grace=0.1", "--Sessions.interval=0.1")
    try:
        page = PageClient(app.page("gallery"), patience=60)
        page.answers()
        (session,) = app.kernels()
        session.suspend()
        page.close()
        until = time.monotonic() + 60
        while f"Kernel shutdown: {page.kernel}" not in app.log.read_text() and time.monotonic() < until:
            time.sleep(0.05)
        assert session.is_running()
    finally:
        left = app.stop(signal.SIGINT)
    assert not left
    assert app.process.returncode == 0, app.log.read_text()[-2000:]
    assert "Traceback" not in app.log.read_text()
