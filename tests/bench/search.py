"""How long a search takes until its first matches, and until every request of a log has been looked at.

``python -m tests.bench.search [rows ...]`` (1,000,000 unless given) reads a made log, then runs searches of
every kind over all of it, as the page does; beside each, ``grep`` counts the lines that hold a word.
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


def measure(rows: int) -> None:
    """Print one table for a log of so many requests."""
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
        if shutil.which("grep"):
            began = clock.perf_counter()
            command = ["grep", "-aic", "--", "googlebot", str(path)]
            said = subprocess.run(command, capture_output=True, text=True, check=False)
            took = 1000 * (clock.perf_counter() - began)
            found = int(said.stdout)
            print(f"{'grep -i googlebot':>28} {'':9} {took:8.0f} {found:10,}")
            assert found == run(store, "googlebot")[2], "grep finds another number of lines"


if __name__ == "__main__":
    for size in sys.argv[1:] or ("1000000",):
        measure(int(size.replace(",", "")))
