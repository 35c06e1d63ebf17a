"""The peak memory of requests taken in chunks: ``python -m tests.bench.chunks [lines]``.

Of the log in which nearly everything differs (see `distinct_log`), and of one three times as long: the frames
of ``read_requests`` one after the other, and those of ``log.requests`` that pass a filter, each in a fresh
process that keeps none of them. The requests are counted and the bytes are summed, and both have to be those
that ``awk`` finds. Exits with 1 when a peak is above the limit, or grows with the log.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.distinct_log import make_log
from tests.bench.read_log import run

LINES = 1_000_000
TIMES = 3
PEAK_MB = 700
PEAK_GROWTH = 1.25
"""How much higher the peak of the longer log may be: a mapped column's pages are counted in it, too."""

READ = """
import sys
from app.logs import read_requests
from pathlib import Path
rows = size = 0
for frame in read_requests(sys.argv[1]):
    rows, size = rows + len(frame), size + int(frame["size"].sum())
Path(sys.argv[2]).write_text(f"{rows} {size}")
"""

FILTERED = """
import sys
from app.logs import read_log
from pathlib import Path
rows = size = 0
for frame in read_log(sys.argv[1]).requests(where={"status": [404]}, chunksize=20_000):
    rows, size = rows + len(frame), size + int(frame["size"].sum())
Path(sys.argv[2]).write_text(f"{rows} {size}")
"""

WAYS = {"read_requests": (READ, ""), "requests(where)": (FILTERED, '$3 ~ "^ 404 "')}


def main(lines: int = LINES) -> int:
    """Make the logs, take their requests both ways, print the peaks."""
    missed = False
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        log, told = Path(folder, "distinct.log"), Path(folder, "told")
        peaks: dict[str, list[float]] = {way: [] for way in WAYS}
        for count in (lines, TIMES * lines):
            make_log(log, count)
            for way, (program, pattern) in WAYS.items():
                seconds, peak, busy = run([sys.executable, "-c", program, str(log), str(told)])
                peaks[way].append(peak)
                print(
                    f"  {way:16} {count:10,} lines {seconds:6.1f} s {busy:6.1f} s {peak:5.0f} MB", flush=True
                )
                if told.read_text() != _counted(log, pattern):
                    print(f"  {way}: awk finds other requests")
                    missed = True
    for way, (few, many) in peaks.items():
        print(f"{way}: peak {many:.0f} MB (at most {PEAK_MB}), {many / few:.2f} times that of "
              f"{lines:,} lines (at most {PEAK_GROWTH})")  # fmt: skip
        missed |= many > PEAK_MB or many / few > PEAK_GROWTH
    return int(missed)


def _counted(log: Path, pattern: str) -> str:
    """How many lines fit, and the sum of their bytes, as awk has them."""
    program = (
        pattern
        + ' { split($3, numbers, " "); rows++; size += numbers[2] } END { printf "%d %.0f", rows, size }'
    )
    return subprocess.run(
        ["awk", "-F", '"', program, str(log)], capture_output=True, text=True, check=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
