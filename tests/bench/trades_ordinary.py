"""What is ordinary in other trades, and no story: each thins or adds to traffic in place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.bench.insights_months import share_of
from tests.bench.insights_unseen import share
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic

FILMS = np.array([1.2, 0.7, 0.3] + [0.12] * 11 + [0.3, 0.5, 0.8, 1.1, 1.5, 2.1, 2.7, 2.9, 2.5, 1.8])
"""Requests by hour of the day where evenings are for films."""

Change = Callable[[Traffic], object]


def rate_by(seconds: int, spread: float) -> Change:
    """Each stretch of so many seconds has a rate of its own: lognormal, at most all that there is."""

    def change(traffic: Traffic) -> None:
        odds = 0.4 * np.exp(traffic.rng.normal(0, spread, int(traffic.kind.days * DAY // seconds) + 1))
        traffic.keep(share_of(traffic, odds[(traffic.time - MONDAY) // seconds]))

    return change


def closed_wednesdays(traffic: Traffic) -> None:
    traffic.keep(traffic.day % 7 != 2)


def paydays(traffic: Traffic) -> None:
    traffic.keep(np.isin(traffic.day % 14, (4, 5)) | share(traffic, 0.55))


def sale_of_a_day(traffic: Traffic) -> None:
    """One day of twelve has twice as many requests, of everybody."""
    traffic.keep((traffic.day == 7) | share(traffic, 0.5))


def weekends_for_games(traffic: Traffic) -> None:
    traffic.keep((traffic.day % 7 >= 5) | share(traffic, 0.5))


def season(traffic: Traffic) -> None:
    age = (traffic.time - MONDAY) / (traffic.end - MONDAY)
    traffic.keep(share_of(traffic, 0.75 + 0.25 * np.sin(2 * np.pi * age)))


def polls(traffic: Traffic) -> None:
    """Thirty clients ask each five minutes, day and night."""
    traffic.ask(np.arange(MONDAY, traffic.end - 300, 300), "203.0.113", 30, path="/poll")


def probes_of_health(traffic: Traffic) -> None:
    traffic.ask(np.arange(MONDAY, traffic.end - 60, 20), "203.0.113", 3, path="/healthz")


def feeds(traffic: Traffic) -> None:
    """A hundred readers ask for the feed in the first minutes of each hour."""
    traffic.ask(np.arange(MONDAY, traffic.end - HOUR, HOUR), "203.0.113", 100, path="/feed", agent="Feedly")


def paths_differ(traffic: Traffic) -> None:
    """Every path has a share of its own that is not found, about three in a hundred."""
    odds = traffic.rng.beta(2, 60, len(traffic.labels["path"]))
    traffic.put(np.flatnonzero(share_of(traffic, odds[traffic.codes["path"]])), status="404")


def kept_copies(traffic: Traffic) -> None:
    """At some hours six in ten need not be sent again, at others hardly any."""
    odds = np.resize([0.6, 0.1, 0.3], int(traffic.kind.days * 24) + 1)
    traffic.put(np.flatnonzero(share_of(traffic, odds[(traffic.time - MONDAY) // HOUR])), status="304")


def newsletter(traffic: Traffic) -> None:
    """On Thursday mornings twice as many come, from the letter."""
    thursday = (traffic.day % 7 == 3) & (traffic.hour >= 9) & (traffic.hour < 12)
    traffic.keep(thursday | share(traffic, 0.45))
    letter = (traffic.day % 7 == 3) & (traffic.hour >= 9) & (traffic.hour < 12) & share(traffic, 0.5)
    traffic.put(np.flatnonzero(letter), referrer="https://mail.example/")


def two_designs(traffic: Traffic) -> None:
    traffic.put(np.flatnonzero(share(traffic, 0.5)), path="/v2")


def logins(traffic: Traffic) -> None:
    """Sixty people log in some times a day, one time in twenty with a wrong password."""
    for person in range(60):
        times = np.sort(traffic.rng.integers(MONDAY, traffic.end, int(6 * traffic.kind.days)))
        status = np.where(traffic.rng.random(len(times)) < 0.05, "401", "302")
        traffic.add(times, status=status, method="POST", path="/login", host=f"198.18.0.{person}",
                    agent="Firefox", version="HTTP/2.0")  # fmt: skip


def digest(traffic: Traffic) -> None:
    """Forty clients are refused and asked for a password each time, then let in."""
    for client in range(40):
        times = np.sort(traffic.rng.integers(MONDAY, traffic.end, int(30 * traffic.kind.days)))
        for later, status in ((0, "401"), (1, "207")):
            traffic.add(times + later, status=status, method="PROPFIND", path="/dav/files",
                        host=f"198.18.1.{client}", agent="Firefox", version="HTTP/1.1")  # fmt: skip


def app_of_a_phone(traffic: Traffic) -> None:
    traffic.put(np.flatnonzero(share(traffic, 0.09)), agent="okhttp")


def files_of_all_sizes(traffic: Traffic) -> None:
    traffic.size = np.round(traffic.rng.lognormal(8, 2.4, len(traffic.size))).astype(np.int64)


def slower_when_busy(traffic: Traffic) -> None:
    traffic.seconds *= 1 + 0.4 * (FILMS / FILMS.max())[traffic.hour]


def summer_time(traffic: Traffic) -> None:
    """From the twelfth day on everything is an hour earlier."""
    late = traffic.day >= 12
    traffic.time = np.where(late, np.maximum(traffic.time - HOUR, MONDAY + 12 * DAY), traffic.time)


def with_pictures(traffic: Traffic) -> None:
    """Each page comes with five files in the same seconds."""
    times, first = traffic.time.repeat(5) + np.tile(np.arange(5), len(traffic.time)), len(traffic.time)
    rows = np.arange(first).repeat(5)
    traffic.time = np.r_[traffic.time, times]
    traffic.codes = {name: np.r_[column, column[rows]] for name, column in traffic.codes.items()}
    traffic.size, traffic.seconds = np.r_[traffic.size, traffic.size[rows]], np.r_[
        traffic.seconds, traffic.seconds[rows]
    ]  # fmt: skip


def both(*changes: Change) -> Change:
    """One after the other."""

    def change(traffic: Traffic) -> None:
        for one in changes:
            one(traffic)

    return change
