"""The app behind Debian's nginx, with TLS and under a path, as ``deploy/nginx.conf`` arranges it."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, WIDE, App, free_port, opened
from tests.deploy.nginx import Nginx

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /?productId=A HTTP/1.1" 404 10 "-" "curl/8"\n'
trusting = pytest.mark.parametrize(
    "context", [{"ignore_https_errors": True, "viewport": WIDE}], indirect=True
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str]]:
    """The app, and its public address, with a slash at the end."""
    port, plain, folder = free_port(), free_port(), tmp_path_factory.mktemp("proxy")
    app = App(folder, VITRINE_BASE_URL="/tools/vitrine/", VITRINE_PROXY="127.0.0.1")
    inside = app.url.split("/")[2].rsplit(":", 1)[1]
    nginx = Nginx(
        folder / "nginx",
        ROOT / "deploy" / "nginx.conf",
        {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "listen 80": f"listen 127.0.0.1:{plain}",
            "127.0.0.1:8866": f"127.0.0.1:{inside}",
        },
    )
    try:
        nginx.await_port(port)
        yield app, f"https://127.0.0.1:{port}/tools/vitrine/"
    finally:
        nginx.stop()
        left = app.stop()
    assert not left, f"the server left running: {left}"


@trusting
def test_every_page_is_live_from_the_landing_page_on(page: Page, served: tuple[App, str]) -> None:
    _, url = served
    page.goto(url.rstrip("/"))
    assert page.url == url
    links = [card.get_attribute("href") or "" for card in page.locator(".landing-card").all()]
    assert len(links) == 4
    for link in links:
        assert link.startswith("/tools/vitrine/")
        opened(page, url[: -len("/tools/vitrine/")] + link)
        expect(page.locator(".vt-brand")).to_have_attribute("href", "/tools/vitrine/")
    cookies = page.context.cookies(url)
    assert cookies
    for cookie in cookies:
        assert (cookie["path"], cookie["secure"]) == ("/tools/vitrine/", True), cookie["name"]


@trusting
def test_a_file_goes_up_and_the_shared_link_is_the_public_one(
    page: Page, served: tuple[App, str], tmp_path: Path
) -> None:
    app, url = served
    log = tmp_path / "own.log"
    # More than one chunk, so that the WebSocket carries it in several messages.
    log.write_text(LINE * 30_000)
    opened(page, f"{url}voila/render/logs.ipynb")
    page.set_input_files("input[type=file]", log)
    expect(page.locator(".vt-summary-text")).to_contain_text("30,000")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share view").click()
    expect(page.locator(".vt-toast")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{url}voila/render/logs.ipynb")
    page.goto(url)
    app.await_kernels(0)


def test_the_monitor_s_address_stands_under_the_path(served: tuple[App, str]) -> None:
    unsigned = ssl._create_unverified_context()
    with urllib.request.urlopen(f"{served[1]}health", context=unsigned) as answer:
        assert answer.read() == b"ok\n"
