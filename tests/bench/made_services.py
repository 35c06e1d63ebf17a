"""Traffic of sites that are no shops: an API, a mirror, a school, a radio, a campaign, a package registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.bench.made_traffic import CODED, DAY, HOUR, MONDAY, Kind, Traffic

EVEN = np.ones(24)
OFFICE = np.array([0.3] * 6 + [0.5, 0.9, 1.6, 1.9, 1.9, 1.7, 1.4, 1.7, 1.8, 1.7, 1.4, 1, 0.7] + [0.4] * 5)
LESSONS = np.array([0.01] * 7 + [0.8, 2.4, 2.8, 2.6, 2.8, 1.6, 2.2, 1.8, 0.7] + [0.15] * 6 + [0.03] * 2)
MORNINGS = np.array(
    [0.3] * 5 + [0.9, 2.0, 2.6, 2.1, 1.4] + [1.0] * 6 + [1.4, 1.6, 1.2, 0.8, 0.7, 0.6, 0.5, 0.4]
)
WAKING = np.array([0.4, 0.25, 0.15, 0.1, 0.1, 0.2, 0.5, 0.9] + [1.2] * 10 + [1.5, 1.7, 1.8, 1.6, 1.1, 0.7])
ALWAYS, WORKDAYS, SCHOOLDAYS = np.ones(7), np.array([1.0] * 5 + [0.45] * 2), np.array([1.0] * 5 + [0.02] * 2)


@dataclass(frozen=True)
class Site:
    """Who asks a site for what. ``rate`` are requests an hour in the mean; shares are of all requests.

    A visit has ``depth`` requests in the mean, ``gap`` seconds apart; clients are drawn by Zipf's law with
    the power ``skew``. Sizes and times are lognormal: mean and deviation of the logarithm. Each hour has a
    rate of its own, whose logarithm deviates by ``spread``.
    """

    rate: float
    shape: NDArray[np.float64]
    week: NDArray[np.float64]
    clients: int
    agents: Mapping[str, float]
    paths: Mapping[str, float]
    statuses: Mapping[str, float]
    methods: Mapping[str, float] = field(default_factory=lambda: {"GET": 1.0})
    referrers: Mapping[str, float] = field(default_factory=lambda: {"(none)": 1.0})
    depth: float = 4.0
    gap: float = 15.0
    skew: float = 0.6
    size: tuple[float, float] = (8.0, 1.0)
    seconds: tuple[float, float] = (-2.5, 0.6)
    spread: float = 0.1


API = Site(
    900, OFFICE, WORKDAYS, 9, {"Python Requests": 4, "okhttp": 3, "Go-http-client": 2, "curl": 1},
    {"/v1/orders": 8, "/v1/orders/find": 4, "/v1/stock": 5, "/v1/token": 1, "/v1/export": 0.6,
     "/v1/hooks": 1},
    {"200": 88, "201": 8, "404": 1.5, "401": 0.5, "422": 1, "500": 0.1}, {"GET": 7, "POST": 3}, depth=12,
    gap=1, size=(6.5, 0.8),
)  # fmt: skip
MIRROR = Site(
    400, EVEN, ALWAYS, 3000, {"apt": 7, "Wget": 1, "curl": 2},
    {f"/pool/{letter}/{n}.deb": 1 / (n + 1) for letter in "abclm" for n in range(40)}
    | {"/dists/stable/InRelease": 3, "/dists/stable/Packages.xz": 2},
    {"200": 70, "206": 8, "304": 19, "404": 3}, depth=6, gap=2, size=(11.0, 2.2), seconds=(-1.0, 1.5),
    skew=0.4,
)  # fmt: skip
SCHOOL = Site(
    350, LESSONS, SCHOOLDAYS, 260, {"Chrome": 6, "Firefox": 2, "Mobile Safari": 2},
    {"/": 4, "/timetable": 6, "/course": 8, "/course/files": 5, "/quiz": 3, "/login": 1, "/canteen": 1},
    {"200": 85, "304": 12, "404": 2, "403": 1}, {"GET": 9, "POST": 1},
    {"(none)": 3, "https://school.example/": 7}, spread=0.25,
)  # fmt: skip
RADIO = Site(
    500, MORNINGS, ALWAYS, 900, {"VLC": 4, "Chrome": 3, "Mobile Safari": 2, "Sonos": 2},
    {"/live.m3u8": 10, "/live/segment.aac": 20, "/live.mp3": 2, "/now.json": 6, "/": 1},
    {"200": 96, "206": 2, "404": 1, "499": 1}, referrers={"(none)": 8, "https://radio.example/": 2},
    depth=25, gap=10, size=(10.5, 1.2), seconds=(-1.5, 1.8),
)  # fmt: skip
CAMPAIGN = Site(
    60, WAKING, ALWAYS, 4000, {"Mobile Safari": 4, "Chrome Mobile": 4, "Chrome": 3, "Samsung Internet": 1},
    {"/": 8, "/sign": 3, "/why": 2, "/donate": 1, "/style.css": 7, "/poster.jpg": 6, "/share": 1},
    {"200": 90, "304": 8, "404": 1.5, "500": 0.2}, {"GET": 12, "POST": 1},
    {"(none)": 5, "https://campaign.example/": 8, "https://social.example/": 2, "https://www.google.com/": 1},
    spread=0.35, skew=0.2,
)  # fmt: skip
REGISTRY = Site(
    1200, OFFICE, WORKDAYS, 240, {"pip": 5, "npm": 4, "uv": 2, "curl": 1},
    {f"/simple/package-{n}/": 1 / (n + 2) for n in range(120)}
    | {f"/files/package-{n}.whl": 0.6 / (n + 2) for n in range(120)},
    {"200": 82, "304": 13, "404": 4, "502": 0.05}, {"GET": 40, "PUT": 1}, depth=60, gap=0.4, size=(10.0, 1.8),
)  # fmt: skip


def drawn(rng: np.random.Generator, shares: Mapping[str, float], many: int) -> NDArray[np.int64]:
    """As many places of these shares by chance."""
    weights = np.array(list(shares.values()), float)
    return rng.choice(len(weights), many, p=weights / weights.sum())


def made_of(site: Site, days: float, seed: int, rate: float = 1.0) -> Traffic:
    """The traffic of a site for some days, ``rate`` times as much as is usual."""
    rng = np.random.default_rng(seed)
    hours = np.arange(int(np.ceil(days * 24)))
    rhythm = site.shape[hours % 24] * site.week[hours // 24 % 7]
    rhythm *= site.rate * rate / site.depth / (site.shape.mean() * site.week.mean())
    wild = np.exp(
        rng.normal(0, site.spread, len(hours)) + rng.normal(0, 0.05, len(hours) // 24 + 1)[hours // 24]
    )
    visits = rng.poisson(rhythm * wild)
    begin = np.repeat(hours * HOUR, visits) + rng.random(visits.sum()) * HOUR
    pages = rng.geometric(1 / site.depth, len(begin))
    visit = np.repeat(np.arange(len(begin)), pages)
    steps = np.cumsum(rng.exponential(site.gap, len(visit)))
    first = np.cumsum(pages) - pages
    time = begin[visit] + steps - steps[first][visit]
    weights = np.arange(1, site.clients + 1) ** -site.skew
    client = rng.choice(site.clients, len(begin), p=weights / weights.sum())[visit]
    agent_of = drawn(rng, site.agents, site.clients)
    n = len(time)
    labels: dict[str, list[str]] = {name: ["(none)"] for name in CODED}
    codes = {name: np.zeros(n, np.int64) for name in CODED}
    labels["host"] += [f"198.51.{number // 250}.{number % 250}" for number in range(site.clients)]
    labels["agent"] += list(site.agents)
    codes["host"], codes["agent"] = 1 + client, 1 + agent_of[client]
    columns = {
        "path": site.paths,
        "status": site.statuses,
        "method": site.methods,
        "version": {"HTTP/1.1": 1.0},
    }
    for name, shares in columns.items():
        labels[name] += list(shares)
        codes[name] = 1 + drawn(rng, shares, n)
    referrers = [name for name in site.referrers if name != "(none)"]
    places = np.array([0 if name == "(none)" else 1 + referrers.index(name) for name in site.referrers])
    labels["referrer"] += referrers
    codes["referrer"] = places[drawn(rng, site.referrers, n)]
    size = np.round(rng.lognormal(*site.size, n)).astype(np.int64)
    traffic = Traffic(
        Kind(days, site.rate * rate), rng, (MONDAY + time).astype(np.int64), codes, labels, size,
        rng.lognormal(*site.seconds, n),
    )  # fmt: skip
    traffic.keep(time < days * DAY)
    return traffic


Change = Callable[[Traffic], object]
"""What is ordinary there besides: it adds to the traffic in place."""


def daily_updates(traffic: Traffic) -> None:
    """At 6:25 of each day three hundred machines ask at once what is new."""
    for day in range(int(traffic.kind.days)):
        times = np.sort(traffic.rng.integers(0, 600, 300)) + MONDAY + day * DAY + 6 * HOUR + 1500
        hosts = np.array([f"203.0.{n // 200}.{n % 200}" for n in range(300)])
        traffic.add(times, size=1200, status="304", method="GET", path="/dists/stable/InRelease", host=hosts,
                    agent="apt", version="HTTP/1.1")  # fmt: skip


def asked_first(traffic: Traffic) -> None:
    """Every third request is refused once, until the browser says who it is."""
    rows = np.flatnonzero(traffic.rng.random(len(traffic.time)) < 0.33)
    labels = {name: np.array(traffic.labels[name])[traffic.codes[name][rows]] for name in CODED}
    traffic.add(traffic.time[rows] - 1, size=300, **{**labels, "status": "401"})


def bells(traffic: Traffic) -> None:
    """At the beginning of each lesson of 45 minutes a class opens its course."""
    for day in range(int(traffic.kind.days)):
        if day % 7 > 4:
            continue
        for lesson in range(7):
            start = MONDAY + day * DAY + 8 * HOUR + lesson * 2700
            times = np.sort(start + traffic.rng.integers(0, 180, 60))
            hosts = np.array([f"10.20.{room}.7" for room in traffic.rng.integers(0, 12, 60)])
            traffic.add(times, size=9000, status="200", method="GET", path="/course", host=hosts,
                        agent="Chrome", version="HTTP/1.1")  # fmt: skip


def listeners(traffic: Traffic) -> None:
    """Twenty receivers play day and night and ask for what comes next each minute."""
    times = np.arange(MONDAY, traffic.end - 60, 60)
    traffic.ask(times, "203.0.113", 20, path="/live.m3u8", agent="Sonos")


def nightly_builds(traffic: Traffic) -> None:
    """At three each night forty machines build everything anew."""
    for day in range(int(traffic.kind.days)):
        times = np.sort(MONDAY + day * DAY + 3 * HOUR + traffic.rng.integers(0, 1200, 1500))
        paths = np.array(traffic.labels["path"][1:])[traffic.rng.integers(0, 100, 1500)]
        hosts = np.array([f"10.9.0.{n}" for n in traffic.rng.integers(1, 41, 1500)])
        traffic.add(times, size=40_000, status="200", method="GET", path=paths, host=hosts, agent="pip",
                    version="HTTP/1.1")  # fmt: skip
