"""How long a search takes until its first matches, and until every request of a log has been looked at.

``python -m tests.bench.search [rows ...]`` (1,000,000 unless given) reads a made log, then runs searches of
every kind over all of it, as the page does; beside each, ``grep`` counts the lines that hold a word. Of a
million requests the first matches are to be there within 300 ms, all within 2 s. Exits with 1 where a search
takes longer.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time as clock
from pathlib import Path

import numpy as np

from app.logs import read_log
from app.logs.store.searching import Search
from tests.bench.read_log import make_log

SEARCHES = (
    "googlebot",
    "mozilla firefox",
    '-"GET /cart" chrome',
    "nothing-holds-this",
    "get*html",
    "status:5xx",
    "bytes>3000 hour<8",
    "path:*cart* -status:200",
    "status:404 safari",
    "page:* -chrome",
)
ROUNDS = 3
FIRST_MS, ALL_MS, AT = 300, 2000, 1_000_000
"""Milliseconds until the first match and until all are found, at most, in so many requests."""


def run(store, text: str) -> tuple[float, float, int]:
    """Milliseconds to the first match (to the end where there is none) and to the end, and the matches."""
    began = clock.perf_counter()
    first, found = None, 0
    for _, flags in Search(store, text).parts():
        found += int(np.count_nonzero(flags))
        if found and first is None:
            first = clock.perf_counter() - began
    whole = clock.perf_counter() - began
    return 1000 * (first or whole), 1000 * whole, found


def measure(rows: int) -> bool:
    """Print one table for a log of so many requests; whether no search takes longer than it may."""
    slowest = [0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "access.log"
        make_log(path, rows)
        store = read_log(path).store
        print(f"\n{store.rows:,} requests, {path.stat().st_size / 1e6:.0f} MB")
        print(f"{'search':>28} {'first ms':>9} {'all ms':>8} {'found':>10}")
        for text in SEARCHES:
            rounds = [run(store, text) for _ in range(ROUNDS)]
            first, whole = (float(np.median([one[place] for one in rounds])) for place in (0, 1))
            print(f"{text:>28} {first:9.0f} {whole:8.0f} {rounds[0][2]:10,}")
            # Where nothing is found there is no first match: all that is told is that there is none.
            slowest = [max(slowest[0], first if rounds[0][2] else 0.0), max(slowest[1], whole)]
        if shutil.which("grep"):
            began = clock.perf_counter()
            command = ["grep", "-aic", "--", "googlebot", str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=False)
            took = 1000 * (clock.perf_counter() - began)
            found = int(said.stdout)
            print(f"{'grep -i googlebot':>28} {'':9} {took:8.0f} {found:10,}")
            assert found == run(store, "googlebot")[2], "grep finds another number of lines"
    print(f"slowest: {slowest[0]:.0f} ms to the first match (at most {FIRST_MS} of {AT:,} requests), "
          f"{slowest[1]:.0f} ms to all (at most {ALL_MS:,})")  # fmt: skip
    return rows > AT or (slowest[0] <= FIRST_MS and slowest[1] <= ALL_MS)


if __name__ == "__main__":
    sizes = [int(size.replace(",", "")) for size in sys.argv[1:] or ("1000000",)]
    passed = [measure(size) for size in sizes]
    sys.exit(int(not all(passed)))
