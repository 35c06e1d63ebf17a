"""Who opens connections and says nothing keeps nobody else out, and fills no log."""

from __future__ import annotations

import http.client
import resource
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from app.server.connections import A_PAGE, descriptors
from app.settings import ADDRESS_SESSIONS
from tests.browser.conftest import App

FEW = 256
"""Descriptors that the server begins with; fewer than one address opens."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_an_address_that_holds_many_connections_keeps_no_other_out(tmp_path: Path) -> None:
    command = ("bash", "-c", f"ulimit -Sn {FEW}; exec '{sys.executable}' -m app.server")
    app = App(tmp_path, command=command)
    held: list[socket.socket] = []
    try:
        place = urlsplit(app.url)
        (server,) = psutil.Process(app.process.pid).children()
        most = A_PAGE * int(ADDRESS_SESSIONS.default)
        for number in range(most + 50):
            held.append(socket.create_connection((place.hostname, place.port), timeout=10))
            if number % 2:
                held[-1].send(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Never: ")
        assert _health(app, "127.0.0.2") == b"ok\n"
        with pytest.raises(ConnectionError):
            _health(app, "127.0.0.1")
        assert FEW < most < server.num_fds() < most + 100
        for one in held:
            one.close()
        assert _health(app, "127.0.0.2") == _health(app, "127.0.0.1") == b"ok\n"
        assert "Traceback" not in app.log.read_text()
    finally:
        for one in held:
            one.close()
        assert not app.stop()


def _health(app: App, address: str) -> bytes:
    place = urlsplit(app.url)
    asked = http.client.HTTPConnection(place.netloc, timeout=60, source_address=(address, 0))
    try:
        asked.request("GET", "/health")
        return asked.getresponse().read()
    finally:
        asked.close()


def test_where_the_system_gives_no_more_it_goes_on_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS names no limit, and refuses what is above one."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (FEW, resource.RLIM_INFINITY))

    def refuses(_which: int, _limits: tuple[int, int]) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuses)
    assert descriptors() == FEW
