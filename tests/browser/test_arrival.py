"""How a page arrives: at the first attempt, whatever keeps its session busy or its connection out."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, Watch, shot
from tests.browser.proxy import in_front_of
from tests.browser.test_session import COUNTER, click_counts, folder

STOPPED = 6.0
"""Seconds; the widget library by itself waits for four."""

# What a session does by itself while the browser is still on its way: a new text, a new widget, and a chart.
MEANWHILE = """
import threading, time
import bqplot, ipyvuetify as v, numpy as np
from app.shell import arrival

told = v.Html(tag="i", children=["before"])
box = v.Html(tag="div", children=[told])
x, y = bqplot.LinearScale(min=0, max=2), bqplot.LinearScale(min=0, max=100)
line = bqplot.Lines(x=np.array([0.0, 1.0, 2.0]), y=np.array([1.0, 2.0, 3.0]), scales={"x": x, "y": y})

def work():
    while arrival._sent == b"{}":
        time.sleep(0.05)
    told.children = ["after"]
    inner = v.Html(tag="b", children=["made meanwhile"])
    box.children = [told, inner]
    line.y = np.array([97.0, 98.0, 99.0])

threading.Thread(target=work, daemon=True).start()
v.App(children=[v.Main(children=[box, bqplot.Figure(marks=[line])])])
"""


def visits_of(page: Page) -> list[str]:
    """Give a list that grows with every address that the page itself goes to."""
    visits: list[str] = []
    page.on("framenavigated", lambda frame: frame == page.main_frame and visits.append(frame.url))
    return visits


def test_a_busy_session_is_waited_for(page: Page, start_app, tmp_path: Path) -> None:
    app: App = start_app(folder(tmp_path, COUNTER))
    visits = visits_of(page)

    def stopped(route) -> None:
        app.kernels()[0].send_signal(signal.SIGSTOP)
        route.continue_()

    # Voilà asks for this before it connects, and once the page has come.
    page.route("**/api/kernels/*", stopped, times=1)
    page.goto(app.page(), wait_until="commit")
    # It is on the screen although nobody answers.
    expect(page.get_by_role("button", name="0", exact=True)).to_be_visible()
    page.wait_for_selector("#vitrine-skeleton", state="detached")
    assert page.evaluate("vitrine.state") == "starting"
    page.wait_for_timeout(STOPPED * 1000)
    app.kernels()[0].send_signal(signal.SIGCONT)
    page.wait_for_function("vitrine.state === 'live'")
    click_counts(page)
    assert visits == [app.page()]


def test_what_a_session_does_before_its_browser_connects_is_not_lost(
    page: Page, start_app, tmp_path: Path
) -> None:
    app: App = start_app(folder(tmp_path, MEANWHILE))

    def late(route) -> None:
        time.sleep(2)
        route.continue_()

    # Voilà asks for this before it connects.
    page.route("**/api/kernels/*", late)
    page.goto(app.page())
    told = page.locator("#vitrine-states").text_content() or ""
    assert "before" in told
    assert "after" not in told
    page.wait_for_function("vitrine.state === 'live'", timeout=60_000)
    page.wait_for_selector("#vitrine-skeleton", state="detached")
    expect(page.get_by_text("after", exact=True)).to_be_visible()
    expect(page.get_by_text("made meanwhile")).to_be_visible()
    # Of a chart that runs from 0 to 100, values about 98 are drawn at its top, those about 2 at its bottom.
    page.wait_for_function(
        """() => {
            const area = document.querySelector('.bqplot .plotarea_background').getBoundingClientRect();
            const line = document.querySelector('.bqplot path.line').getBoundingClientRect();
            return line.bottom < area.top + area.height / 4;
        }"""
    )


def test_three_visitors_at_once_arrive_at_the_first_attempt(app: App, browser: Browser, watch: Watch) -> None:
    context = watch.follow_all(browser.new_context())
    pages = [context.new_page() for _ in range(3)]
    visits = [visits_of(page) for page in pages]
    for page in pages:
        page.goto(app.page(), wait_until="commit")
    for page in pages:
        page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
        page.wait_for_selector(".bqplot .bar, .vt-slice", timeout=60_000)
    assert visits == [[app.page()]] * 3
    context.close()


@pytest.mark.parametrize("sockets", ["refused", "swallowed"])
def test_a_proxy_without_websockets_is_named(
    page: Page, start_app, tmp_path: Path, watch: Watch, sockets: str
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER))
    with in_front_of(app.url, sockets) as (proxy, address):
        page.goto(f"{address}/voila/render/logs.ipynb")
        banner = page.get_by_role("alert")
        expect(banner).to_contain_text("Live connections do not get through")
        expect(banner).to_contain_text("WebSockets")
        shot(page, f"sockets-{sockets}")
        page.wait_for_selector("#vitrine-skeleton", state="detached")
        assert page.evaluate("vitrine.state") != "live"
        if sockets == "refused":
            proxy.sockets = "passed"
            page.wait_for_function("vitrine.state === 'live'", timeout=60_000)
            expect(banner).to_have_count(0)
            click_counts(page)
        page.goto("about:blank")
