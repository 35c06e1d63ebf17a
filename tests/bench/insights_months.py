"""Twenty stories and twenty controls more: ``python -m tests.bench.insights_months [seeds]``.

Written without a look at the rules: logs of a month, a quarter, a day or half a one, rates that are wild by
the hour or by the day, sites that close at weekends, releases, jobs by the clock, growth. Prints and judges
as `insights_unseen` does (2 seeds unless given).
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from tests.bench.insights import Wanted, happened, of_kind, speaks_of
from tests.bench.insights_unseen import EVEN, NIGHT, TWICE, WORK, Case, between, judge, nothing, share
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic

MINUTE = 60


def _each(traffic: Traffic, seconds: int, spread: float) -> None:
    """Each hour or day has a rate of its own: lognormal around what it was, at most all that there is."""
    stretches = int(traffic.kind.days * DAY // seconds) + 1
    odds = 0.4 * np.exp(traffic.rng.normal(0, spread, stretches))
    traffic.keep(share_of(traffic, odds[(traffic.time - MONDAY) // seconds]))


def share_of(traffic: Traffic, odds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Requests drawn by odds of their own."""
    return traffic.rng.random(len(traffic.time)) < odds


def _weekday(traffic: Traffic) -> NDArray[np.int64]:
    return (traffic.time // DAY + 3) % 7


def wild_hours(traffic: Traffic) -> None:
    _each(traffic, HOUR, 0.5)


def wild_days(traffic: Traffic) -> None:
    _each(traffic, DAY, 0.4)


def closed_weekends(traffic: Traffic) -> None:
    traffic.keep(_weekday(traffic) < 5)


def closed_weekends_wild(traffic: Traffic) -> None:
    wild_hours(traffic)
    closed_weekends(traffic)


def closed_sundays(traffic: Traffic) -> None:
    traffic.keep(_weekday(traffic) < 6)


def clumps(traffic: Traffic) -> None:
    _each(traffic, 6 * HOUR, 0.9)


def watched(traffic: Traffic) -> None:
    """A machine that asks each minute is a good part of all there is."""
    traffic.add(np.arange(MONDAY, traffic.end, MINUTE), status="200", method="GET", path="/health",
                host="203.0.113.9", agent="curl", version="HTTP/1.1")  # fmt: skip


def grows(traffic: Traffic) -> None:
    traffic.keep(share_of(traffic, 0.45 + 0.55 * (traffic.time - MONDAY) / (traffic.end - MONDAY)))


def shrinks(traffic: Traffic) -> None:
    traffic.keep(share_of(traffic, 1 - 0.55 * (traffic.time - MONDAY) / (traffic.end - MONDAY)))


def releases(traffic: Traffic) -> None:
    """A script has another name after each of three releases; it is a seventh of all."""
    rows = np.flatnonzero(share(traffic, 1 / 7))
    weeks = (traffic.time[rows] - MONDAY - DAY - 10 * HOUR) // (7 * DAY)
    for week in np.unique(weeks):
        traffic.put(rows[weeks == week], path=f"/static/app.{week + 2}.js")


def _bursts(traffic: Traffic, status: NDArray[np.str_] | str = "200") -> None:
    hours = np.arange(MONDAY, traffic.end, HOUR)
    times = (hours[:, None] + np.arange(40)[None, :]).ravel()
    traffic.add(times, status=status, method="POST", path="/cron/sync", host="203.0.113.10", agent="curl",
                version="HTTP/1.1")  # fmt: skip


def cron_bursts(traffic: Traffic) -> None:
    """Forty requests of a job within a minute of each full hour."""
    _bursts(traffic)


def backups(traffic: Traffic) -> None:
    """Each night at three one machine takes four hundred large files."""
    nights = np.arange(MONDAY + 3 * HOUR, traffic.end, DAY)
    times = (nights[:, None] + 2 * np.arange(400)[None, :]).ravel()
    traffic.add(times, size=4_000_000, status="200", method="GET", path="/export", host="203.0.113.11",
                agent="curl", version="HTTP/1.1")  # fmt: skip


def busy_weekends(traffic: Traffic) -> None:
    traffic.keep((_weekday(traffic) >= 5) | share(traffic, 0.35))


def errors_wander(traffic: Traffic) -> None:
    """Between one and three requests in a hundred fail, by the day."""
    days = int(traffic.kind.days) + 1
    odds = traffic.rng.uniform(0.01, 0.03, days)
    traffic.put(
        np.flatnonzero(share_of(traffic, odds[(traffic.time - MONDAY) // DAY])),
        status="500",
    )


def _fails(traffic: Traffic, start: float, end: float, part: float, status: str) -> Wanted:
    first, last, inside = between(traffic, start, end)
    traffic.put(np.flatnonzero(inside & share(traffic, part)), status=status)
    return happened(first, last, "outage")


def down_in_the_wild(traffic: Traffic) -> Wanted:
    wild_hours(traffic)
    return _fails(traffic, 6 + 14 / 24, 6 + 15 / 24, 0.8, "503")


def down_at_work(traffic: Traffic) -> Wanted:
    closed_weekends(traffic)
    return _fails(traffic, 9 + 10.5 / 24, 9 + 12 / 24, 0.9, "504")


def down_for_a_day(traffic: Traffic) -> Wanted:
    return _fails(traffic, 31, 32.25, 0.9, "500")


def half_down(traffic: Traffic) -> Wanted:
    return _fails(traffic, 17 + 21 / 24, 18 + 2 / 24, 0.4, "503")


def down_in_growth(traffic: Traffic) -> Wanted:
    grows(traffic)
    return _fails(traffic, 20 + 11 / 24, 20 + 13 / 24, 0.7, "503")


def release_breaks(traffic: Traffic) -> Wanted:
    """From a release on, six in ten requests for one path in twenty fail."""
    traffic.put(np.flatnonzero(share(traffic, 0.05)), path="/api/basket")
    *_, inside = between(traffic, 8 + 10 / 24, traffic.kind.days)
    broken = inside & traffic.rows("path", "/api/basket") & share(traffic, 0.6)
    traffic.put(np.flatnonzero(broken), status="500")
    return speaks_of("path", "/api/basket")


def release_slows(traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, 7 + 10 / 24, traffic.kind.days)
    traffic.seconds[inside] *= 1.8
    return of_kind("slow")


def cron_fails(traffic: Traffic) -> Wanted:
    """The job of each hour fails from the fifth day on."""
    hours = np.repeat(np.arange(MONDAY, traffic.end, HOUR), 40)
    _bursts(traffic, np.where(hours < MONDAY + 4 * DAY, "200", "500"))
    told = [speaks_of(name, label) for name, label in (("path", "/cron/sync"), ("host", "203.0.113.10"))]
    return lambda insights: any(one(insights) for one in told)


def clock_ahead(traffic: Traffic) -> Wanted:
    """A hundred requests in a row are dated nine years on."""
    traffic.time[np.argsort(traffic.time)[9000:9100]] += 9 * 365 * DAY
    return of_kind("clock")


def morning_lost(traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, 15 + 7 / 24, 15 + 13 / 24)
    traffic.keep(~inside)
    return happened(first, last, "silence")


def tuesday_lost(traffic: Traffic) -> Wanted:
    closed_weekends(traffic)
    first, last, inside = between(traffic, 15, 16)
    traffic.keep(~inside)
    # Its nights have next to nothing anyway, so how far the silence reaches into them nobody can tell.
    return happened(first, last, "silence", least=0.4)


def scraper(traffic: Traffic) -> Wanted:
    first, _, _ = between(traffic, 13 / 24, 14 / 24)
    times = np.sort(traffic.rng.integers(first, first + 40 * MINUTE, 3000))
    traffic.add(times, status="200", method="GET", path=np.array([f"/item/{n}" for n in range(3000)]),
                host="192.0.2.31", agent="Chrome", version="HTTP/2.0")  # fmt: skip
    return speaks_of("host", "192.0.2.31")


def guesses(traffic: Traffic) -> Wanted:
    first, last, _ = between(traffic, 1 / 24, 4 / 24)
    traffic.add(np.arange(first, last, 10), status="401", method="POST", path="/login", host="192.0.2.32",
                agent="Firefox", version="HTTP/1.1")  # fmt: skip
    return speaks_of("host", "192.0.2.32")


def evening_fails(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.06)), path="/tickets")
    *_, inside = between(traffic, 18 / 24, 20 / 24)
    traffic.put(np.flatnonzero(inside & traffic.rows("path", "/tickets") & share(traffic, 0.7)), status="500")
    return speaks_of("path", "/tickets")


def never_allowed(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.02)), method="PUT", status="405")
    return speaks_of("method", "PUT")


def old_version_fails(traffic: Traffic) -> Wanted:
    rows = np.flatnonzero(share(traffic, 0.03))
    traffic.put(rows, version="HTTP/1.0")
    traffic.put(rows[traffic.rng.random(len(rows)) < 0.5], status="426")
    return speaks_of("version", "HTTP/1.0")


def spam(traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, 12, 15)
    traffic.put(np.flatnonzero(inside & share(traffic, 0.1)), referrer="https://spam.example/win")
    return speaks_of("referrer", "https://spam.example/win")


def one_client(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.2)), host="192.0.2.33")
    return speaks_of("host", "192.0.2.33")


def large_night(traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, 9 + 20 / 24, 10)
    traffic.size[inside] *= 6
    return happened(first, last, "large")


CASES = (
    Case("wild hours", 10, 150, EVEN, wild_hours),
    Case("wild days", 28, 120, TWICE, wild_days),
    Case("closed weekends, wild", 28, 300, WORK, closed_weekends_wild),
    Case("closed Sundays", 35, 120, WORK, closed_sundays),
    Case("sparse month", 30, 1, EVEN, nothing),
    Case("sparse quarter", 90, 1.2, WORK, nothing),
    Case("sparse and clumped", 45, 3, EVEN, clumps),
    Case("a month of nights", 31, 150, NIGHT, nothing),
    Case("watched", 31, 60, TWICE, watched),
    Case("grows", 28, 150, TWICE, grows),
    Case("shrinks", 28, 150, WORK, shrinks),
    Case("releases", 24, 120, TWICE, releases),
    Case("cron bursts", 8, 150, TWICE, cron_bursts),
    Case("backups", 14, 120, TWICE, backups),
    Case("a day of work", 1, 700, WORK, nothing),
    Case("a wild day", 1, 800, EVEN, wild_hours),
    Case("a sparse day", 1, 8, EVEN, nothing),
    Case("half a day", 0.5, 2000, EVEN, nothing),
    Case("busy weekends", 21, 200, TWICE, busy_weekends),
    Case("errors wander", 14, 200, TWICE, errors_wander),
    Case("down in the wild", 10, 400, EVEN, down_in_the_wild),
    Case("down at work", 28, 300, WORK, down_at_work),
    Case("down for a day", 60, 1.5, EVEN, down_for_a_day),
    Case("half down", 31, 150, NIGHT, half_down),
    Case("down in growth", 28, 150, TWICE, down_in_growth),
    Case("a release breaks a path", 14, 150, TWICE, release_breaks),
    Case("a release slows", 14, 120, NIGHT, release_slows),
    Case("cron fails", 8, 150, TWICE, cron_fails),
    Case("clock ahead", 7, 200, TWICE, clock_ahead),
    Case("a morning is lost", 28, 100, TWICE, morning_lost),
    Case("a Tuesday is lost", 28, 200, WORK, tuesday_lost),
    Case("a day's scraper", 1, 600, TWICE, scraper),
    Case("a day's guesses", 1, 300, NIGHT, guesses),
    Case("an evening fails", 1, 1500, TWICE, evening_fails),
    Case("never allowed", 14, 100, WORK, never_allowed),
    Case("an old version fails", 10, 150, EVEN, old_version_fails),
    Case("spam", 31, 80, NIGHT, spam),
    Case("one client", 31, 80, TWICE, one_client),
    Case("large night", 14, 200, NIGHT, large_night),
    Case("scraper on bursts", 1, 600, EVEN, lambda traffic: (cron_bursts(traffic), scraper(traffic))[1]),
)

TRUE_OF = {
    "wild days": {"growth", "fall", "level"},
    "watched": {"share"},
    "grows": {"growth", "level"},
    "shrinks": {"fall", "level"},
    "releases": {"new", "gone", "passing"},
    "cron bursts": {"share"},
    "backups": {"share", "heavy"},
}
"""What may be said of controls, since it is so."""


if __name__ == "__main__":
    sys.exit(judge(CASES, TRUE_OF, *map(int, sys.argv[1:] or ["2"])))
