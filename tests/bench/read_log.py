"""Reading a log of a million lines, beside GoAccess in the same run: ``python -m tests.bench.read_log``.

Each reads the same file in a fresh process and counts every dimension that it knows. The peaks are the
kernel's own figures for the process. The fastest round of each counts, since whatever else the machine
does can only slow one down; processor seconds are printed beside. Exits with 1 when GoAccess is
missing or a target is missed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES = 1_000_000
ROUNDS = 3
FASTER = 10
PEAK_MB = 500
PEAK_GROWTH = 1.1

OURS = """
import sys
import numpy as np
from app.logs import read_log
log = read_log(sys.argv[1])
assert log.accepted == log.lines == int(sys.argv[2]), (log.accepted, log.lines)
store = log.store
for name, labels in store.values.items():
    total = sum(np.bincount(chunk, minlength=len(labels)) for chunk in store.chunks(name))
    assert total.sum() == log.lines
hours = sum(np.bincount(chunk // 3600 % 24, minlength=24) for chunk in store.chunks("time"))
assert hours.sum() == log.lines
"""


def main() -> int:
    """Make the logs, time both readers by turns, print the ratio and the peaks."""
    peer = goaccess()
    if not peer:
        return 1
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        log, report = Path(folder, "million.log"), Path(folder, "report.json")
        make_log(log, LINES)
        print(f"{LINES:,} lines, {log.stat().st_size / 1e6:.0f} MB; wall s, processor s, peak MB, by turns")
        ours: list[tuple[float, float, float]] = []
        theirs: list[tuple[float, float, float]] = []
        run([sys.executable, "-c", OURS, str(log), str(LINES)])
        for _ in range(ROUNDS):
            ours.append(run([sys.executable, "-c", OURS, str(log), str(LINES)]))
            theirs.append(run([*peer, str(log), "-o", str(report)]))
            for name, (wall, peak, busy) in (("here", ours[-1]), ("GoAccess", theirs[-1])):
                print(f"  {name:9} {wall:6.2f} s {busy:6.2f} s {peak:5.0f} MB")
        ratio = min(theirs)[0] / min(ours)[0]
        peak = max(o[1] for o in ours)
        print(f"faster than GoAccess: {ratio:.1f} times (at least {FASTER})")
        print(f"peak: {peak:.0f} MB (at most {PEAK_MB})")
        triple = Path(folder, "three.log")
        with triple.open("wb") as file:
            for _ in range(3):
                with log.open("rb") as part:
                    shutil.copyfileobj(part, file, 1 << 24)
        seconds, tripled, _ = run([sys.executable, "-c", OURS, str(triple), str(3 * LINES)])
        growth = tripled / peak
        print(f"{3 * LINES:,} lines: {seconds:.2f} s, peak {tripled:.0f} MB, {growth:.2f} times the peak "
              f"of {LINES:,} (at most {PEAK_GROWTH})")  # fmt: skip
    return 0 if ratio >= FASTER and peak <= PEAK_MB and growth <= PEAK_GROWTH else 1


def goaccess() -> list[str]:
    """The command that reads a Combined log, to which the log is added; without GoAccess none, and words."""
    found = shutil.which("goaccess")
    if found is None:
        print("goaccess is not installed: apt-get install goaccess, then run this again.")
        return []
    return [found, "--log-format=COMBINED", "--no-global-config", "--no-progress"]


def run(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, peak MB and processor seconds of a command in a process of its own."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    scale = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * scale / 1e6, usage.ru_utime + usage.ru_stime


def make_log(path: Path, lines: int, seed: int = 20210215) -> None:
    """Write a Combined log of a shop: about 250 bytes a line, popular paths, 20,000 hosts, 500 agents."""
    rng = random.Random(seed)
    hosts = [".".join(str(rng.randint(1, 254)) for _ in range(4)) for _ in range(20_000)]
    agents = [_agent(rng) for _ in range(500)]
    products = [f"P-{number:04d}" for number in range(400)]
    targets = [f"/assets/{rng.getrandbits(64):016x}/theme-{i % 7}.css" for i in range(600)]
    targets += [f"/product/details?productId={product}&ref=list" for product in products]
    targets += [f"/category?categoryId=C-{i:02d}&page={page}" for i in range(30) for page in range(1, 9)]
    targets += [f"/blog/{2010 + i % 12}/{i % 12 + 1:02d}/an-article-about-number-{i}/" for i in range(900)]
    weights = [1 / (rank + 3) for rank in range(len(targets))]
    rng.shuffle(targets)
    referrers = ["-"] * 40 + [
        f"https://www.shop.example/blog/an-article-about-number-{i}/" for i in range(400)
    ]
    statuses = [200] * 85 + [304] * 6 + [301] * 2 + [404] * 5 + [403, 500]
    methods = ["GET"] * 18 + ["POST"] + ["HEAD"]
    second = 1_613_400_000
    with path.open("w", encoding="ascii") as file:
        for start in range(0, lines, 10_000):
            count = min(10_000, lines - start)
            chosen = zip(
                rng.choices(hosts, k=count), rng.choices(methods, k=count),
                rng.choices(targets, weights, k=count),
                rng.choices(statuses, k=count), rng.choices(referrers, k=count), rng.choices(agents, k=count),
                strict=True,
            )  # fmt: skip
            for host, method, target, status, referrer, agent in chosen:
                second += rng.random() < 0.7
                written = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(second))
                size = int(rng.lognormvariate(9, 1.4))
                file.write(
                    f'{host} - - [{written} +0000] "{method} {target} HTTP/1.1" {status} {size} '
                    f'"{referrer}" "{agent}"\n'
                )


def _agent(rng: random.Random) -> str:
    system = rng.choice(
        ["Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64"]
    )
    version = f"{rng.randint(60, 120)}.0.{rng.randint(1000, 9999)}.{rng.randint(0, 200)}"
    if rng.random() < 0.1:
        return f"Mozilla/5.0 (compatible; Googlebot/{version}; +http://www.google.com/bot.html)"
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version} Safari/537.36"


if __name__ == "__main__":
    sys.exit(main())
