"""A log in which nearly everything differs, beside GoAccess: ``python -m tests.bench.distinct_log [lines]``.

Every host (half of them IPv6), path, referrer and session of the log is another one, as a scanner or session
ids in URLs make them. Each reader runs in a fresh process and counts every dimension that it knows; a bare
split of the same file by polars, without types, dates or refusals, shows how far there is to go. Then five
times as many lines: the peak may hardly grow. Exits with 1 when GoAccess is missing
or a target is missed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.read_log import OURS, goaccess, run

LINES = 1_000_000
TIMES = 5
ROUNDS = 3
FASTER = 8
PEAK_MB = 400
PEAK_GROWTH = 1.1

SPLIT = """
import sys
import polars as pl
columns = {str(i): pl.String for i in range(7)}
frame = pl.read_csv(sys.argv[1], separator='"', quote_char=None, has_header=False, schema=columns)
assert frame.height == int(sys.argv[2])
"""


def main(lines: int = LINES) -> int:
    """Make the logs, time the readers by turns, print the ratios and the peaks."""
    peer = goaccess()
    if not peer:
        return 1
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        log, report = Path(folder, "distinct.log"), Path(folder, "report.json")
        make_log(log, lines)
        print(f"{lines:,} lines, {log.stat().st_size / 1e6:.0f} MB; wall s, processor s, peak MB, by turns")
        commands = {
            "here": [sys.executable, "-c", OURS, str(log), str(lines)],
            "GoAccess": [*peer, str(log), "-o", str(report)],
            "split": [sys.executable, "-c", SPLIT, str(log), str(lines)],
        }  # fmt: skip
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                found[name].append(run(command))
                wall, peak, busy = found[name][-1]
                print(f"  {name:9} {wall:6.2f} s {busy:6.2f} s {peak:5.0f} MB", flush=True)
        best = {name: min(rounds)[0] for name, rounds in found.items()}
        ratio = best["GoAccess"] / best["here"]
        peak = max(peak for _, peak, _ in found["here"])
        print(f"faster than GoAccess: {ratio:.1f} times (at least {FASTER})")
        print(f"a bare split by polars takes {best['split'] / best['here']:.2f} of the time")
        print(f"peak: {peak:.0f} MB (at most {PEAK_MB})")
        make_log(log, TIMES * lines)
        seconds, more, _ = run([sys.executable, "-c", OURS, str(log), str(TIMES * lines)])
        growth = more / peak
        print(f"{TIMES * lines:,} lines: {seconds:.2f} s, peak {more:.0f} MB, {growth:.2f} times the peak "
              f"of {lines:,} (at most {PEAK_GROWTH})")  # fmt: skip
    return 0 if ratio >= FASTER and peak <= PEAK_MB and growth <= PEAK_GROWTH else 1


def make_log(path: Path, lines: int, seed: int = 20240501) -> None:
    """Write a Combined log of about 320 bytes a line; only 500 agents and five statuses come again."""
    rng = random.Random(seed)
    agents = [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/{rng.randint(60, 120)}.0.{rng.randint(1000, 9999)}.{rng.randint(0, 200)} Safari/537.36"
        for _ in range(500)
    ]
    second = 1_613_400_000
    with path.open("w", encoding="ascii") as file:
        for n in range(lines):
            bits = rng.getrandbits(256)
            text = f"{bits:064x}"
            second += bits & 3 != 0
            written = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(second))
            host = f"{10 + (n >> 24)}.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
            if n % 2:
                host = (
                    f"2001:db8:{text[:4]}:{text[4:8]}:{text[8:12]}:{n >> 16:x}:{n & 0xFFFF:x}:{text[12:14]}"
                )
            target = f"/{text[14:20]}/page-{n}-{text[20:28]}.html?session={text[28:44]}{n:x}&step={n % 7}"
            status = (200, 200, 200, 404, 301)[n % 5]
            referrer = f"https://site-{n % 1000}.example/ref/{n:x}-{text[44:60]}"
            file.write(
                f'{host} - - [{written} +0000] "GET {target} HTTP/1.1" {status} {bits >> 240} "{referrer}" '
                f'"{agents[n % 500]}"\n'
            )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
