"""Stories of other trades: each is planted in traffic, and says what must be told of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.logs.insights.insights import Insight
from tests.bench.insights import Wanted, happened, of_kind, speaks_of
from tests.bench.insights_unseen import between, share
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic


def all_of(*wanted: Wanted) -> Wanted:
    def told(insights: Sequence[Insight]) -> bool:
        return all(one(insights) for one in wanted)

    return told


def fails(start: float, hours: float, part: float, status: str, traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, start, start + hours / 24)
    traffic.put(np.flatnonzero(inside & share(traffic, part)), status=status)
    return happened(first, last, "outage")


def fails_twice(traffic: Traffic) -> Wanted:
    return all_of(fails(2.45, 0.5, 0.9, "503", traffic), fails(6.6, 1, 0.7, "500", traffic))


def lost(start: float, hours: float, traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, start, start + hours / 24)
    traffic.keep(~inside)
    return happened(first, last, "silence")


def next_to_nothing(traffic: Traffic) -> Wanted:
    """From the nineteenth day on one request of a hundred is left."""
    traffic.keep((traffic.day < 19) | share(traffic, 0.01))
    return of_kind("stop", "silence", "fall", "level")


def tries(start: float, seconds: float, many: int, status: str, path: str, traffic: Traffic) -> Wanted:
    """One client posts so many times, so many seconds apart."""
    times = (MONDAY + start * DAY + seconds * np.arange(many)).astype(np.int64)
    traffic.ask(times, "192.0.2", status=status, method="POST", path=path)
    return speaks_of("host", "192.0.2.1")


def tried_by_three(traffic: Traffic) -> Wanted:
    times = np.arange(MONDAY + 3 * DAY, MONDAY + 3 * DAY + 200 * 15, 15)
    traffic.ask(times, "192.0.2", 3, status="401", method="POST", path="/account/login")
    return all_of(*(speaks_of("host", f"192.0.2.{number}") for number in (1, 2, 3)))


def looked_for(many: int, seconds: float, status: str, traffic: Traffic) -> Wanted:
    """One client asks for so many paths, one after another, that are not there or forbidden."""
    times = (MONDAY + 0.6 * traffic.kind.days * DAY + seconds * np.arange(many)).astype(np.int64)
    for time, number in zip(times, range(many), strict=True):
        traffic.ask(np.array([time]), "192.0.2", status=status, path=f"/.hidden/{number}")
    return speaks_of("host", "192.0.2.1")


def every_product(traffic: Traffic) -> Wanted:
    """One client, a browser by its word, takes a page a second for two hours."""
    times = np.arange(MONDAY + 2.1 * DAY, MONDAY + 2.1 * DAY + 2 * HOUR).astype(np.int64)
    for number in range(40):
        traffic.ask(times[number::40], "192.0.2", path=f"/product/{number + 1}", agent="Chrome")
    return speaks_of("host", "192.0.2.1")


def greedy_robot(start: float, days: float, part: float, traffic: Traffic) -> Wanted:
    """A robot of thirty machines adds so many times as much as there is, for some days."""
    *_, inside = between(traffic, start, start + days)
    count = int(part * inside.sum())
    times = np.sort(traffic.rng.integers(MONDAY + start * DAY, MONDAY + (start + days) * DAY, count))
    for number in range(30):
        traffic.ask(times[number::30], f"192.0.{number + 3}", path=f"/blog/{number}", agent="bot: GPTBot")
    return speaks_of("agent", "bot: GPTBot")


def shown_elsewhere(traffic: Traffic) -> Wanted:
    rows = np.flatnonzero(share(traffic, 0.03))
    traffic.put(rows, path="/static/picture7.jpg", referrer="https://board.example/thread/9", status="200")
    return lambda told: any(one.kind == "hotlink" and "board.example" in str(one) for one in told)


def seen(start: float, end: float, part: float, dimension: str, label: str, traffic: Traffic) -> Wanted:
    """A label that a part of the requests has from one day to another, and none at other times."""
    *_, inside = between(traffic, start, end)
    traffic.put(np.flatnonzero(inside & share(traffic, part)), **{dimension: label})
    return speaks_of(dimension, label)


def renamed(traffic: Traffic) -> Wanted:
    return all_of(
        seen(0, 6.5, 0.06, "path", "/offers", traffic), seen(6.5, 99, 0.06, "path", "/deals", traffic)
    )


def never(many: int, dimension: str, label: str, status: str, traffic: Traffic) -> Wanted:
    rows = traffic.rng.choice(len(traffic.time), many, replace=False)
    traffic.put(rows, status=status, **{dimension: label})
    return speaks_of(dimension, label)


def of_a_value(
    dimension: str, label: str, of_all: float, start: float, end: float, part: float, status: str,
    traffic: Traffic,
) -> Wanted:  # fmt: skip
    """A value of so many of all requests, of which a part fails from one day to another."""
    traffic.put(np.flatnonzero(share(traffic, of_all)), **{dimension: label})
    *_, inside = between(traffic, start, end)
    rows = inside & traffic.rows(dimension, label) & share(traffic, part)
    traffic.put(np.flatnonzero(rows), status=status)
    return speaks_of(dimension, label)


def times_as(column: str, start: float, hours: float, by: float, kind: str, traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, start, start + hours / 24)
    getattr(traffic, column)[inside] *= by
    return happened(first, last, kind)


def slow_report(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.015)), path="/report")
    traffic.seconds[traffic.rows("path", "/report")] *= 8
    return speaks_of("path", "/report")


def doubles(traffic: Traffic) -> Wanted:
    traffic.keep((traffic.day >= 15) | share(traffic, 0.48))
    return of_kind("level", "growth")
