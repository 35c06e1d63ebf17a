"""The stories planted in the bundled log: what a reader of the log must be able to find, with the numbers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Failing(NamedTuple):
    """Something that never works: all its requests are errors, and there are exactly so many of them."""

    value: str
    status: int
    requests: int


class Outage(NamedTuple):
    """Every request of this half-open interval fails with one status; there are fewer of them than usual."""

    start: datetime
    end: datetime
    status: int


class Burst(NamedTuple):
    """One robot that asks exactly so many times in this half-open interval, and at no other time."""

    start: datetime
    end: datetime
    agent: str
    family: str
    host: str
    requests: int


class Quiet(NamedTuple):
    """Hours of the day (from, up to) with at most this share of the mean requests an hour."""

    start: int
    end: int
    share: float


class Weekend(NamedTuple):
    """Days of the week (Monday is 0) that have at least this multiple of the other days' mean requests."""

    days: tuple[int, ...]
    ratio: float


class Stories(NamedTuple):
    """All that is planted. ``first`` and ``last`` are the times of the first and the last request."""

    first: datetime
    last: datetime
    products: tuple[Failing, ...]
    category: Failing
    outage: Outage
    burst: Burst
    quiet: Quiet
    weekend: Weekend
    scans: int
    malformed: int


STORIES = Stories(
    # A Wednesday afternoon to a Wednesday morning, five weeks on: the first and last day are partial.
    first=datetime(2026, 10, 14, 15, 42, 10),
    last=datetime(2026, 11, 18, 10, 26, 51),
    products=(Failing("LA-NT8-09", 404, 312), Failing("BL-AN8-08", 500, 187)),
    category=Failing("NULL", 500, 236),
    # A Saturday afternoon.
    outage=Outage(datetime(2026, 11, 7, 14, 10), datetime(2026, 11, 7, 15, 50), 503),
    # The night to a Tuesday.
    burst=Burst(
        datetime(2026, 10, 27, 1, 0),
        datetime(2026, 10, 27, 3, 0),
        "Mozilla/5.0 (compatible; BargainMothBot/2.1; +https://bargainmoth.example/bot)",
        "BargainMothBot",
        "192.0.2.66",
        3_200,
    ),
    quiet=Quiet(4, 8, 0.3),
    weekend=Weekend((5, 6), 1.25),
    scans=36,
    malformed=7,
)
