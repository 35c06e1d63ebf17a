"""What an open page takes of the server's memory: ``python -m tests.bench.page_memory``.

Printed is, for each page, what its process has for itself (USS) and what it has with its share of what all
processes have in common (PSS), beside the most that it may have for itself. It fails where one has more.
None is built ahead, and another one is open meanwhile, as code of libraries that only one process uses would
count as its own.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.browser.conftest import App
from tests.page_client import PageClient

MOST = {"logs": 40.0, "sentiment": 60.0, "gallery": 40.0, "network": 60.0}
"""Megabytes; of the network before its first training."""
SETTLED = 25.0
"""Seconds after which a page has done what it does by itself, and has given back what that took."""


def taken(app: App, page: str) -> tuple[float, float]:
    """USS and PSS of the process of a page that a visitor has open, in megabytes."""
    beside = PageClient(app.page(page), patience=60)
    beside.answers()
    before = {child.pid for child in psutil.Process(app.process.pid).children(recursive=True)}
    client = PageClient(app.page(page), patience=60)
    client.answers()
    time.sleep(SETTLED)
    after = psutil.Process(app.process.pid).children(recursive=True)
    memory = [child.memory_full_info() for child in after if child.pid not in before]
    client.close()
    beside.close()
    app.await_kernels(0, 60)
    largest = max(memory, key=lambda one: one.uss)
    return largest.uss / 1e6, largest.pss / 1e6


def main() -> int:
    """Measure and print; return 1 if a page has too much."""
    well = True
    with tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder), "--Sessions.grace=1", "--Sessions.interval=0.5")
        try:
            # The first reads the log, which those after it find read.
            taken(app, "logs")
            for page, most in MOST.items():
                uss, pss = taken(app, page)
                well &= uss <= most
                print(f"{page}: USS {uss:.0f} MB (at most {most:.0f}), PSS {pss:.0f} MB", flush=True)
        finally:
            app.stop()
    print("within the limits" if well else "MISSED")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
