"""A page inside a frame of another site: refused by default, live where the operator allows it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import Watch, shot


class Intranet(BaseHTTPRequestHandler):
    """Answers with a page that frames the address in its query."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        address = self.path.partition("?")[2]
        self.wfile.write(
            f'<h1>Intranet</h1><iframe src="{address}" width="1200" height="700"></iframe>'.encode()
        )

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def intranet(watch: Watch) -> Iterator[str]:
    """Another site than ours for the browser, by its name; the watch lets it, and only it, be asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Intranet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://localhost:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()
    assert all(address.startswith(f"{site}/") for address in watch.strangers), watch.strangers
    watch.strangers.clear()


def framed(page: Page, intranet: str, url: str) -> Frame:
    """Show ``url`` in a page of the intranet; give the frame."""
    page.goto(f"{intranet}/?{url}")
    return page.frames[-1]


def test_by_default_no_other_site_shows_a_page(page: Page, app, watch: Watch, intranet: str) -> None:
    watch.lenient = True
    frame = framed(page, intranet, app.page())
    page.wait_for_timeout(1000)
    assert frame.locator("#vitrine-skeleton, .vt-brand").count() == 0
    assert any("frame-ancestors" in error for error in watch.errors)


def test_a_site_that_is_named_shows_a_live_page(page: Page, start_app, intranet: str) -> None:
    app = start_app("--Sessions.grace=1", VITRINE_FRAME_ANCESTORS=f"https://a.example.org {intranet}")
    frame = framed(page, intranet, app.page(query="status=404"))
    frame.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    expect(frame.locator(".vt-chip")).to_have_count(1)
    frame.locator(".vt-slice").first.click()
    expect(frame.locator(".vt-summary-text")).to_contain_text(re.compile("requests? selected"))
    shot(page, "framed")
    # No cookie goes along, so the farewell is not heard: the session ends once its connection is gone.
    page.goto("about:blank")
    app.await_kernels(0)
