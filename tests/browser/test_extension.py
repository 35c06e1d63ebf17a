"""The app inside a Jupyter server with a prefix and a token, as on Binder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.shell import pages
from tests.browser.conftest import Watch, opened
from tests.somebody import TOKEN, JupyterServer


@pytest.fixture
def binder(tmp_path: Path) -> Iterator[JupyterServer]:
    """A Jupyter server with the extension, as on Binder, in a folder that is not the checkout."""
    server = JupyterServer(tmp_path, "--Sessions.grace=2", "--Sessions.interval=0.5")
    yield server
    left = server.stop()
    assert not left, f"the server left running: {left}"


def test_pages_open_under_the_prefix_and_the_token_stays_out_of_them(
    page: Page, binder: JupyterServer, watch: Watch
) -> None:
    page.goto(f"{binder.url}vitrine?token={TOKEN}")
    assert TOKEN not in page.content()
    assert TOKEN not in page.url
    card = page.get_by_role("link", name="Server logs")
    assert TOKEN not in (card.get_attribute("href") or "")
    opened(page, f"{binder.page('logs')}?token={TOKEN}&status=404")
    expect(page.locator(".vt-chip")).to_have_count(1)
    assert TOKEN not in page.content()
    assert TOKEN not in page.url
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-summary-text")).to_contain_text("requests selected")
    home = page.locator(".vt-brand").get_attribute("href") or ""
    assert home.startswith("/user/abc/vitrine")
    assert TOKEN not in home
    page.close()
    assert TOKEN not in binder.log.read_text()


def test_every_page_lives_and_ends_with_its_tab(
    context: BrowserContext, binder: JupyterServer, watch: Watch
) -> None:
    page = context.new_page()
    page.goto(f"{binder.url}vitrine?token={TOKEN}")
    links = [link.get_attribute("href") for link in page.locator("a.landing-card").all()]
    assert len(links) == len(pages.PAGES)
    tabs = [opened(context.new_page(), f"http://{binder.url.split('/')[2]}{link}") for link in links]
    for tab in tabs:
        expect(tab.locator(".bqplot svg").first).to_be_visible(timeout=60_000)
    assert len(binder.sessions()) == len(tabs)
    for tab in tabs[1:]:
        tab.close()
    binder.await_sessions(1)
    # One that vanishes says nothing: its connection is all that tells.
    tabs[0].evaluate("navigator.sendBeacon = () => true")
    tabs[0].close()
    binder.await_sessions(0)
