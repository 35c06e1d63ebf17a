"""From the address to the first chart, beside a Panel page of one log: ``python -m tests.bench.opening``.

The pages are opened by turns, each by a browser with a profile of its own that has never been there (cold),
that has been there once (warm), and twice (returning). It is closed in between, as between two days. The
third time differs: a browser keeps what it compiled of a script that it met a second time, but only in a
profile on disk, not in a private window. Between two openings lie `BETWEEN` seconds, in which a page is built
ahead for the next visitor. With ``--none-ahead`` none is: each is built for who asks, as where visitors come
faster than that. Printed are the medians in seconds, requests, and bytes on the wire of both, and their
ratios, then where the milliseconds of one opening of each go (`tests.bench.opening_parts`); it fails where
one is above `MOST`, or where the network page is later than the log page. Vitrine
opens a log that is kept read, Panel reads it anew for each visitor. A page's figure counts once its session
lives too, so that a click would be answered. The Panel page (in ``peers``) runs in an environment of its own,
which ``make bench`` makes; ``python -m tests.bench.opening PYTHON`` takes another's Python.
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

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from app import places
from app.settings import PAGES_AHEAD
from tests.bench.opening_parts import MARK, Trace, table
from tests.browser.chromium import launch_with
from tests.browser.conftest import WIDE, App, free_port

TURNS = 7
BETWEEN = 4.0
"""Seconds between two openings."""
NONE_AHEAD = "--none-ahead"
VISITS = ("cold", "warm", "returning")
"""What a browser has of a page, from one visit to the next."""
MOST = {"cold": 1.0, "returning": 0.5}
"""How many times the Panel page's seconds those of the pages of logs and of sentiment may be."""
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
    page.goto(url, wait_until="commit", timeout=120_000)
    page.wait_for_function(ready, polling=20, timeout=120_000)
    into.seconds.append(page.evaluate("performance.now()") / 1000)
    into.requests.append(len(received))
    into.bytes.append(sum(received))
    page.goto("about:blank")
    page.close()


def by_turns(
    driver: Playwright, home: Path, pages: dict[str, tuple[str, str]]
) -> dict[tuple[str, str], Opened]:
    """Open each page as one who comes for the first, second and third time, one page after the other."""
    took = {(name, visit): Opened() for name in pages for visit in VISITS}
    for turn in range(TURNS):
        for name, (url, ready) in pages.items():
            for again in VISITS:
                context = launch_with(driver, home / f"{name}-{turn}", viewport=WIDE)
                visit(context, url, ready, took[name, again])
                # A session that has just been left is ended beside the next page otherwise.
                time.sleep(BETWEEN)
                context.close()
    return took


def parts(driver: Playwright, home: Path, pages: dict[str, tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Open each page for the first, second and third time, recorded; give the seconds of its parts."""
    found: dict[str, dict[str, float]] = {}
    for name, (url, ready) in pages.items():
        for again in VISITS:
            context = launch_with(driver, home / f"{name}-recorded", viewport=WIDE)
            context.add_init_script(MARK)
            page = context.new_page()
            trace = Trace(context.new_cdp_session(page))
            page.goto(url, wait_until="commit", timeout=120_000)
            page.wait_for_function(ready, polling=20, timeout=120_000)
            found[f"{name}, {again}"] = trace.parts(page)
            page.goto("about:blank")
            time.sleep(BETWEEN)
            context.close()
    return found


def missed(seconds: dict[tuple[str, str], float]) -> list[str]:
    """What is above `MOST`, in words, by the median seconds of each page and visit."""
    found = [
        f"{name}, {again}: above {most:g} times the Panel page"
        for again, most in MOST.items()
        for name in ("logs", "sentiment")
        if seconds[name, again] > most * seconds["panel", again]
    ]
    if seconds["network", "cold"] > seconds["logs", "cold"]:
        found.append("network, cold: later than the log page")
    return found


def main() -> int:
    """Measure and print; return 1 if a target was missed, or if there is nothing to measure beside."""
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
        try:
            took = by_turns(driver, Path(home), pages)
            recorded = parts(driver, Path(home), pages)
        finally:
            app.stop()
    seconds = {each: statistics.median(one.seconds) for each, one in took.items()}
    for (name, again), one in took.items():
        ratio = seconds[name, again] / seconds["panel", again]
        print(f"{name}, {again}: {one}; {ratio:.2f} times the Panel page")
    print(f"\nMilliseconds until the first chart, recorded once each:\n{table(recorded)}\n")
    late = missed(seconds)
    print(*late or ["within the limits"], sep="\n")
    return int(bool(late))


if __name__ == "__main__":
    raise SystemExit(main())
