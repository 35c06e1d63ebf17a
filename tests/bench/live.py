"""A log that is written at 20,000 lines a second, followed by ten.

``python -m tests.bench.live [seconds] [rate]``.

A page in Chromium and nine more watchers follow one file. Printed are how old what the page shows is (from
when the first line that it does not show yet was written), and what a click takes meanwhile, from the click
to the second frame after the filter is there; then the reader is killed twice with ``kill -9`` while the log
is written on. At the end every line has to be counted once, by status as awk counts them. How many processes
hold the log open is counted on the way: it has to be one, for all ten. What each part takes of a core
meanwhile is told beside: the browser too, which has a machine of its own in life, and what writes the lines.

Fails where a line is lost or doubled, where there is more than one reader, or where a target is missed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from app.logs.live.sources import FILES, Watched
from app.logs.live.watching import Watch
from app.logs.reading.offers import shelf
from tests.bench.log_page import percentile
from tests.bench.read_log import make_log
from tests.browser.chromium import launch
from tests.browser.conftest import WIDE, App, opened

RATE = 20_000
SECONDS = 60
BEAT = 0.05
WATCHERS = 9
AGE, CLICK = 0.5, 0.2
"""Seconds that 95 of 100 may take at most."""

PATIENCE = 120
"""Seconds after the last line by which all have to be shown."""

# What the page shows, twenty times a second, on the clock that all share.
_SAMPLE = """
() => {
  window.shownLines = [];
  setInterval(() => {
    // No innerText, which would lay out the page each time.
    const words = document.querySelector('.vt-summary-text')?.textContent || '';
    const total = words.match(/of ([\\d,]+) request/);
    if (total) window.shownLines.push([Date.now(), Number(total[1].replaceAll(',', ''))]);
  }, 50);
}
"""
# From a click on a slice to the second frame after its filter is there, or is gone.
_CLICK = """
async (place) => {
  const slices = [...document.querySelectorAll('.vt-slice')];
  const chips = () => document.querySelectorAll('.vt-chip').length;
  const before = chips();
  const start = performance.now();
  slices[place % slices.length].dispatchEvent(new MouseEvent('click', { bubbles: true }));
  while (chips() === before && performance.now() - start < 5000) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return chips() === before ? null : performance.now() - start;
}
"""


class Writer:
    """Writes lines to a log at a rate; ``written`` are the moments and how many there were then."""

    def __init__(self, path: Path, rate: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pool = Path(folder, "pool.log")
            make_log(pool, 20_000)
            lines = re.sub(rb"\[[^]]*\]", b"[@]", pool.read_bytes()).splitlines(keepends=True)
        self.path, self._rate = path, rate
        self._lines = lines
        self.written: list[tuple[float, int]] = [(time.time(), 0)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> int:
        """End; how many lines there are."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        return self.written[-1][1]

    def _write(self) -> None:
        began, many, place = time.time(), 0, 0
        with self.path.open("ab", buffering=0) as file:
            while not self._stop.is_set():
                due = int((time.time() - began) * self._rate) - many
                part = self._lines[place : place + due]
                stamp = time.strftime("[%d/%b/%Y:%H:%M:%S +0000]", time.gmtime()).encode()
                # The moment before the writing is the one from which a line is waited for.
                at = time.time()
                file.write(b"".join(part).replace(b"[@]", stamp))
                many += len(part)
                place = (place + len(part)) % len(self._lines)
                self.written.append((at, many))
                self._stop.wait(BEAT)


def ages(shown: list[tuple[float, int]], written: list[tuple[float, int]]) -> list[float]:
    """How old each sample of what was shown is: since when the first line that it lacks had been written."""
    counts = [many for _, many in written]
    found = []
    for at, many in shown:
        place = bisect_right(counts, many)
        waits = place < len(written) and written[place][0] <= at
        found.append(at - written[place][0] if waits else 0.0)
    return found


def readers(log: Path) -> list[psutil.Process]:
    """The processes that hold the log open, but for this one, which writes it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and any(one.path == str(log) for one in process.open_files()):
                found.append(process)
        except psutil.Error:
            continue
    return found


class Spent:
    """Processor time of the parts that take part, from here on, each the processes below some."""

    def __init__(self, **parts: list[psutil.Process]) -> None:
        self._parts, self._began = parts, time.monotonic()
        self._before = {name: _processor_time(parts[name]) for name in parts}

    def shares(self) -> str:
        """What each part took of a core since, in words."""
        passed = time.monotonic() - self._began
        return ", ".join(
            f"{name} {(_processor_time(self._parts[name]) - self._before[name]) / passed:.0%}"
            for name in self._parts
        )


def _processor_time(processes: list[psutil.Process]) -> float:
    spent = 0.0
    for process in processes:
        with suppress(psutil.Error):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def parts_of(app: App, log: Path) -> dict[str, list[psutil.Process]]:
    """The processes of each part: who reads the log, the page's session, the rest of the server, the browser,
    and this one, which writes, with what drives the browser."""
    reader, session = readers(log), app.kernels()
    server = psutil.Process(app.process.pid)
    known = {one.pid for one in (*reader, *session)}
    below = [one for one in server.children(recursive=True) if one.pid not in known]
    served = {server.pid, *known, *(one.pid for one in below)}
    mine = [one for one in psutil.Process().children(recursive=True) if one.pid not in served]
    browser = [one for one in mine if "chrom" in one.name().lower()]
    rest = [one for one in mine if one not in browser]
    return {
        "reader": reader,
        "page": session,
        "server": [server, *below],
        "browser": browser,
        "load": [psutil.Process(), *rest],
    }


def clicking(page: Page, seconds: float) -> list[float]:
    """Click on slices of the status for so long; the milliseconds that each took."""
    took, until, place = [], time.time() + seconds, 0
    while time.time() < until:
        one = page.evaluate(_CLICK, place // 2)
        if one is not None:
            took.append(one)
        place += 1
        page.wait_for_timeout(700)
    return took


def main(seconds: int = SECONDS, rate: int = RATE) -> int:
    """Measure and print; return 1 where something is lost, doubled, or too late."""
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f};", end=" ")
    print(f"{rate:,} lines a second, {seconds} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder, sync_playwright() as playwright:
        log = Path(folder, "access.log").resolve()
        log.touch()
        writer = Writer(log, rate)
        home = Path(folder, "home")
        home.mkdir()
        app = App(home, VITRINE_LOGS=str(log), VITRINE_FIRST_LOG="access.log")
        watched = Watched(FILES, (str(log),))
        browser = launch(playwright)
        others: list[Watch] = []
        try:
            page = browser.new_page(viewport=WIDE)
            opened(page, app.page(query="follow=1"))
            page.wait_for_selector(".vt-live-words", timeout=60_000)
            writer.start()
            page.locator(".vt-summary-text", has_text=re.compile("of [1-9]")).wait_for(timeout=60_000)
            others = [Watch(watched, shelf()) for _ in range(WATCHERS)]
            time.sleep(5)
            page.evaluate(_SAMPLE)
            steady = time.time() + 0.6 * seconds
            spent = Spent(**parts_of(app, log))
            took = clicking(page, 0.6 * seconds)
            shares = spent.shares()
            holding = readers(log)
            print(f"{1 + WATCHERS} watch; {len(holding)} process holds the log open")
            lost_at = []
            for _ in range(2):
                for process in readers(log):
                    process.send_signal(signal.SIGKILL)
                lost_at.append(time.time())
                time.sleep(0.2 * seconds)
            many = writer.stop()
            shown = [(at / 1000, lines) for at, lines in page.evaluate("window.shownLines")]
            page.keyboard.press("Escape")
            words = f"{many:,} of {many:,} requests selected"
            page.locator(".vt-summary-text", has_text=words).wait_for(timeout=PATIENCE * 1000)
            for watch in others:
                watch.look()
            store = others[0].log
            assert store is not None
            counts = {str(k): int(v) for k, v in store.counts("status").to_dict().items()}
            by_status = (
                '{split($0, part, "\\" "); n[substr(part[2], 1, 3)]++} END {for (s in n) print s, n[s]}'
            )
            awk = subprocess.run(["awk", by_status, log], capture_output=True, text=True, check=True)
            wanted = {status: int(number) for status, number in map(str.split, awk.stdout.splitlines())}
        finally:
            writer.stop()
            for watch in others:
                watch.close()
            browser.close()
            app.stop()
            for process in readers(log):
                process.kill()
            shutil.rmtree(watched.folder(shelf()), ignore_errors=True)
    old = ages([one for one in shown if one[0] < steady], writer.written)
    after = ages([one for one in shown if one[0] >= steady], writer.written)
    age, click = percentile(old, 0.95), percentile(took, 0.95) / 1000
    print(f"{many:,} lines written, {sum(counts.values()):,} counted; by status", end=" ")
    print("as awk counts them" if counts == wanted else f"{counts}, BUT AWK COUNTS {wanted}")
    print(f"age on screen: median {percentile(old, 0.5):.2f} s,", end=" ")
    print(f"95% {age:.2f} s (at most {AGE} s), {len(old)} samples")
    print(f"a click meanwhile: median {percentile(took, 0.5) / 1000:.3f} s,", end=" ")
    print(f"95% {click:.3f} s (at most {CLICK} s), {len(took)} clicks")
    print(f"of a core meanwhile: {shares}")
    print(f"after kill -9 of the reader, {len(lost_at)} times: at most {max(after):.1f} s old")
    print(f"load after {os.getloadavg()[0]:.1f}")
    return int(counts != wanted or len(holding) != 1 or age > AGE or click > CLICK)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
