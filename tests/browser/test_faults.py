"""What breaks while somebody looks: a connection, a process that starts others, one that stands still."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, Watch, opened
from tests.browser.proxy import in_front_of
from tests.browser.test_session import COUNTER, click_counts, folder, state

TRAINED = 90_000


def live(page: Page) -> None:
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=30_000)


def test_a_connection_that_is_cut_for_five_seconds_comes_back(
    page: Page, start_app, tmp_path: Path, watch: Watch
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER))
    with in_front_of(app.url, "passed") as (proxy, url):
        opened(page, f"{url}/voila/render/logs.ipynb")
        click_counts(page)
        asyncio.run_coroutine_threadsafe(proxy.cut(), proxy.loop).result(10)
        page.wait_for_function("vitrine.state === 'reconnecting'", timeout=30_000)
        page.wait_for_timeout(5_000)
        proxy.sockets = "passed"
        live(page)
        # What was counted before is still there, and counting goes on.
        expect(page.get_by_role("button", name=re.compile(r"^1$"))).to_be_visible()
        click_counts(page)
        page.goto("about:blank")
    app.await_kernels(0, 90)


def test_what_forks_sessions_is_started_anew_and_pages_open_meanwhile(
    page: Page, start_app, tmp_path: Path
) -> None:
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    page.wait_for_timeout(10_000)
    forking(app).kill()
    # The session that it forked does not need it.
    click_counts(page)
    other = page.context.new_page()
    other.goto(app.page())
    live(other)
    assert "What forks sessions is gone; it is started anew" in app.log.read_text()
    click_counts(page)
    third = page.context.new_page()
    third.goto(app.page())
    live(third)
    assert forking(app).is_running()
    with urllib.request.urlopen(f"{app.url}/health", timeout=10) as answer:
        assert answer.read() == b"ok\n"


@pytest.mark.parametrize("which", ["session", "server"])
def test_a_process_that_stands_still_for_a_while_goes_on(
    page: Page, start_app, tmp_path: Path, watch: Watch, which: str
) -> None:
    watch.lenient = True
    app: App = start_app(folder(tmp_path, COUNTER))
    opened(page, app.page())
    process = app.kernels()[0] if which == "session" else psutil.Process(serving(app))
    os.kill(process.pid, signal.SIGSTOP)
    try:
        page.get_by_role("button", name="0").click()
        time.sleep(8)
    finally:
        os.kill(process.pid, signal.SIGCONT)
    live(page)
    expect(page.get_by_role("button", name="1")).to_be_visible()
    click_counts(page)
    app.await_kernels(1)


def forking(app: App) -> psutil.Process:
    """What forks sessions: its parent is the server, and that of each session is it."""
    below = psutil.Process(app.process.pid).children(recursive=True)
    found = [one for one in below if "app.server.zygote" in one.cmdline()]
    (process,) = [one for one in found if one.ppid() not in {other.pid for other in found}]
    return process


def serving(app: App) -> int:
    """The process whose event loop serves."""
    return forking(app).ppid()


def test_a_session_that_is_killed_while_it_trains_says_so_and_keeps_what_was_kept(
    page: Page, start_app, watch: Watch
) -> None:
    watch.lenient = True
    app: App = start_app("--Sessions.interval=0.5")
    opened(page, app.page("network", "epochs=3"))
    train = page.get_by_role("button", name=re.compile("^Train"))
    train.first.click()
    words = page.locator(".vt-training-words")
    expect(words).to_contain_text("epoch 3 of 3", timeout=TRAINED)
    kept = page.get_by_role("tab", name=re.compile(r"^Runs · \d"))
    expect(kept).to_be_visible()
    opened(page, app.page("network", "epochs=3000"))
    expect(kept).to_be_visible()
    count = kept.inner_text()
    train.first.click()
    expect(words).to_contain_text(re.compile(r"epoch [1-9]\d* of 3000"), timeout=TRAINED)
    app.kernels()[0].kill()
    expect(page.get_by_role("alert")).to_contain_text("This session has ended")
    assert state(page) == "ended"
    page.get_by_role("button", name="Reopen this view").click()
    live(page)
    expect(page.get_by_role("tab", name=count)).to_be_visible()
