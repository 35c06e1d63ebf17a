"""Many come and go: ``python -m tests.bench.visitors``.

Fifty visitors open the log page over two minutes, click, and leave; then two hundred plain requests open
pages that nobody looks at. Printed are what failed, how long a page and a click took, and what is left of it
all on the server: sessions, processes, open files, memory. It fails if anything failed or is left.

No page is built ahead. With ``--day`` a thousand visits follow, and the server's memory every hundred.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.browser.conftest import App
from tests.page_client import PageClient

VISITORS, SPREAD, CLICKS = 50, 120.0, 5
PLAIN, GONE = 200, 60.0
"""Requests without a browser, and the seconds after which nothing of them may be left."""
QUIET = 5.0
"""Seconds in which the server gives back what the last visitors left."""
DAY, HUNDRED = 1000, 60.0
"""The visits of a day, and the seconds in which a hundred of them come: never more at a time than seats."""
GROWTH = 1.1
"""How many times its memory before the server's may be afterwards."""


class Visits:
    """Visits of one page by clients that do what its own does; what they saw is kept."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.pages: list[float] = []
        self.clicks: list[float] = []
        self.failed: list[str] = []

    def one(self, after: float = 0.0) -> None:
        """Open the page after so many seconds, click, and leave."""
        time.sleep(after)
        try:
            began = time.monotonic()
            client = PageClient(self._app.page(), patience=60)
            client.answers()
            opened = time.monotonic() - began
            values = first_list(client)
            clicks = [self._click(client, values, number) for number in range(CLICKS)]
            client.close()
        except Exception as error:
            with self._lock:
                self.failed.append(f"{type(error).__name__}: {error}"[:200])
            return
        with self._lock:
            self.pages.append(opened)
            self.clicks += clicks

    def _click(self, client: PageClient, widget: str, number: int) -> float:
        time.sleep(1)
        return picked(client, widget, number)


def first_list(client: PageClient) -> str:
    """The name of the first list of values on the log page."""
    states = client.states().items()
    return next(name for name, state in states if len(state.get("labels") or ()) > 1 and "excluded" in state)


def picked(client: PageClient, widget: str, number: int) -> float:
    """Click a list's first or second value, by turns; the seconds until the kernel is done with it."""
    began = time.perf_counter()
    data = {"event": "pick", "data": {"index": number % 2, "add": False}}
    client.is_answered(
        client.say("comm_msg", {"comm_id": widget, "data": {"method": "custom", "content": data}})
    )
    return time.perf_counter() - began


class Left(NamedTuple):
    """Sessions, processes and open files of the server, and the megabytes that each process has alone."""

    sessions: int
    processes: int
    files: int
    memory: tuple[float, ...]

    def __str__(self) -> str:
        each = " + ".join(f"{one:.1f}" for one in self.memory)
        return f"{self.sessions} sessions, {self.processes} processes, {self.files} open files, {each} MB"


def left(app: App) -> Left:
    """What there is of the server once everybody has gone."""
    time.sleep(QUIET)
    server = psutil.Process(app.process.pid)
    family = [server, *server.children(recursive=True)]
    memory = []
    for process in family:
        # One that has just ended has none.
        with suppress(psutil.NoSuchProcess):
            memory.append(process.memory_full_info().uss / 1e6)
    return Left(len(app.kernels()), len(family), server.num_fds(), tuple(memory))


def many(app: App, count: int, spread: float) -> bool:
    """Let so many come within so many seconds; return whether none failed."""
    visits = Visits(app)
    with ThreadPoolExecutor(max_workers=VISITORS) as pool:
        for number in range(count):
            pool.submit(visits.one, spread * number / count if spread else 0.0)
    print(
        f"{count} visitors: {len(visits.failed)} failed, a page {statistics.median(visits.pages):.1f} s "
        f"(longest {max(visits.pages):.1f}), a click {statistics.median(visits.clicks) * 1000:.0f} ms "
        f"(p95 {statistics.quantiles(visits.clicks, n=20)[-1] * 1000:.0f})",
        flush=True,
    )
    for why in sorted({*visits.failed}):
        print("  ", why)
    app.await_kernels(0, 120)
    return not visits.failed


def plain(app: App) -> bool:
    """Ask for pages as nobody who looks does; return whether nothing of it is left in time."""
    answers: dict[int, int] = {}
    for _ in range(PLAIN):
        try:
            with urllib.request.urlopen(app.page(), timeout=120) as got:
                got.read()
                status = got.status
        except urllib.error.HTTPError as refused:
            status = refused.code
        answers[status] = answers.get(status, 0) + 1
    until = time.monotonic() + GONE
    while app.kernels() and time.monotonic() < until:
        time.sleep(1)
    print(f"{PLAIN} plain requests: answers {answers}, {len(app.kernels())} sessions left", flush=True)
    return not app.kernels()


def main(arguments: list[str]) -> int:
    """Measure and print; return 1 if a target was missed."""
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    limits = {"VITRINE_OPENINGS_PER_MINUTE": "100000", "VITRINE_ADDRESS_SESSIONS": "10000"}
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder), "--Sessions.grace=3", "--Sessions.interval=1", **limits)
        try:
            many(app, 3, 0.0)
            before = left(app)
            print("before:", before, flush=True)
            well = many(app, VISITORS, SPREAD)
            well &= plain(app)
            after = left(app)
            print("after:", after, flush=True)
            if "--day" in arguments:
                for _ in range(DAY // 100):
                    well &= many(app, 100, HUNDRED)
                    after = left(app)
                    print("still:", after, flush=True)
        finally:
            running = app.stop()
    grown = sum(after.memory) / sum(before.memory)
    well &= after.sessions == 0 and after.processes == before.processes and grown <= GROWTH and not running
    print("nothing is left" if well else "MISSED", f"(memory {grown:.2f} times before)")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
