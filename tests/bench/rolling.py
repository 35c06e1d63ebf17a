"""Rolling figures of the last minute, by counts that add up and by streaming frames, in the same run.

``python -m tests.bench.rolling``: batches of 4,000 requests, as 20,000 a second five times a second. Both
give the requests and the errors of the window after every batch, and have to agree. Fails where the counts
that the page uses are not the faster ones: then the reason in ``app.logs.live.streams`` is none.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
import pandas as pd
from streamz import Stream

from app.logs.live.alerts.seconds import SecondCounts
from app.logs.live.streams import rolling

BATCH, EACH, BATCHES, WINDOW = 4_000, 5, 450, 60
"""Requests a batch, batches a second, how many, and seconds of the window, which fills on the way."""


def main() -> int:
    """Feed both by turns and print; return 1 where they differ or the frames are faster."""
    rng = np.random.default_rng(1)
    counts, batches = SecondCounts((0, 400)), Stream()
    figures = rolling(batches, f"{WINDOW}s").sink_to_list()
    took: dict[str, list[float]] = {"counts": [], "frames": []}
    for number in range(BATCHES):
        seconds = np.full(BATCH, 1_431_857_100 + number // EACH)
        status = rng.choice([200, 404], BATCH, p=[0.95, 0.05])
        frame = pd.DataFrame(
            {"status": status}, pd.DatetimeIndex(seconds.astype("datetime64[s]"), name="time")
        )
        start = time.perf_counter()
        counts.add(seconds, status)
        found = counts.between(int(seconds[-1]) + 1 - WINDOW, int(seconds[-1]) + 1)
        between = time.perf_counter()
        batches.emit(frame)
        end = time.perf_counter()
        took["counts"].append(between - start)
        took["frames"].append(end - between)
        if figures[-1] != {"requests": found[0], "errors": found[400]}:
            print(f"batch {number}: frames say {figures[-1]}, counts {found}")
            return 1
    full = {name: 1000 * statistics.median(each[-EACH * 20 :]) for name, each in took.items()}
    print(f"{BATCH:,} requests a batch into a window of {WINDOW} s, ms a batch once it is full:", end=" ")
    print(f"counts {full['counts']:.2f}, streaming frames {full['frames']:.2f},", end=" ")
    print(f"{full['frames'] / full['counts']:.1f} times as much")
    return int(full["counts"] > full["frames"])


if __name__ == "__main__":
    raise SystemExit(main())
