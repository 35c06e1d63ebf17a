"""Twenty stories and twenty controls of a town's sites: ``python -m tests.bench.insights_towns [seeds]``.

Written down before the rules saw them: trains and their rush hours, a practice that is open for four hours,
a museum, markets, sensors, a mirror of packages, films in pieces, searches of which no two are alike. Prints
and judges as `insights_unseen` does (2 seeds unless given).
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np

from tests.bench.insights import Wanted, happened, of_kind, speaks_of
from tests.bench.insights_months import share_of
from tests.bench.insights_unseen import EVEN, Case, between, judge, nothing, share
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic
from tests.bench.trades_ordinary import rate_by
from tests.bench.trades_stories import fails, lost, seen

RUSH = np.array([0.1] * 5 + [0.5, 2.2, 3.6, 2.0] + [0.5] * 7 + [1.8, 3.2, 2.4, 0.9, 0.5, 0.4, 0.3, 0.2])
PRACTICE = np.array([0.0] * 8 + [2.0, 3.0, 2.5, 1.5] + [0.0] * 12)
MUSEUM = np.array([0.15] * 8 + [0.4, 0.9, 1.6, 1.8, 1.4, 1.6, 2.0, 1.7, 1.1, 0.7] + [0.5] * 4 + [0.2] * 2)
LATE = np.array([2.2, 1.4, 0.8, 0.5] + [0.3] * 4 + [0.5] * 8 + [0.7, 0.9, 1.2, 1.5, 1.9, 2.3, 2.6, 2.5])


# ---- controls ----


def trains(traffic: Traffic) -> None:
    """At weekends a fourth travels."""
    traffic.keep((traffic.day % 7 < 5) | share(traffic, 0.25))


def closed_mondays(traffic: Traffic) -> None:
    traffic.keep(traffic.day % 7 != 0)


def markets(traffic: Traffic) -> None:
    """On Tuesdays and Fridays three times as many come."""
    traffic.keep(np.isin(traffic.day % 7, (1, 4)) | share(traffic, 1 / 3))


def half_saturdays(traffic: Traffic) -> None:
    traffic.keep((traffic.day % 7 < 5) | ((traffic.day % 7 == 5) & (traffic.hour < 13)))


def wages(traffic: Traffic) -> None:
    """The last three days of thirty have twice as many."""
    traffic.keep((traffic.day % 30 >= 27) | share(traffic, 0.5))


def moon(traffic: Traffic) -> None:
    age = (traffic.time - MONDAY) / (9.5 * DAY)
    traffic.keep(share_of(traffic, 0.7 + 0.3 * np.sin(2 * np.pi * age)))


def sensors(traffic: Traffic) -> None:
    """Sixty machines send what they measured each ten minutes."""
    for number in range(60):
        traffic.ask(np.arange(MONDAY + 10 * number, traffic.end, 600), f"10.1.{number}", status="204",
                    method="POST", path="/measured", agent="okhttp")  # fmt: skip


def mirror(traffic: Traffic) -> None:
    """Sizes have no mean that a day could show."""
    traffic.size = np.round(2000 * (1 + traffic.rng.pareto(1.1, len(traffic.size)))).astype(np.int64)


def pieces(traffic: Traffic) -> None:
    """Films are sent in pieces, each of a megabyte, some slowly."""
    rows = share(traffic, 0.5)
    traffic.put(np.flatnonzero(rows), status="206", path="/film.mp4")
    traffic.size[rows] = 1_048_576
    traffic.seconds[rows] = traffic.rng.lognormal(1, 1.5, int(rows.sum()))


def moved(traffic: Traffic) -> None:
    traffic.put(np.flatnonzero(share(traffic, 0.33)), status="301")


def given_up(traffic: Traffic) -> None:
    """Up to two in a hundred are given up by the client, by the hour."""
    odds = traffic.rng.uniform(0, 0.02, int(traffic.kind.days * 24) + 1)
    traffic.put(np.flatnonzero(share_of(traffic, odds[(traffic.time - MONDAY) // HOUR])), status="499")


def searches(traffic: Traffic) -> None:
    """Two requests in three are for a path of their own."""
    rows = np.flatnonzero(share(traffic, 0.66))
    first = len(traffic.labels["path"])
    traffic.labels["path"] += [f"/search/{number}" for number in range(len(rows))]
    traffic.codes["path"][rows] = first + np.arange(len(rows))


def strangers(traffic: Traffic) -> None:
    """No client comes twice."""
    count = len(traffic.time)
    traffic.labels["host"] = [f"2001:db8::{number:x}" for number in range(count)]
    traffic.codes["host"] = np.arange(count)


def few_clients(traffic: Traffic) -> None:
    """Twelve machines of an office, about alike."""
    rows = traffic.rng.integers(0, 12, len(traffic.time))
    for number in range(12):
        traffic.put(np.flatnonzero(rows == number), host=f"10.0.0.{number + 1}")


def backup_at_night(traffic: Traffic) -> None:
    """At two each night everything is asked for by one machine, in half an hour."""
    nights = np.arange(MONDAY + 2 * HOUR, traffic.end - HOUR, DAY)
    traffic.ask((nights[:, None] + 3 * np.arange(600)).ravel(), "10.2.0", path="/all", agent="Wget")


# ---- stories ----


def one_in_eight(traffic: Traffic) -> Wanted:
    """One of eight machines behind the balancer fails for a day."""
    return fails(6.0, 24, 1 / 8, "502", traffic)


def not_opened(traffic: Traffic) -> Wanted:
    """The practice is not open on a Friday: how far the silence reaches into its nights nobody can tell."""
    traffic.keep(traffic.day != 18)
    return of_kind("silence")


def sprayed(traffic: Traffic) -> Wanted:
    """Forty clients try twelve passwords each within an hour."""
    for number in range(40):
        times = np.sort(traffic.rng.integers(MONDAY + 4 * DAY + 3 * HOUR, MONDAY + 4 * DAY + 4 * HOUR, 12))
        traffic.ask(times, f"192.0.{number}", status="401", method="POST", path="/staff/login")
    return speaks_of("path", "/staff/login")


def odd_methods(traffic: Traffic) -> Wanted:
    times = MONDAY + 5 * DAY + 20 * HOUR + 4 * np.arange(120)
    traffic.ask(times, "192.0.2", status="405", method="TRACE", path="/")
    return speaks_of("host", "192.0.2.1")


def half_hourly(traffic: Traffic) -> Wanted:
    """One client asks for a path that climbs out of its folder each half hour, for two days."""
    for number in range(96):
        time = np.array([MONDAY + 3 * DAY + 1800 * number])
        traffic.ask(time, "192.0.2", status="400", path=f"/get/{number}/../../../etc/passwd")
    return speaks_of("host", "192.0.2.1")


def leech(traffic: Traffic) -> Wanted:
    """One client takes more bytes than all others, in ninety requests."""
    size = int(2 * traffic.size.sum() / 90)
    times = np.sort(traffic.rng.integers(MONDAY, traffic.end, 90))
    traffic.add(times, size=size, status="200", method="GET", path="/film.mp4", host="192.0.2.44",
                agent="Wget", version="HTTP/1.1")  # fmt: skip
    return speaks_of("host", "192.0.2.44")


def fonts(traffic: Traffic) -> Wanted:
    """Pages of one site elsewhere use a font from here."""
    rows = np.flatnonzero(share(traffic, 0.05))
    traffic.put(rows, path="/fonts/town.woff2", status="200")
    for number in range(20):
        traffic.put(rows[number::20], referrer=f"https://blog.example/p/{number}")
    return lambda told: any("blog.example" in str(one) for one in told)


def app_refused(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.03)), agent="RiderApp")
    *_, inside = between(traffic, 5.4, 99)
    traffic.put(np.flatnonzero(inside & traffic.rows("agent", "RiderApp")), status="426")
    return speaks_of("agent", "RiderApp")


def slow_nights(traffic: Traffic) -> Wanted:
    first, last, inside = between(traffic, 6, 8)
    traffic.seconds[inside] *= 2
    return happened(first, last, "slow")


def route_slows(traffic: Traffic) -> Wanted:
    """From a release on one path takes five times as long."""
    traffic.put(np.flatnonzero(share(traffic, 0.05)), path="/route")
    *_, inside = between(traffic, 5.6, 99)
    traffic.seconds[inside & traffic.rows("path", "/route")] *= 5
    return speaks_of("path", "/route")


def falls_by_a_third(traffic: Traffic) -> Wanted:
    traffic.keep((traffic.day < 32) | share(traffic, 0.62))
    return of_kind("level", "fall")


def opens(traffic: Traffic) -> Wanted:
    """Nine days of trying out, then it is open to all."""
    traffic.keep((traffic.day >= 9) | share(traffic, 0.04))
    return of_kind("start", "growth", "level", "silence")


def markets_grow(traffic: Traffic) -> Wanted:
    markets(traffic)
    age = (traffic.time - MONDAY) / (traffic.end - MONDAY)
    traffic.keep(share_of(traffic, 0.4 + 0.6 * age))
    return of_kind("growth", "level")


def dated_1980(traffic: Traffic) -> Wanted:
    traffic.time[:20] = 315_532_800 + np.arange(20)
    return of_kind("clock")


def cut_out(traffic: Traffic) -> Wanted:
    """The log begins and ends in the middle of a day."""
    first, last = MONDAY + 10 * HOUR + 2400, traffic.end - 9 * HOUR - 2400
    traffic.keep((traffic.time >= first) & (traffic.time < last))
    return of_kind("partial")


def dead_link(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.02)), referrer="https://mail.town.example/")
    *_, inside = between(traffic, 6.3, 9)
    rows = inside & traffic.rows("referrer", "https://mail.town.example/") & share(traffic, 0.9)
    traffic.put(np.flatnonzero(rows), status="404")
    return speaks_of("referrer", "https://mail.town.example/")


def forms_lost(traffic: Traffic) -> Wanted:
    """A form that is too large is refused for eight hours."""
    traffic.put(np.flatnonzero(share(traffic, 0.02)), path="/form", method="POST")
    *_, inside = between(traffic, 8.35, 8.7)
    traffic.put(np.flatnonzero(inside & traffic.rows("path", "/form")), status="413")
    return speaks_of("path", "/form")


CASES = (
    Case("rush hours", 13, 250, RUSH, nothing),
    Case("trains", 20, 200, RUSH, trains),
    Case("a practice", 30, 150, PRACTICE, nothing),
    Case("a museum, closed Mondays", 22, 120, MUSEUM, closed_mondays),
    Case("markets", 25, 100, MUSEUM, markets),
    Case("Saturdays until one", 28, 120, MUSEUM, half_saturdays),
    Case("wages", 90, 40, LATE, wages),
    Case("a moon", 45, 80, LATE, moon),
    Case("weeks differ", 84, 40, RUSH, rate_by(7 * DAY, 0.12)),
    Case("sensors", 3, 150, EVEN, sensors),
    Case("a mirror", 6, 200, LATE, mirror),
    Case("pieces of films", 5, 200, LATE, pieces),
    Case("moved", 11, 150, RUSH, moved),
    Case("given up", 9, 250, LATE, given_up),
    Case("searches", 4, 250, MUSEUM, searches),
    Case("strangers", 3, 300, RUSH, strangers),
    Case("an office of twelve", 12, 100, MUSEUM, few_clients),
    Case("backed up at night", 17, 120, RUSH, backup_at_night),
    Case("eighteen hours", 0.75, 4000, LATE, rate_by(600, 0.25)),
    Case("four months of few", 120, 0.7, MUSEUM, nothing),
    Case("down in the rush", 13, 250, RUSH, partial(fails, 8 + 7.67 / 24, 0.5, 0.85, "503")),
    Case("one of eight fails", 14, 300, LATE, one_in_eight),
    Case("not opened", 30, 150, PRACTICE, not_opened),
    Case("passwords sprayed", 8, 150, MUSEUM, sprayed),
    Case("odd methods", 11, 150, RUSH, odd_methods),
    Case("each half hour", 7, 200, LATE, half_hourly),
    Case("a leech", 9, 120, MUSEUM, leech),
    Case("fonts elsewhere", 10, 150, RUSH, fonts),
    Case("codes on posters", 42, 60, MUSEUM, partial(seen, 25, 99, 0.07, "path", "/qr")),
    Case("an old app refused", 12, 150, RUSH, app_refused),
    Case("slow for two days", 13, 150, LATE, slow_nights),
    Case("a route slows", 11, 200, RUSH, route_slows),
    Case("a third fewer", 60, 60, LATE, falls_by_a_third),
    Case("opened", 22, 120, MUSEUM, opens),
    Case("markets grow", 50, 100, MUSEUM, markets_grow),
    Case("dated 1980", 8, 120, RUSH, dated_1980),
    Case("cut out", 9, 200, MUSEUM, cut_out),
    Case("a dead link", 15, 200, LATE, dead_link),
    Case("forms refused", 12, 250, RUSH, forms_lost),
    Case("five minutes of nothing", 1, 6000, LATE, partial(lost, 17.6 / 24, 5 / 60)),
)

TRUE_OF = {
    "backed up at night": {"share"},
    "sensors": {"share"},
    "pieces of films": {"slow"},
    "an office of twelve": {"share"},
    "weeks differ": {"growth", "fall", "level"},
}
"""What may be said of controls, since it is so."""


if __name__ == "__main__":
    sys.exit(judge(CASES, TRUE_OF, *map(int, sys.argv[1:] or ["2"])))
