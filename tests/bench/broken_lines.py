"""Ten million broken lines over all formats: ``python -m tests.bench.broken_lines [lines]``.

For every format that is declared a file of broken lines is read in that format: nothing may raise, and
accepted and rejected lines have to add up. Then a quarter of the lines, each four times as long: a byte may
not take more than ``LINEAR`` times as long, as it would if a line took more than linear time. Exits with
1 else.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.logs import read_log
from app.logs.formats import KEYED, W3C, LogFormat, formats
from tests.logs.broken_lines import broken

LINES = 10_000_000
DIFFERENT = 20_000
LINEAR = 3
LONGEST = 2000


def main(lines: int = LINES) -> int:
    """Read them in every format and print the microseconds a line and the nanoseconds a byte of each."""
    every = list({form.name: form for form in (*formats(), *KEYED, W3C)}.values())
    share = max(1, lines // len(every))
    good = True
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        short = _file(Path(folder, "short.log"), share, LONGEST)
        long = _file(Path(folder, "long.log"), max(1, share // 4), 4 * LONGEST)
        for form in every:
            times = [_read(path, form) for path in (short, long)]
            ratio = times[1] / long.stat().st_size / (times[0] / short.stat().st_size)
            good &= ratio <= LINEAR
            print(
                f"  {form.name:24} {1e6 * times[0] / share:6.1f} µs a line, "
                f"{1e9 * times[0] / short.stat().st_size:6.1f} ns a byte, {ratio:.2f} times in long lines",
                flush=True,
            )
    print(f"{share * len(every):,} lines in {len(every)} formats (at most {LINEAR} times)")
    return 0 if good else 1


def _file(path: Path, count: int, longest: int) -> Path:
    """Broken lines, of which some thousand differ: making them takes longer than reading them."""
    different = [line + b"\n" for line in broken(min(count, DIFFERENT), 10, longest)]
    with path.open("wb") as file:
        for first in range(0, count, len(different)):
            file.write(b"".join(different[: count - first]))
    return path


def _read(path: Path, form: LogFormat) -> float:
    start = time.process_time()
    log = read_log(path, form)
    seconds = time.process_time() - start
    lines = path.read_bytes().count(b"\n")
    record = log.files[0]
    assert record.lines + record.directives == lines, (form.name, record.lines, record.directives, lines)
    assert log.accepted + log.rejected == log.lines
    assert log.counts("status").sum() == log.accepted
    return seconds


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
