"""What was kept is there on return, whatever others send; whose work had to go reads so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, App, fits, opened
from tests.visitor.test_visitor import folders

MADE_UP = """async () => {
    const known = window.jupyterapp.widgetManager._models;
    const models = await Promise.all(known instanceof Map ? [...known.values()] : Object.values(known));
    const memory = models.find((model) => model.get('key') === 'vitrine-visitor');
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let sent = 0; sent < 5100; sent++) {
        const bits = crypto.getRandomValues(new Uint8Array(43));
        memory.send({ event: 'arrive', data: Array.from(bits, (one) => letters[one % 64]).join('') });
        if (sent % 50 === 0) await new Promise((done) => setTimeout(done, 10));
    }
}"""
"""Shows as many made-up ids as once pushed a real visitor's decisions out."""


@pytest.fixture
def stranger(browser: Browser, start_app) -> Iterator[Page]:
    """A page in somebody else's browser, closed before its server is."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def decide(page: Page, app: App, count: int) -> None:
    """Keep the labels of the first texts."""
    opened(page, app.page("sentiment", "tab=review"))
    # A link of an earlier version means the tweets, and the page shows its first texts until they are there.
    expect(page.locator(".vt-review-queues")).to_contain_text("neutral → positive", timeout=60_000)
    for made in range(1, count + 1):
        expect(page.locator(".vt-review-words")).to_be_visible()
        page.keyboard.press("k")
        expect(page.locator(".vt-review-queues")).to_contain_text(f"{made} kept")


def test_a_flood_of_made_up_ids_takes_nobody_s_decisions(
    page: Page, stranger: Page, start_app, tmp_path: Path
):
    visitors = tmp_path / "visitors"
    app = start_app(VITRINE_VISITORS=str(visitors), VITRINE_VISITORS_DAYS="120")
    decide(page, app, 3)
    promise = "kept on this server for at least 120 days after your last visit"
    expect(page.locator(".vt-review-queues")).to_contain_text(promise)
    page.goto("about:blank")
    kept = folders(visitors)
    assert len(kept) == 1
    opened(stranger, app.page("sentiment"))
    stranger.evaluate(MADE_UP)
    expect(stranger.get_by_role("alert")).to_contain_text("did not give it", timeout=60_000)
    # What is sent is answered in order: once this decision is kept, all that was sent before is done.
    stranger.get_by_role("tab", name="Review labels").click()
    expect(stranger.locator(".vt-review-words")).to_be_visible(timeout=120_000)
    stranger.keyboard.press("k")
    expect(stranger.locator(".vt-review-queues")).to_contain_text("1 kept")
    assert len(folders(visitors) - kept) == 1
    opened(page, app.page("sentiment", "tab=review"))
    expect(page.locator(".vt-review-queues")).to_contain_text("3 kept")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_id_of_an_earlier_version_keeps_its_decisions_and_who_is_evicted_reads_so(
    page: Page, stranger: Page, start_app
):
    # Room for one, and no promise: who comes second takes it.
    app = start_app(VITRINE_VISITORS_MB="0.1", VITRINE_VISITORS_DAYS="0")
    decide(page, app, 1)
    # As an earlier version had left the browser: the same id without a signature.
    remembered = page.evaluate("localStorage.getItem('vitrine-visitor')")
    page.evaluate("(id) => localStorage.setItem('vitrine-visitor', id)", remembered[:43])
    opened(page, app.page("sentiment", "tab=review"))
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.wait_for_function("(id) => localStorage.getItem('vitrine-visitor') === id", arg=remembered)
    decide(stranger, app, 1)
    opened(page, app.page("sentiment", "tab=review"))
    told = page.get_by_role("alert")
    expect(told).to_contain_text("What this browser had kept on this server was removed on")
    expect(told).to_contain_text("Load your downloaded decisions")
    expect(page.locator(".vt-review-queues")).to_contain_text("0 kept")
    fits(page, "visitor-removed")
    page.set_viewport_size(PHONE)
    fits(page, "visitor-removed")
    told.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_count(0)
