"""A log that is being written, as a person follows it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, App, Watch, fits, opened, shot


def lines(first: int, last: int) -> str:
    return "".join(
        f"10.0.0.{n % 9} - - [17/May/2015:10:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET /{n % 4} HTTP/1.1" {200 if n % 4 else 404} {n} "-" "curl/8"\n'
        for n in range(first, last)
    )


def more(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def summary(page: Page, text: str) -> None:
    expect(page.locator(".vt-summary-text")).to_have_text(text)


def test_following_a_log(page: Page, start_app: Callable[..., App], tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(lines(0, 400))
    running = start_app(VITRINE_LOGS=str(log), VITRINE_FIRST_LOG="access.log")
    opened(page, running.page("logs"))
    summary(page, "400 of 400 requests selected")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.locator(".vt-live-words")).to_contain_text("nothing waits")
    more(log, lines(400, 800))
    summary(page, "800 of 800 requests selected")
    expect(page.locator(".vt-facts")).to_contain_text("800 lines read")
    # Filters keep while it grows.
    page.locator(".vt-slice[aria-label^='404:']").click()
    summary(page, "200 of 800 requests selected")
    more(log, lines(800, 1200))
    summary(page, "300 of 1,200 requests selected")
    # Rotated: what is in the old file and in the new one counts.
    log.rename(log.with_name("access.log.1"))
    more(log.with_name("access.log.1"), lines(1200, 1204))
    log.write_text(lines(1204, 1208))
    summary(page, "302 of 1,208 requests selected")
    # The picture stands, counting goes on.
    page.get_by_role("button", name="Pause").click()
    more(log, lines(1208, 1300))
    expect(page.locator(".vt-live-words")).to_contain_text("paused")
    page.wait_for_timeout(1_000)
    summary(page, "302 of 1,208 requests selected")
    page.get_by_role("button", name="Resume").click()
    summary(page, "325 of 1,300 requests selected")
    # The last five minutes by the log's own clock: seconds 1,000 to 1,299, and as it moves on fewer.
    page.keyboard.press("Escape")
    summary(page, "1,300 of 1,300 requests selected")
    page.get_by_label("Rolling window").select_option("5min")
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(r"^2\d\d of 1,300 requests selected$"))
    expect(page).to_have_url(re.compile("follow=1&window=5min"))
    for size, name in ((WIDE, "wide"), (PHONE, "phone")):
        page.set_viewport_size(size)
        page.wait_for_timeout(400)
        fits(page, f"live-{name}")
        shot(page, f"live-{name}")
    page.set_viewport_size(WIDE)
    # The file is gone, and back: a banner that heals, and nothing is lost.
    page.get_by_label("Rolling window").select_option("all")
    log.unlink()
    expect(page.locator(".vt-live-trouble")).to_contain_text("There is no file “access.log”")
    shot(page, "live-gone")
    log.write_text(lines(1300, 1310))
    summary(page, "1,310 of 1,310 requests selected")
    expect(page.locator(".vt-live-trouble")).to_have_count(0)
    # The link follows too.
    page.reload()
    summary(page, "1,310 of 1,310 requests selected")
    expect(page.locator(".vt-live-words")).to_contain_text("live")


def test_following_from_now_and_from_a_time(
    page: Page, start_app: Callable[..., App], tmp_path: Path
) -> None:
    log = tmp_path / "access.log"
    log.write_text(lines(0, 400))
    running = start_app(VITRINE_LOGS=str(log), VITRINE_FIRST_LOG="access.log")
    opened(page, running.page("logs", "follow=1"))
    summary(page, "400 of 400 requests selected")
    start = page.get_by_label("From when")
    start.select_option("from a time…")
    page.get_by_label("From this time").fill("2015-05-17T10:06")
    page.get_by_role("button", name="Follow from there").click()
    summary(page, "40 of 40 requests selected")
    expect(page).to_have_url(re.compile("from=2015-05-17T10:06&follow=1"))
    expect(page.locator(".vt-notes")).to_contain_text("360 earlier lines were left out")
    expect(page.get_by_label("From this time")).to_have_count(0)
    expect(start.locator("option:checked")).to_have_text(re.compile("from .*2015.* 10:06"))
    more(log, lines(400, 420))
    summary(page, "60 of 60 requests selected")
    start.select_option("from now")
    # Sixty lines end so, too; what is written before the click is seen is not from now on.
    expect(page.locator(".vt-facts")).to_contain_text(re.compile(r"(?<!\d)0 lines read"))
    more(log, lines(420, 430))
    summary(page, "10 of 10 requests selected")
    for size, name in ((WIDE, "wide"), (PHONE, "phone")):
        page.set_viewport_size(size)
        start.select_option("from a time…")
        page.wait_for_timeout(400)
        fits(page, f"live-from-{name}")
        shot(page, f"live-from-{name}")
        page.get_by_label("From this time").press("Escape")
    page.set_viewport_size(WIDE)
    # The link begins where now was when it was chosen.
    page.reload()
    summary(page, "10 of 10 requests selected")
    page.go_back()
    summary(page, "70 of 70 requests selected")
    start.select_option("from its beginning")
    summary(page, "430 of 430 requests selected")


class Hook(BaseHTTPRequestHandler):
    """Who is posted to; keeps what came."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.came = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_alert(
    page: Page, start_app: Callable[..., App], tmp_path: Path, hook: ThreadingHTTPServer
) -> None:
    log = tmp_path / "access.log"
    log.write_text(lines(0, 400))
    running = start_app(
        VITRINE_LOGS=str(log),
        VITRINE_FIRST_LOG="access.log",
        VITRINE_ALERT_WEBHOOK=f"http://127.0.0.1:{hook.server_port}/",
    )
    opened(page, running.page("logs") + "?follow=1")
    summary(page, "400 of 400 requests selected")
    title = page.title()
    # Half typed: the limit is drawn already, and what is missing is said.
    rule, told, limit = (
        page.get_by_label("Alert when"),
        page.locator(".vt-alert-told"),
        page.locator(".vt-series-limit"),
    )
    rule.fill("errors > 5%")
    expect(limit).to_have_text("errors > 5%")
    expect(told).to_contain_text("Say for how long")
    rule.fill("errors > 5% for 1 minute")
    # A quarter of these requests failed.
    alarm = page.get_by_role("alert")
    expect(alarm).to_contain_text("errors > 5% for 1 min: 25% (15 of 60 requests), since 17 May 10:06:")
    expect(page).to_have_title(f"⚠ Alert · {title}")
    expect(page).to_have_url(re.compile(r"alert=errors\+%3E\+5%25\+for\+1\+minute"))
    for size, name in ((WIDE, "wide"), (PHONE, "phone")):
        page.set_viewport_size(size)
        page.wait_for_timeout(400)
        fits(page, f"alert-{name}")
        shot(page, f"alert-{name}")
    page.set_viewport_size(WIDE)
    # It goes well again: a line a second, none of which failed.
    more(log, "".join(line for line in lines(400, 800).splitlines(True) if " 404 " not in line))
    expect(alarm).to_have_count(0)
    expect(page).to_have_title(title)
    expect(told).to_contain_text("now 0% (0 of ")
    assert [(one["firing"], one["rule"]) for one in hook.came] == [  # type: ignore[attr-defined]
        (True, "errors > 5% for 1 min"),
        (False, "errors > 5% for 1 min"),
    ]
    rule.fill("")
    expect(limit).to_have_count(0)


def test_a_page_that_streams_rests_when_nobody_watches(
    page: Page, start_app: Callable[..., App], tmp_path: Path, watch: Watch
) -> None:
    """What comes in is nothing that a visitor does: the session ends, and its reader after it."""
    watch.lenient = True
    log = tmp_path / "access.log"
    log.write_text(lines(0, 40))
    running = start_app(
        "--Sessions.interval=0.5",
        VITRINE_LOGS=str(log),
        VITRINE_FIRST_LOG="access.log",
        VITRINE_IDLE_MINUTES="0.1",
    )
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.1):
            more(log, lines(40, 60))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        opened(page, running.page("logs", "follow=1"))
        expect(page.locator(".vt-live-words")).to_contain_text("lines/s")
        assert len(readers(log)) == 1
        expect(page.get_by_role("alert")).to_contain_text("This session has ended", timeout=40_000)
        running.await_kernels(0)
        until = time.monotonic() + 60
        while readers(log) and time.monotonic() < until:
            time.sleep(0.2)
        assert readers(log) == []
    finally:
        stop.set()
        writer.join()


def readers(log: Path) -> list[int]:
    """The processes that hold a log open, but for this one, which writes it."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and str(log) in [one.path for one in process.open_files()]:
                found.append(process.pid)
    return found
