"""From the address to the first chart, beside a Panel page of one log: ``python -m tests.bench.opening``.

The pages are opened by turns, by a browser without memory and then again by one that has been there, with
`BETWEEN` seconds between two, in which a page is built ahead for the next visitor. With ``--none-ahead`` none
is: each is built for who asks, as where visitors come faster than that. Printed are the medians in seconds,
requests, and bytes on the wire of both, and their ratios. Vitrine opens a log that is kept read, Panel reads
it anew for each visitor. A page's figure counts once its session lives too, so that a click would be
answered. The Panel page (in ``peers``) runs in an environment of its own, which ``make bench`` makes;
``python -m tests.bench.opening PYTHON`` takes another's Python.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app import places
from app.settings import PAGES_AHEAD
from tests.browser.chromium import launch
from tests.browser.conftest import WIDE, App, free_port

TURNS = 7
BETWEEN = 4.0
"""Seconds between two openings."""
NONE_AHEAD = "--none-ahead"
PEERS = Path(sys.prefix) / "peers" / "bin" / "python"
# Canvases of Bokeh stand in shadow roots. A chart is there once something is painted.
_PANEL_CHART = """
() => {
  const painted = (canvas) => canvas.width > 0 && canvas.height > 0
    && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part);
  const within = (root) => [...root.querySelectorAll('*')].some((element) => element.tagName === 'CANVAS'
    ? painted(element) : element.shadowRoot && within(element.shadowRoot));
  return within(document);
}
"""
_CHARTS = {
    "logs": ".bqplot .bar, .bqplot .element",
    "sentiment": ".vt-triangle[data-painted]",
    "gallery": ".bqplot .dot, .bqplot .line, .bqplot path.line",
    "network": ".bqplot .line, .bqplot path.line",
}


@dataclass
class Opened:
    """What opening a page took, once for each turn."""

    seconds: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        middle, most = statistics.median(self.seconds), max(self.seconds)
        return (
            f"median {middle:.2f} s, most {most:.2f} s; {statistics.median(self.requests):.0f} requests, "
            f"{statistics.median(self.bytes) / 1e6:.1f} MB"
        )


@contextlib.contextmanager
def panel(python: Path, home: Path) -> Iterator[str]:
    """Serve the Panel page of the bundled log; give its address."""
    port = free_port()
    with (home / "panel.log").open("w") as log:
        command = [
            str(python),
            str(Path(__file__).parent / "peers" / "panel_page.py"),
            str(places.MADE / "shop.log.gz"),
        ]
        serving = subprocess.Popen([*command, port], stdout=log, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}/log"
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and serving.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(url, timeout=20).close()
                break
            time.sleep(0.2)
        yield url
    finally:
        serving.kill()
        serving.wait()


def visit(context: BrowserContext, url: str, ready: str, into: Opened) -> None:
    """Open a page; note what it took until ``ready`` holds in it."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url, wait_until="commit")
    page.wait_for_function(ready, polling=20, timeout=120_000)
    into.seconds.append(page.evaluate("performance.now()") / 1000)
    into.requests.append(len(received))
    into.bytes.append(sum(received))
    page.goto("about:blank")
    page.close()


def by_turns(browser: Browser, pages: dict[str, tuple[str, str]]) -> dict[tuple[str, str], Opened]:
    """Open each page with a cold and then with a warm cache, one after the other, several times."""
    took = {(name, cache): Opened() for name in pages for cache in ("cold", "warm")}
    for _ in range(TURNS):
        for name, (url, ready) in pages.items():
            context = browser.new_context(viewport=WIDE)
            for cache in ("cold", "warm"):
                visit(context, url, ready, took[name, cache])
                # A session that has just been left is ended beside the next page otherwise.
                time.sleep(BETWEEN)
            context.close()
    return took


def main() -> int:
    """Measure and print; return 1 if there is nothing to measure beside."""
    named = [argument for argument in sys.argv[1:] if argument != NONE_AHEAD]
    python = Path(named[0]) if named else PEERS
    ahead = PAGES_AHEAD.default if named == sys.argv[1:] else "0"
    if not python.exists():
        print(f"There is no {python}: `make bench` makes it, or name a Python that has Panel.")
        return 1
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}, pages built ahead: {ahead}")
    with (
        tempfile.TemporaryDirectory() as home,
        panel(python, Path(home)) as peer,
        sync_playwright() as driver,
    ):
        app = App(Path(home), "--Sessions.grace=1", "--Sessions.interval=0.5", VITRINE_PAGES_AHEAD=ahead)
        pages = {"panel": (peer, _PANEL_CHART)}
        for name, chart in _CHARTS.items():
            ready = f'() => document.querySelector("{chart}") && window.vitrine?.state === "live"'
            pages[name] = (app.page(name), ready)
        browser = launch(driver)
        try:
            took = by_turns(browser, pages)
        finally:
            browser.close()
            app.stop()
    for (name, cache), one in took.items():
        ratio = statistics.median(one.seconds) / statistics.median(took["panel", cache].seconds)
        print(f"{name}, {cache} cache: {one}; {ratio:.2f} times the Panel page")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
