"""Thirty stories and thirty controls of services: ``python -m tests.bench.insights_services [seeds]``.

Written down before the rules saw them: an API of nine clients, a mirror, a school's intranet, a radio's
streams, a campaign that a day made known, a registry of packages. Prints and judges as `insights_unseen` does
(2 seeds unless given).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from tests.bench.insights import Wanted, of_kind, speaks_of
from tests.bench.insights_unseen import between, judge, nothing, share
from tests.bench.made_services import (
    API,
    CAMPAIGN,
    MIRROR,
    RADIO,
    REGISTRY,
    SCHOOL,
    Change,
    Site,
    asked_first,
    bells,
    daily_updates,
    listeners,
    made_of,
    nightly_builds,
)
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic
from tests.bench.trades_ordinary import both
from tests.bench.trades_stories import fails, lost, seen, times_as


class Service(NamedTuple):
    """A name, the site, its days, how many times its usual rate, what is usual besides, what is planted."""

    name: str
    site: Site
    days: float
    rate: float
    ordinary: Change
    plant: Callable[[Traffic], Wanted | None] = nothing


def refused_from(start: float, end: float, part: float, status: str, host: str, traffic: Traffic) -> Wanted:
    """What one client asks for is refused, from one day to another."""
    *_, inside = between(traffic, start, end)
    traffic.put(np.flatnonzero(inside & traffic.rows("host", host) & share(traffic, part)), status=status)
    return speaks_of("host", host)


def path_fails(path: str, start: float, end: float, part: float, status: str, traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, start, end)
    traffic.put(np.flatnonzero(inside & traffic.rows("path", path) & share(traffic, part)), status=status)
    return speaks_of("path", path)


def path_slows(path: str, start: float, end: float, by: float, traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, start, end)
    traffic.seconds[inside & traffic.rows("path", path)] *= by
    return speaks_of("path", path)


def partner_leaves(traffic: Traffic) -> Wanted:
    """A client with a program of its own, a seventh of all, is gone from the ninth day on."""
    seen(0, 9, 0.15, "agent", "PartnerSync", traffic)
    traffic.put(np.flatnonzero(traffic.rows("agent", "PartnerSync")), host="192.0.2.50")
    return speaks_of("agent", "PartnerSync")


def takes_most(part: float, many: int, path: str, traffic: Traffic) -> Wanted:
    """One client takes so many times as many bytes as all others, in so many requests."""
    times = np.sort(traffic.rng.integers(MONDAY, traffic.end, many))
    traffic.add(times, size=int(part * traffic.size.sum() / many), status="200", method="GET", path=path,
                host="192.0.2.60", agent="curl", version="HTTP/1.1")  # fmt: skip
    return speaks_of("host", "192.0.2.60")


def level(day: int, before: float, after: float, traffic: Traffic) -> Wanted:
    """From a day on another part of the requests is there."""
    late = traffic.day >= day
    traffic.keep(np.where(late, share(traffic, after), share(traffic, before)))
    return of_kind("level", "growth" if after > before else "fall")


def guesses(traffic: Traffic) -> Wanted:
    times = np.sort(traffic.rng.integers(MONDAY + 3 * DAY + 10 * HOUR, MONDAY + 3 * DAY + 12 * HOUR, 400))
    traffic.ask(times, "10.20.99", status="401", method="POST", path="/login", agent="Firefox")
    return speaks_of("host", "10.20.99.1")


def holidays(traffic: Traffic) -> Wanted:
    traffic.keep((traffic.day < 14) | (traffic.day >= 21))
    return of_kind("silence")


def old_mount(traffic: Traffic) -> Wanted:
    times = np.sort(traffic.rng.integers(MONDAY, traffic.end, 200))
    hosts = np.array([f"203.0.114.{n}" for n in traffic.rng.integers(0, 30, 200)])
    traffic.add(
        times, status="404", method="GET", path="/old.mp3", host=hosts, agent="VLC", version="HTTP/1.1"
    )
    return speaks_of("path", "/old.mp3")


def viral(traffic: Traffic) -> Wanted:
    """The ninth day has ten times as many, most of them from a page where nobody came from before."""
    traffic.keep((traffic.day == 8) | share(traffic, 0.1))
    traffic.put(
        np.flatnonzero((traffic.day == 8) & share(traffic, 0.6)), referrer="https://board.example/r/all"
    )
    return speaks_of("referrer", "https://board.example/r/all")


def scanned(traffic: Traffic) -> Wanted:
    for number in range(200):
        time = np.array([MONDAY + 5 * DAY + 4 * HOUR + 3 * number])
        traffic.ask(time, "192.0.2", status="404", path=f"/{number}/setup.php", agent="Other")
    return speaks_of("host", "192.0.2.1")


def over(traffic: Traffic) -> Wanted:
    traffic.keep((traffic.day < 20) | share(traffic, 0.03))
    return of_kind("stop", "silence", "fall", "level")


def robot(traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, 6, 9)
    times = np.sort(traffic.rng.integers(MONDAY + 6 * DAY, MONDAY + 9 * DAY, int(inside.sum())))
    traffic.ask(times, "192.0.2", path="/", agent="bot: Bytespider")
    return speaks_of("agent", "bot: Bytespider")


def loops(traffic: Traffic) -> Wanted:
    """A build that never ends asks for one thing twice a second for an hour."""
    times = MONDAY + 4 * DAY + 13 * HOUR + np.arange(7200) // 2
    traffic.ask(times, "10.9.1", path="/simple/package-3/", agent="pip")
    return speaks_of("host", "10.9.1.1")


def method_refused(traffic: Traffic) -> Wanted:
    *_, inside = between(traffic, 5.4, 99)
    traffic.put(np.flatnonzero(inside & traffic.rows("method", "PUT")), status="403")
    return speaks_of("method", "PUT")


def old_program(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(share(traffic, 0.02)), agent="pip 9", status="426")
    return speaks_of("agent", "pip 9")


SCHOOLS = both(bells, asked_first)
DONATE = partial(path_fails, "/donate", 8.4, 8.65, 0.5, "500")

CASES = (
    *(Service(f"an API, {d:g} days", API, d, r, nothing)
      for d, r in ((1, 1), (3, 2), (7, 0.3), (14, 0.5), (35, 0.1))),
    *(Service(f"a mirror, {d:g} days", MIRROR, d, r, daily_updates)
      for d, r in ((1, 5), (2, 2), (7, 1), (14, 1), (40, 0.2))),
    *(Service(f"a school, {d:g} days", SCHOOL, d, r, both(bells, asked_first))
      for d, r in ((1, 3), (5, 2), (12, 1), (21, 1), (35, 0.5))),
    *(Service(f"a radio, {d:g} days", RADIO, d, r, listeners)
      for d, r in ((1, 3), (2, 1), (7, 1), (14, 0.5), (28, 0.3))),
    *(Service(f"a campaign, {d:g} days", CAMPAIGN, d, r, nothing)
      for d, r in ((1, 40), (6, 4), (10, 1), (30, 1), (60, 0.3))),
    *(Service(f"a registry, {d:g} days", REGISTRY, d, r, nightly_builds)
      for d, r in ((1, 2), (4, 1), (7, 0.5), (15, 0.5), (30, 0.2))),
    Service("token expired", API, 10, 0.5, nothing, partial(refused_from, 6.4, 99, 1.0, "401", "198.51.0.3")),
    Service("export slows", API, 12, 0.5, nothing, partial(path_slows, "/v1/export", 6, 99, 6)),
    Service("held back", API, 9, 1, nothing, partial(refused_from, 4.4, 4.65, 0.7, "429", "198.51.0.1")),
    Service("a partner leaves", API, 16, 0.5, nothing, partner_leaves),
    Service("gateway of an API", API, 7, 1, nothing, partial(fails, 3.45, 1 / 3, 0.97, "502")),
    Service("one takes it all", MIRROR, 8, 1, daily_updates, partial(takes_most, 0.8, 900, "/pool/a/1.deb")),
    Service("no list of packages", MIRROR, 9, 1, daily_updates,
            partial(path_fails, "/dists/stable/Packages.xz", 5.2, 5.5, 1.0, "404")),
    Service("a disk hangs", MIRROR, 10, 1, daily_updates, partial(lost, 6.5, 2)),
    Service("a slow line", MIRROR, 12, 1, daily_updates, partial(times_as, "seconds", 7, 24, 3, "slow")),
    Service("a release", MIRROR, 20, 1, daily_updates, partial(level, 10, 0.45, 0.95)),
    Service("guesses at school", SCHOOL, 12, 1, SCHOOLS, guesses),
    Service("a quiz fails", SCHOOL, 19, 1, SCHOOLS,
            partial(path_fails, "/quiz", 8 + 9 / 24, 8 + 11 / 24, 0.6, "500")),
    Service("a week of holidays", SCHOOL, 35, 0.7, SCHOOLS, holidays),
    Service("no network at ten", SCHOOL, 12, 2, SCHOOLS, partial(lost, 9 + 10 / 24, 1)),
    Service("a new browser", SCHOOL, 26, 1, SCHOOLS, partial(seen, 14, 99, 0.1, "agent", "SchoolBrowser")),
    Service("no stream", RADIO, 8, 1, listeners, partial(fails, 4 + 18 / 24, 0.5, 0.95, "503")),
    Service("an old mount", RADIO, 9, 1, listeners, old_mount),
    Service("in a directory", RADIO, 13, 1, listeners,
            partial(seen, 6, 99, 0.08, "referrer", "https://stations.example/nr/7")),
    Service("sent on", RADIO, 10, 1, listeners, partial(takes_most, 0.7, 700, "/live.mp3")),
    Service("other programmes", RADIO, 28, 1, listeners, partial(level, 14, 1.0, 0.45)),
    Service("viral", CAMPAIGN, 16, 10, nothing, viral),
    Service("no donations", CAMPAIGN, 16, 10, nothing, lambda traffic: (viral(traffic), DONATE(traffic))[1]),
    Service("a campaign scanned", CAMPAIGN, 9, 2, nothing, scanned),
    Service("over", CAMPAIGN, 30, 2, nothing, over),
    Service("a campaign's robot", CAMPAIGN, 14, 3, nothing, robot),
    Service("no publishing", REGISTRY, 11, 0.5, nightly_builds, method_refused),
    Service("taken away", REGISTRY, 12, 0.5, nightly_builds,
            partial(path_fails, "/simple/package-5/", 6.4, 99, 1.0, "404")),
    Service("a slow index", REGISTRY, 9, 0.5, nightly_builds,
            partial(times_as, "seconds", 3.5, 3, 4, "slow")),
    Service("a build in a loop", REGISTRY, 8, 0.5, nightly_builds, loops),
    Service("an old program", REGISTRY, 7, 0.5, nightly_builds, old_program),
)  # fmt: skip

TRUE_OF = {
    "an API": {"share"},
    "a mirror": {"share"},
    "a school": {"share", "rate", "path", "errors"},
    "a radio": {"share"},
    "a registry": {"share"},
}
"""What may be said of controls, since it is so: of nine clients each has a large share."""


def traffic_of(case: Service, seed: int) -> tuple[Traffic, Wanted | None]:
    """The traffic of a service, and what is to be told of it: of a control, nothing."""
    traffic = made_of(case.site, case.days, 50_000_000 + seed, case.rate)
    case.ordinary(traffic)
    return traffic, case.plant(traffic)


if __name__ == "__main__":
    usual = {case.name: TRUE_OF.get(case.name.split(",")[0], set()) for case in CASES}
    sys.exit(judge(CASES, usual, *map(int, sys.argv[1:] or ["2"]), traffic_of=traffic_of))
