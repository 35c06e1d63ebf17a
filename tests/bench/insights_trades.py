"""Thirty stories and thirty controls of other trades: ``python -m tests.bench.insights_trades [seeds]``.

Written down before the rules saw them: a canteen, a newspaper, evenings of films, a shop without a night;
newsletters, paydays, feeds that are asked at each full hour, logins that are refused once by design, pages
with their pictures. Prints and judges as `insights_unseen` does (2 seeds unless given).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.logs.insights.insights import Insight
from tests.bench.insights import Wanted, happened, of_kind, speaks_of
from tests.bench.insights_months import share_of
from tests.bench.insights_unseen import Case, between, judge, nothing, share
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic

NOON = np.array([0.05] * 7 + [0.2, 0.5, 0.9, 1.8, 3, 2.6, 1.2, 0.6, 0.4, 0.3, 0.3, 0.2] + [0.1] * 5)
NEWS = np.array([0.2] * 5 + [1.2, 2.4, 2.8, 2.2, 1.4] + [0.9] * 7 + [1.3, 1.5, 1.2, 0.9, 0.7, 0.5, 0.3])
FILMS = np.array([1.2, 0.7, 0.3] + [0.12] * 11 + [0.3, 0.5, 0.8, 1.1, 1.5, 2.1, 2.7, 2.9, 2.5, 1.8])
WAVES = 1 + 0.25 * np.sin(np.arange(24) / 24 * 2 * np.pi)

Change = Callable[[Traffic], object]


def _day(traffic: Traffic) -> NDArray[np.int64]:
    return (traffic.time - MONDAY) // DAY


def _hour(traffic: Traffic) -> NDArray[np.int64]:
    return traffic.time % DAY // HOUR


def _asked(traffic: Traffic, times: NDArray, hosts: str, many: int = 1, **labels: str) -> None:
    """Requests of ``many`` clients at these times, each client at each of them, five seconds apart."""
    given = {"status": "200", "method": "GET", "agent": "curl", "version": "HTTP/1.1", **labels}
    for number in range(many):
        traffic.add(times + 5 * number, host=f"{hosts}.{number + 1}", **given)


# ---- controls ----


def rate_by(seconds: int, spread: float) -> Change:
    """Each stretch of so many seconds has a rate of its own: lognormal, at most all that there is."""

    def change(traffic: Traffic) -> None:
        odds = 0.4 * np.exp(traffic.rng.normal(0, spread, int(traffic.kind.days * DAY // seconds) + 1))
        traffic.keep(share_of(traffic, odds[(traffic.time - MONDAY) // seconds]))

    return change


def closed_wednesdays(traffic: Traffic) -> None:
    traffic.keep(_day(traffic) % 7 != 2)


def paydays(traffic: Traffic) -> None:
    traffic.keep(np.isin(_day(traffic) % 14, (4, 5)) | share(traffic, 0.55))


def sale_of_a_day(traffic: Traffic) -> None:
    """One day of twelve has twice as many requests, of everybody."""
    traffic.keep((_day(traffic) == 7) | share(traffic, 0.5))


def weekends_for_games(traffic: Traffic) -> None:
    traffic.keep((_day(traffic) % 7 >= 5) | share(traffic, 0.5))


def season(traffic: Traffic) -> None:
    age = (traffic.time - MONDAY) / (traffic.end - MONDAY)
    traffic.keep(share_of(traffic, 0.75 + 0.25 * np.sin(2 * np.pi * age)))


def polls(traffic: Traffic) -> None:
    """Thirty clients ask each five minutes, day and night."""
    _asked(traffic, np.arange(MONDAY, traffic.end - 300, 300), "203.0.113", 30, path="/poll")


def probes_of_health(traffic: Traffic) -> None:
    _asked(traffic, np.arange(MONDAY, traffic.end - 60, 20), "203.0.113", 3, path="/healthz")


def feeds(traffic: Traffic) -> None:
    """A hundred readers ask for the feed in the first minutes of each hour."""
    _asked(
        traffic, np.arange(MONDAY, traffic.end - HOUR, HOUR), "203.0.113", 100, path="/feed", agent="Feedly"
    )


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
    thursday = (_day(traffic) % 7 == 3) & (_hour(traffic) >= 9) & (_hour(traffic) < 12)
    traffic.keep(thursday | share(traffic, 0.45))
    letter = (_day(traffic) % 7 == 3) & (_hour(traffic) >= 9) & (_hour(traffic) < 12) & share(traffic, 0.5)
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
    traffic.seconds *= 1 + 0.4 * (FILMS / FILMS.max())[_hour(traffic)]


def summer_time(traffic: Traffic) -> None:
    """From the twelfth day on everything is an hour earlier."""
    late = _day(traffic) >= 12
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


# ---- stories ----


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
    traffic.keep((_day(traffic) < 19) | share(traffic, 0.01))
    return of_kind("stop", "silence", "fall", "level")


def tries(start: float, seconds: float, many: int, status: str, path: str, traffic: Traffic) -> Wanted:
    """One client posts so many times, so many seconds apart."""
    times = (MONDAY + start * DAY + seconds * np.arange(many)).astype(np.int64)
    _asked(traffic, times, "192.0.2", status=status, method="POST", path=path)
    return speaks_of("host", "192.0.2.1")


def tried_by_three(traffic: Traffic) -> Wanted:
    times = np.arange(MONDAY + 3 * DAY, MONDAY + 3 * DAY + 200 * 15, 15)
    _asked(traffic, times, "192.0.2", 3, status="401", method="POST", path="/account/login")
    return all_of(*(speaks_of("host", f"192.0.2.{number}") for number in (1, 2, 3)))


def looked_for(many: int, seconds: float, status: str, traffic: Traffic) -> Wanted:
    """One client asks for so many paths, one after another, that are not there or forbidden."""
    times = (MONDAY + 0.6 * traffic.kind.days * DAY + seconds * np.arange(many)).astype(np.int64)
    for time, number in zip(times, range(many), strict=True):
        _asked(traffic, np.array([time]), "192.0.2", status=status, path=f"/.hidden/{number}")
    return speaks_of("host", "192.0.2.1")


def every_product(traffic: Traffic) -> Wanted:
    """One client, a browser by its word, takes a page a second for two hours."""
    times = np.arange(MONDAY + 2.1 * DAY, MONDAY + 2.1 * DAY + 2 * HOUR).astype(np.int64)
    for number in range(40):
        _asked(traffic, times[number::40], "192.0.2", path=f"/product/{number + 1}", agent="Chrome")
    return speaks_of("host", "192.0.2.1")


def greedy_robot(start: float, days: float, part: float, traffic: Traffic) -> Wanted:
    """A robot of thirty machines adds so many times as much as there is, for some days."""
    *_, inside = between(traffic, start, start + days)
    count = int(part * inside.sum())
    times = np.sort(traffic.rng.integers(MONDAY + start * DAY, MONDAY + (start + days) * DAY, count))
    for number in range(30):
        _asked(traffic, times[number::30], f"192.0.{number + 3}", path=f"/blog/{number}", agent="bot: GPTBot")
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
    traffic.keep((_day(traffic) >= 15) | share(traffic, 0.48))
    return of_kind("level", "growth")


CASES = (
    Case("morning paper", 9, 200, NEWS, nothing),
    Case("canteen", 16, 150, NOON, nothing),
    Case("evenings of films", 25, 120, FILMS, nothing),
    Case("round the globe", 30, 100, WAVES, rate_by(HOUR, 0.25)),
    Case("two days", 2, 400, WAVES, nothing),
    Case("six hours", 0.25, 3000, WAVES, nothing),
    Case("three days", 3, 250, FILMS, nothing),
    Case("a sparse quarter", 90, 2, WAVES, nothing),
    Case("closed Wednesdays", 28, 120, NOON, closed_wednesdays),
    Case("paydays", 45, 100, NEWS, paydays),
    Case("a day's sale", 12, 250, FILMS, sale_of_a_day),
    Case("weekends for games", 21, 120, FILMS, weekends_for_games),
    Case("a season", 60, 60, WAVES, season),
    Case("polls", 5, 120, NEWS, polls),
    Case("probes of health", 4, 200, FILMS, probes_of_health),
    Case("feeds at full hours", 10, 150, NEWS, feeds),
    Case("paths differ", 14, 150, WAVES, paths_differ),
    Case("kept copies", 8, 200, NOON, kept_copies),
    Case("a letter on Thursdays", 28, 150, NEWS, newsletter),
    Case("two designs", 7, 200, FILMS, two_designs),
    Case("logins", 10, 100, NOON, logins),
    Case("asked for a password", 6, 150, WAVES, digest),
    Case("an app of a phone", 9, 150, FILMS, app_of_a_phone),
    Case("files of all sizes", 12, 120, NEWS, files_of_all_sizes),
    Case("slower when busy", 10, 250, FILMS, slower_when_busy),
    Case("summer time", 24, 120, NEWS, summer_time),
    Case("with pictures", 14, 30, NOON, with_pictures),
    Case("wild minutes", 4, 600, WAVES, rate_by(300, 0.6)),
    Case("wild quarters, closed", 28, 200, NOON, both(rate_by(900, 0.5), closed_wednesdays)),
    Case("pictures in a wild week", 7, 60, FILMS, both(rate_by(HOUR, 0.4), with_pictures)),
    Case("down at noon", 10, 200, NOON, partial(fails, 4.48, 1 / 3, 1.0, "503")),
    Case("a quarter fails at night", 12, 250, FILMS, partial(fails, 5.83, 3, 0.25, "500")),
    Case("six minutes", 2, 3000, WAVES, partial(fails, 1.4, 0.1, 0.9, "504")),
    Case("two days of few", 90, 2, WAVES, partial(fails, 50, 48, 0.95, "502")),
    Case("down twice", 9, 300, NEWS, fails_twice),
    Case("three hours lost", 30, 150, FILMS, partial(lost, 17.85, 3)),
    Case("nothing since", 25, 120, NEWS, next_to_nothing),
    Case("a day of few lost", 90, 4, WAVES, partial(lost, 40, 24)),
    Case("three who guess", 8, 200, WAVES, tried_by_three),
    Case("guesses answered 200", 14, 150, NEWS, partial(tries, 9.1, 10, 60, "200", "/wp-login.php")),
    Case("a flood of calls", 7, 200, FILMS, partial(tries, 3.3, 0.7, 5000, "200", "/xmlrpc.php")),
    Case("sixty paths", 10, 200, NOON, partial(looked_for, 60, 5, "404")),
    Case("eighty forbidden", 5, 300, NEWS, partial(looked_for, 80, 30, "403")),
    Case("every product", 6, 150, WAVES, every_product),
    Case("a robot all along", 14, 120, FILMS, partial(greedy_robot, 0, 14, 0.3)),
    Case("a robot for two days", 14, 150, NEWS, partial(greedy_robot, 6, 2, 2.0)),
    Case("shown elsewhere", 9, 200, FILMS, shown_elsewhere),
    Case("a new referrer", 14, 150, NOON,
         partial(seen, 10, 99, 0.05, "referrer", "https://partner.example/a")),
    Case("a new path", 60, 30, WAVES, partial(seen, 30, 99, 0.04, "path", "/v3/start")),
    Case("a gone agent", 9, 150, NEWS, partial(seen, 0, 5, 0.05, "agent", "OldApp")),
    Case("renamed", 12, 150, FILMS, renamed),
    Case("never a product", 10, 150, NEWS, partial(never, 60, "product", "SF-090", "500")),
    Case("never a method", 7, 200, WAVES, partial(never, 80, "method", "DELETE", "405")),
    Case("since a release", 14, 150, FILMS,
         partial(of_a_value, "path", "/api/find", 0.05, 8.4, 99, 0.35, "404")),
    Case("a browser refused", 10, 200, WAVES,
         partial(of_a_value, "agent", "Safari", 0.04, 4, 7, 0.5, "400")),
    Case("a client slowed down", 12, 200, NEWS,
         partial(of_a_value, "host", "192.0.2.1", 0.03, 0, 99, 0.3, "429")),
    Case("slow in the evening", 8, 250, FILMS, partial(times_as, "seconds", 3.83, 1.5, 4, "slow")),
    Case("slow report", 9, 200, NOON, slow_report),
    Case("large for hours", 10, 200, NEWS, partial(times_as, "size", 5.25, 4, 6, "large")),
    Case("twice as many", 30, 120, FILMS, doubles),
)  # fmt: skip

TRUE_OF = {
    "a season": {"growth", "fall", "level"},
    "polls": {"share"},
    "probes of health": {"share"},
    "feeds at full hours": {"share"},
    "a letter on Thursdays": {"new"},
    "asked for a password": {"rate", "path", "errors"},
}
"""What may be said of controls, since it is so."""


if __name__ == "__main__":
    sys.exit(judge(CASES, TRUE_OF, *map(int, sys.argv[1:] or ["2"])))
