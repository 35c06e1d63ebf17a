"""Five million lines in twenty files, by one process, by Dask and by pandas in chunks, in the same run.

``python -m tests.bench.cluster [lines]`` prints wall seconds and the peak memory of all processes of each,
and the overhead of the cluster over one process. Dask has two workers of one thread, a scheduler, and the
process that asks. All are held to the counts of awk. pandas reads as the notebook of the talk did: its C
parser with spaces between, which loses some good lines without a word, and counts statuses only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from tests.bench.read_log import make_log

LINES = 5_000_000
FILES = 20

ONE = """
import sys
from app.logs import read_log
log = read_log(sys.argv[1])
print(sorted(log.counts("status").to_dict().items()))
"""

DASK = """
import sys
import distributed
from app.logs import read_log
if __name__ == "__main__":
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                  memory_limit=0) as cluster, distributed.Client(cluster) as client:
        log = read_log(sys.argv[1], client=client)
        print(sorted(log.counts("status").to_dict().items()))
"""

CHUNKS = """
import sys
from collections import Counter
from pathlib import Path
from app.logs import read_requests
counts = Counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    for frame in read_requests(path, chunksize=50_000):
        counts.update(frame["status"].value_counts().to_dict())
print(sorted((int(status), int(count)) for status, count in counts.items()))
"""

PANDAS = """
import sys
from collections import Counter
from pathlib import Path
import pandas as pd
counts = Counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    chunks = pd.read_csv(path, sep=" ", header=None, usecols=[6], chunksize=50_000, on_bad_lines="skip")
    for frame in chunks:
        counts.update(frame[6].value_counts().to_dict())
print(sorted((int(status), int(count)) for status, count in counts.items()))
"""

START = {
    "nothing": "import app.logs",
    "Dask": DASK.replace("log = read_log(sys.argv[1], client=client)", "client.submit(int).result()").replace(
        'print(sorted(log.counts("status").to_dict().items()))', "pass"
    ),
}


def measured(code: str, *arguments: str) -> tuple[float, float, str]:
    """Wall seconds, the peak MB of a process with all below it (proportional shares), and what it printed."""
    start = time.perf_counter()
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(code)
        file.flush()
        process = subprocess.Popen(
            [sys.executable, file.name, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        peak = [0.0]
        watching = threading.Thread(target=_watch, args=(process, peak))
        watching.start()
        words, _ = process.communicate()
        seconds = time.perf_counter() - start
        watching.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, code)
    return seconds, peak[0], words.strip()


def _watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    try:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            used = 0
            for one in (root, *root.children(recursive=True)):
                try:
                    used += one.memory_info().rss
                except psutil.Error:
                    continue
            peak[0] = max(peak[0], used / 1e6)
            time.sleep(0.1)
    except psutil.Error:
        return


def main(lines: int = LINES) -> int:
    """Make the files, read them by turns, print; return 1 where a count is not awk's."""
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-") as folder:
        logs = Path(folder, "logs")
        logs.mkdir()
        for number in range(FILES):
            make_log(logs / f"access.{number:02d}.log", lines // FILES, seed=number)
        size = sum(path.stat().st_size for path in logs.iterdir())
        print(f"{lines:,} lines in {FILES} files, {size / 1e9:.2f} GB; wall s, peak MB of all processes")
        by_status = '{split($0, part, "\\" "); n[substr(part[2], 1, 3)]++} END {for (s in n) print s, n[s]}'
        files = sorted(str(path) for path in logs.iterdir())
        awk = subprocess.run(["awk", by_status, *files], capture_output=True, text=True, check=True)
        wanted = str(sorted((int(s), int(n)) for s, n in map(str.split, awk.stdout.splitlines())))
        seconds: dict[str, float] = {}
        well = True
        for name, code in {
            "one process": ONE,
            "Dask, two workers": DASK,
            "read_requests in chunks": CHUNKS,
            "pandas in chunks": PANDAS,
        }.items():
            seconds[name], peak, counts = measured(code, str(logs))
            same = counts == wanted
            well &= same or name == "pandas in chunks"
            rate = lines / seconds[name]
            print(f"  {name:24} {seconds[name]:6.1f} s {peak:6.0f} MB, {rate:9,.0f} lines/s;", end=" ")
            print("counts as awk's" if same else "COUNTS ARE NOT AWK'S", flush=True)
        started = {name: measured(code, str(logs))[0] for name, code in START.items()}
        print(f"of these, to import takes {started['nothing']:.1f} s,", end=" ")
        print(f"to start the cluster {started['Dask']:.1f} s")
        ratio = seconds["Dask, two workers"] / seconds["one process"]
        print(f"Dask on this one machine takes {ratio:.2f} times as long as one process of two threads")
    return int(not well)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
