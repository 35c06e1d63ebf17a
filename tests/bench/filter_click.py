"""How long one filter click takes until every chart of the log page has its new numbers.

``python -m tests.bench.filter_click [rows ...]`` (1,000,000 and 10,000,000 unless given). The requests are
synthetic, from a seed: five weeks with a daily rhythm, few busy hosts and paths and very many rare
ones, statuses that hang together with products. Clicks walk at random over all dimensions and pile
up to three filters, once for each measure that the page can count. The target is that 95 of 100 clicks have
all their numbers within 150 ms at a million requests, and that the median click on more requests (also
50,000,000, where asked for) takes no more than twice as long as on the fewest. A large log has an order by
each dimension, as the page makes them beside the first clicks. Told apart are clicks under one filter, under
an interval and one more, and under two. Beside it, in the same run, pandas and polars answer the same clicks
with one mask a chart over the rows.
"""

from __future__ import annotations

import itertools
import sys
import time as clock
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.flags import CLOCK
from app.logs.crossfilter.measures import ERRORS, MEASURES, REQUESTS, SERVER_ERRORS, Measure
from app.logs.crossfilter.ranking import Top

SIZES = {
    "status": 12,
    "method": 5,
    "product": 40,
    "category": 9,
    "agent": 14,
    "path": 20_000,
    "host": 100_000,
    "referrer": 4_000,
    "param:session": 200_000,
}
CLICKS = 120
TARGET, AT = 150, 1_000_000
"""Milliseconds in which 95 of 100 clicks are to have their numbers, at so many requests."""

MOST_TIMES = 2
"""How many times as long the median click may take on more requests."""

ROOM = 20_000_000_000
"""Bytes for orders: of 50 million requests those by all dimensions take more than a page gives them."""

BOTS = 4
"""Agents that are no persons, the last ones."""

TAILS = ("path", "host", "referrer", "param:session")
FAILED = (3, 6, 7, 8, 10, 11)


def zipf(rng: np.random.Generator, size: int, rows: int, power: float) -> np.ndarray:
    """Codes whose frequency falls with their rank to the given power."""
    weights = np.arange(1, size + 1) ** -power
    edges = np.cumsum(weights) / weights.sum()
    codes = np.searchsorted(edges, rng.random(rows, np.float32)).clip(max=size - 1)
    return codes.astype(np.min_scalar_type(size))


def requests(rows: int) -> tuple[np.ndarray, dict[str, np.ndarray], dict[str, list[str]]]:
    """Synthetic requests: their seconds, codes by dimension, and labels."""
    rng = np.random.default_rng(20_210_215)
    hours = np.arange(35 * 24)
    rhythm = 1 + 0.6 * np.sin((hours % 24 - 9) / 24 * 2 * np.pi) - 0.3 * (hours // 24 % 7 > 4)
    hour = np.searchsorted(np.cumsum(rhythm) / rhythm.sum(), rng.random(rows)).clip(max=len(hours) - 1)
    seconds = np.sort(1_613_347_200 + hour * 3600 + rng.integers(0, 3600, rows))
    codes = {"path": zipf(rng, SIZES["path"], rows, 1.0), "host": zipf(rng, SIZES["host"], rows, 0.8)}
    # A path belongs to a product, a category or neither; a host keeps its browser.
    kind = rng.integers(0, 3, SIZES["path"])
    product = np.where(kind == 1, 1 + rng.integers(0, SIZES["product"] - 1, SIZES["path"]), 0)
    category = np.where(kind == 2, 1 + rng.integers(0, SIZES["category"] - 1, SIZES["path"]), 0)
    browser = zipf(rng, SIZES["agent"], SIZES["host"], 1.2)
    codes["product"] = product.astype(np.uint8)[codes["path"]]
    codes["category"] = category.astype(np.uint8)[codes["path"]]
    codes["agent"] = browser[codes["host"]].astype(np.uint8)
    codes["status"] = 1 + zipf(rng, SIZES["status"] - 1, rows, 2.2)
    codes["method"] = 1 + zipf(rng, SIZES["method"] - 1, rows, 2.5)
    codes["referrer"] = zipf(rng, SIZES["referrer"], rows, 1.1)
    codes["param:session"] = zipf(rng, SIZES["param:session"], rows, 0.7)
    values = {name: [f"{name} {code}" for code in range(size)] for name, size in SIZES.items()}
    values["status"] = ["(none)", "200", "304", "404", "302", "301", "500", "503", "403", "206", "400", "408"]
    return seconds, codes, values


def clicks(log: Crossfilter, count: int, seed: int) -> list[tuple[str, list[int]]]:
    """Random clicks: every dimension in turn, in random order, its values as often as they occur."""
    rng = np.random.default_rng(seed)
    steps: list[tuple[str, list[int]]] = []
    while len(steps) < count:
        for name in map(str, rng.permutation(log.dimensions)):
            if name == "time":
                width = int(len(log.timeline) * rng.uniform(0.02, 0.7))
                first = int(rng.integers(0, len(log.timeline) - width))
                steps.append((name, [first, first + width]))
                continue
            totals = log.total(name)
            shown = np.argsort(-totals, kind="stable")[:20]
            shown = shown[totals[shown] > 0]
            size = min(int(rng.integers(1, 4)), len(shown))
            steps.append(
                (name, rng.choice(shown, size, replace=False, p=totals[shown] / totals[shown].sum()).tolist())
            )
    return steps[:count]


def click(log: Crossfilter, name: str, chosen: list[int]) -> None:
    """Set one filter; the oldest goes when there would be more than three."""
    log.set(name, chosen)
    while len(log.filters) > 3:
        log.set(next(iter(log.filters)), None)


def crossfilter(rows: int) -> tuple[Crossfilter, np.ndarray, dict[str, np.ndarray]]:
    """The synthetic requests, with a size, a response time and a user agent each; their seconds and codes."""
    seconds, codes, values = requests(rows)
    rng = np.random.default_rng(7)
    measures = {
        "size": np.round(rng.lognormal(9, 1.2, rows)).astype(np.int64),
        "seconds": rng.lognormal(-2.5, 0.9, rows).astype(np.float32),
        # Of each browser some versions are about.
        "user agent": (codes["agent"].astype(np.uint32) * 16 + codes["host"] % 16).astype(np.uint32),
    }
    person = np.arange(SIZES["agent"]) < SIZES["agent"] - BOTS
    log = Crossfilter(seconds, codes, values, measures, person)
    log.settle(room=ROOM)
    return log, seconds, codes


def answer(log: Crossfilter, measure: Measure = REQUESTS) -> dict[str, Any]:
    """The numbers of every chart of the page, and of one chosen parameter; lists rank by the selection."""
    found: dict[str, Any] = {name: log.project(name, measure) for name in log.dimensions if name not in TAILS}
    found |= {name: log.top(name, 50, by_selection=True, measure=measure) for name in TAILS}
    part = {REQUESTS: ERRORS, ERRORS: SERVER_ERRORS}.get(measure)
    if part is not None:
        found["errors"] = log.project("time", part)
    return found


class Pandas:
    """One boolean mask a filter, combined for each chart, and the codes counted."""

    def __init__(self, columns: dict[str, np.ndarray]) -> None:
        self.frame = pd.DataFrame(columns)

    def answer(self, filters: dict[str, list[int]]) -> dict[str, pd.Series]:
        masks = {name: self._mask(name, chosen) for name, chosen in filters.items()}
        found = {name: self._counts(masks, name, name) for name in self.frame}
        found["errors"] = self._counts(masks | {"errors": self.frame["status"].isin(FAILED)}, "time", "time")
        return found

    def _mask(self, name: str, chosen: list[int]) -> pd.Series:
        if name == "time":
            return self.frame["time"].between(*chosen, inclusive="left")
        return self.frame[name].isin(chosen)

    def _counts(self, masks: dict[str, pd.Series], column: str, without: str) -> pd.Series:
        others = [mask for name, mask in masks.items() if name != without]
        rows = self.frame[column]
        return (rows[np.logical_and.reduce(others)] if others else rows).value_counts()


class Polars:
    """One lazy filter and group-by a chart, collected together."""

    def __init__(self, columns: dict[str, np.ndarray]) -> None:
        self.frame = pl.DataFrame(columns)

    def answer(self, filters: dict[str, list[int]]) -> dict[str, pd.Series]:
        tests = {name: self._test(name, chosen) for name, chosen in filters.items()}
        errors = tests | {"errors": pl.col("status").is_in(list(FAILED))}
        plans = [self._plan(tests, name, name) for name in self.frame.columns]
        found = pl.collect_all([*plans, self._plan(errors, "time", "time")])
        return {
            name: pd.Series(counts["len"].to_numpy(), counts[counts.columns[0]].to_numpy())
            for name, counts in zip([*self.frame.columns, "errors"], found, strict=True)
        }

    def _test(self, name: str, chosen: list[int]) -> pl.Expr:
        if name == "time":
            return pl.col("time").is_between(*chosen, closed="left")
        return pl.col(name).is_in(chosen)

    def _plan(self, tests: dict[str, pl.Expr], column: str, without: str) -> pl.LazyFrame:
        others = [test for name, test in tests.items() if name != without]
        return self.frame.lazy().filter(*others).group_by(column).len()


def agree(ours: dict[str, Any], theirs: dict[str, pd.Series], log: Crossfilter) -> None:
    """Stop when a chart of ours differs from the peer's."""
    for name, found in ours.items():
        listed = isinstance(found, Top)
        codes, counts = (found.codes, found.requests) if listed else (np.arange(len(found)), found)
        if not np.array_equal(theirs[name].reindex(codes, fill_value=0).to_numpy(), counts):
            raise AssertionError(f"{name} differs under {dict(log.filters)}")
        # Of values with as many requests, any may come first; as many requests have to stand at every place.
        ranked = theirs[name].sort_values(ascending=False).to_numpy()[: len(counts)]
        if listed and not np.array_equal(np.pad(ranked, (0, len(counts) - len(ranked))), counts):
            raise AssertionError(f"the most frequent of {name} differ under {dict(log.filters)}")


def timed(log: Crossfilter, steps: list[tuple[str, list[int]]], measure: Measure) -> dict[str, list[float]]:
    """Milliseconds of each click by what is clicked on, while this measure is counted."""
    log.clear()
    answer(log, measure)
    spent: dict[str, list[float]] = defaultdict(list)
    for name, chosen in steps:
        began = clock.perf_counter()
        click(log, name, chosen)
        answer(log, measure)
        spent[name].append((clock.perf_counter() - began) * 1000)
    return spent


def kinds(log: Crossfilter, steps: list[tuple[str, list[int]]]) -> dict[str, float]:
    """The median milliseconds of a click by the filters that are then set, none of which was set before."""
    found: dict[str, list[float]] = defaultdict(list)
    intervals = [chosen for name, chosen in steps if name == "time"]
    for (name, chosen), (other, more) in itertools.pairwise(steps):
        interval = intervals[len(found["one filter"]) % len(intervals)]
        for kind, filters in (
            ("one filter", [(name, chosen)]),
            ("an interval and one more", [("time", interval), (name, chosen)]),
            ("two", [(name, chosen), (other, more)]),
        ):
            log.clear()
            began = clock.perf_counter()
            for dimension, codes in filters:
                log.set(dimension, codes)
            answer(log)
            found[kind].append((clock.perf_counter() - began) * 1000)
    return {kind: float(np.median(times)) for kind, times in found.items()}


def measure(rows: int) -> tuple[list[str], float]:
    """Print one table for this many requests; give the measures that take longer than they should, and the
    milliseconds of the median click while requests are counted."""
    log, seconds, codes = crossfilter(rows)
    began = clock.perf_counter()
    answer(log)
    built = clock.perf_counter() - began
    print(f"\n{rows:,} requests, {len(log.timeline):,} buckets; first answer in {built:.1f} s")
    began = clock.perf_counter()
    log.prepare(log.dimensions)
    if log.orders:
        took = clock.perf_counter() - began
        print(f"orders by {len(log.dimensions)} dimensions: {took:.0f} s, {log.orders.bytes / 1e6:,.0f} MB")
    steps = clicks(log, CLICKS, seed=7)
    slow = []
    print(f"{'counting':>16} {'median ms':>10} {'p95 ms':>8}   slowest click")
    for name, counted in MEASURES.items():
        spent = timed(log, steps, counted)
        times = np.concatenate(list(spent.values()))
        p95 = float(np.percentile(times, 95))
        worst = max(spent, key=lambda on: float(np.median(spent[on])))
        print(f"{name:>16} {np.median(times):10.1f} {p95:8.1f}   {worst}", flush=True)
        if rows <= AT and p95 > TARGET:
            slow.append(name)
    spent = timed(log, steps, REQUESTS)
    every = np.concatenate(list(spent.values()))
    print(f"{'click on':>16} {'median ms':>10} {'p95 ms':>8}")
    for name, took in [*spent.items(), ("all", every)]:
        print(f"{name:>16} {np.median(took):10.1f} {np.percentile(took, 95):8.1f}")
    for kind, median in kinds(log, steps).items():
        print(f"{kind:>26}: {median:.1f} ms, the median")

    place = log.timeline.positions(seconds)
    columns = {"time": place} | {
        name: getattr(log.timeline, name).astype(np.uint8)[place] for name in CLOCK[1:]
    }
    columns |= codes
    for peer, count in ((Pandas(columns), 4), (Polars(columns), 8)):
        log.clear()
        times = []
        for name, chosen in steps[:count]:
            click(log, name, chosen)
            filters = {key: list(value) for key, value in log.filters.items()}
            began = clock.perf_counter()
            theirs = peer.answer(filters)
            times.append((clock.perf_counter() - began) * 1000)
            agree(answer(log), theirs, log)
        median = float(np.median(times))
        ratio = median / float(np.median(every))
        print(f"{type(peer).__name__.lower():>16} {median:10.1f}   {ratio:,.0f} times ours")
    return slow, float(np.median(every))


def main(sizes: list[int]) -> int:
    """Measure all sizes, the fewest requests first; print how the median click grows with them."""
    missed, fewest = False, 0.0
    for rows in sorted(sizes):
        slow, median = measure(rows)
        if slow:
            print(f"slower than {TARGET} ms: {', '.join(slow)}")
        fewest = fewest or median
        times = median / fewest
        print(f"median click: {times:.2f} times that on the fewest requests (at most {MOST_TIMES})")
        missed |= bool(slow) or times > MOST_TIMES
    return int(missed)


if __name__ == "__main__":
    sys.exit(main([int(size.replace(",", "")) for size in sys.argv[1:] or ("1000000", "10000000")]))
