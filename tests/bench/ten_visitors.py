"""Ten people open a shared link at once: ``python -m tests.bench.ten_visitors``.

Each page is built for who asks, none ahead. First without browsers, which is the server's own part, then with
ten of them on the same machine. Printed are the seconds of one alone, of the first and the last of ten, and
their ratios; it fails if one of ten fails, loads its page twice, or comes later than stated.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.conftest import WIDE, App
from tests.server.lean_visitor import visit

VISITORS = 10
ALONE = 3
LATEST = 10.0
"""How many times longer than one alone the last of ten may take, with their browsers here."""
UNFAIR = 2.0
"""How many times longer than the first of ten the last may take, where only the server works."""
PATIENCE = 240.0

# The moment of the first chart, on the clock that all share.
_FIRST_CHART = """
const looking = setInterval(() => {
  if (!document.querySelector('.bqplot .bar, .bqplot .element')) return;
  clearInterval(looking);
  window.firstChart = Date.now();
}, 20);
"""


def lean(app: App) -> bool:
    """Measure the server alone; return whether all was well."""

    async def at_once(count: int) -> list[dict[str, float]]:
        return await asyncio.gather(*(visit(app.page()) for _ in range(count)))

    alone = [asyncio.run(at_once(1))[0] for _ in range(ALONE)]
    app.await_kernels(0, 120)
    ten = asyncio.run(at_once(VISITORS))
    for part in ("first", "whole", "answer"):
        one, all_ = statistics.median(visit[part] for visit in alone), sorted(visit[part] for visit in ten)
        words = {"first": "first byte", "whole": "whole page", "answer": "connected and told"}[part]
        print(f"server alone, {words}: one {one:.2f} s;", end=" ")
        print(f"{VISITORS} at once {all_[0]:.2f} to {all_[-1]:.2f} s,", end=" ")
        print(f"last / first {all_[-1] / all_[0]:.1f}, last / one alone {all_[-1] / one:.1f}")
    app.await_kernels(0, 120)
    answers = sorted(visit["answer"] for visit in ten)
    return answers[-1] <= UNFAIR * answers[0]


class Visitor:
    """A browser without memory, about to open the log page."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.context: BrowserContext = browser.new_context(viewport=WIDE)
        self.context.add_init_script(_FIRST_CHART)
        self.page: Page = self.context.new_page()
        self.loads: list[str] = []
        self.page.on("framenavigated", self._note)
        self._url = url

    def _note(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self.loads.append(frame.url)

    def go(self) -> None:
        """Open it, and do not wait."""
        self._start = time.time()
        self.page.evaluate("(url) => { setTimeout(() => location.assign(url)); }", self._url)

    def seconds(self) -> float:
        """Wait for the first chart and the live session; give what it took to the chart."""
        self.page.wait_for_url(self._url, wait_until="commit", timeout=PATIENCE * 1000)
        self.page.wait_for_function(
            "window.firstChart && window.vitrine && vitrine.state === 'live'", timeout=PATIENCE * 1000
        )
        return self.page.evaluate("window.firstChart") / 1000 - self._start

    def leave(self) -> None:
        """Close it."""
        self.page.goto("about:blank")
        self.context.close()


def browsers(app: App, browser: Browser) -> bool:
    """Measure with browsers; return whether all was well."""
    alone = []
    for _ in range(ALONE):
        visitor = Visitor(browser, app.page())
        visitor.go()
        alone.append(visitor.seconds())
        visitor.leave()
        app.await_kernels(0, 60)
    visitors = [Visitor(browser, app.page()) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.go()
    took = sorted(visitor.seconds() for visitor in visitors)
    once = all(visitor.loads == [app.page()] for visitor in visitors)
    for visitor in visitors:
        visitor.leave()
    one = statistics.median(alone)
    print(
        f"with browsers, first chart: one {one:.1f} s; {VISITORS} at once {took[0]:.1f} to {took[-1]:.1f} s,"
    )
    print(f"last / first {took[-1] / took[0]:.1f}, last / one alone {took[-1] / one:.1f};", end=" ")
    print("every page was loaded once" if once else "PAGES WERE LOADED TWICE")
    return once and took[-1] <= LATEST * one


def main() -> int:
    """Measure and print; return 1 if a target was missed."""
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder), "--Sessions.grace=1", "--Sessions.interval=0.5")
        try:
            # The first reads the log, which those after it find read.
            asyncio.run(visit(app.page()))
            app.await_kernels(0, 60)
            well = lean(app)
            with sync_playwright() as playwright:
                browser = launch(playwright)
                first = Visitor(browser, app.page())
                first.go()
                first.seconds()
                first.leave()
                app.await_kernels(0, 60)
                well &= browsers(app, browser)
                browser.close()
        finally:
            app.stop()
    return int(not well)


if __name__ == "__main__":
    raise SystemExit(main())
