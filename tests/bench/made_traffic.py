"""Made traffic of a realistic rhythm, as columns: visits of a shop, its robots, its few errors."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter

MONDAY = 1_613_347_200
"""15 February 2021, in seconds."""

HOUR, DAY = 3600, 86_400

DAILY = np.array(
    [34, 31, 28, 26, 5, 4, 4, 6, 38, 42, 46, 50, 54, 52, 48, 48, 52, 58, 66, 76, 82, 78, 62, 46], float
)
WEEKLY = np.array([1.0, 0.97, 1.0, 1.02, 1.0, 1.5, 1.55])
BROWSERS = ("Chrome", "Chrome Mobile", "Mobile Safari", "Firefox", "Edge", "Safari", "Samsung Internet")
ROBOTS = ("bot: Googlebot", "bot: bingbot", "bot: YandexBot")
CODED = ("status", "method", "path", "host", "agent", "referrer", "product", "category", "version")
MOST_FAIL = 0.15
"""The part of a path's requests that are not found by nature, at most."""

OVERDISPERSED = 0.35
"""Standard deviation of the logarithm of an hour's rate around its rhythm, if over-dispersed."""


@dataclass(frozen=True)
class Kind:
    """How much traffic there is and how it goes: days, requests an hour, its rhythm and its dispersion."""

    days: float
    rate: float
    rhythm: str = "shop"
    dispersed: bool = False

    def __str__(self) -> str:
        return f"{self.days:g} d × {self.rate:g}/h, {self.rhythm}{', over-dispersed' * self.dispersed}"


@dataclass
class Traffic:
    """Requests as columns of one length: ``time`` in seconds, labels by code, bytes and seconds taken."""

    kind: Kind
    rng: np.random.Generator
    time: NDArray[np.int64]
    codes: dict[str, NDArray[np.int64]]
    labels: dict[str, list[str]]
    size: NDArray[np.int64]
    seconds: NDArray[np.float64]
    planted: list = field(default_factory=list)

    @property
    def start(self) -> int:
        """The second at which the log begins."""
        return MONDAY

    @property
    def end(self) -> int:
        """The second before which it ends."""
        return int(MONDAY + self.kind.days * DAY)

    @property
    def day(self) -> NDArray[np.int64]:
        """The day of each request, the first being 0."""
        return (self.time - MONDAY) // DAY

    @property
    def hour(self) -> NDArray[np.int64]:
        """The hour of the day of each request."""
        return self.time % DAY // HOUR

    def code(self, dimension: str, label: str) -> int:
        """The code of a label, which may be new."""
        if label not in self.labels[dimension]:
            self.labels[dimension].append(label)
        return self.labels[dimension].index(label)

    def put(self, rows: NDArray, **labels: str) -> None:
        """Give these rows one label a dimension."""
        for name, label in labels.items():
            self.codes[name][rows] = self.code(name, label)

    def add(self, times: NDArray, size: int = 800, **labels: str | NDArray) -> NDArray[np.intp]:
        """Add requests at these seconds; a column of labels or one for all. Gives their rows."""
        first, more = len(self.time), len(times)
        self.time = np.r_[self.time, np.asarray(times, np.int64)]
        for name in CODED:
            given = labels.get(name, "(none)")
            texts = [given] * more if isinstance(given, str) else list(given)
            self.codes[name] = np.r_[
                self.codes[name], np.array([self.code(name, text) for text in texts], np.int64)
            ]
        self.size = np.r_[self.size, np.full(more, size)]
        self.seconds = np.r_[self.seconds, self.rng.lognormal(-2.5, 0.7, more)]
        return np.arange(first, first + more)

    def ask(self, times: NDArray, hosts: str, many: int = 1, **labels: str) -> None:
        """Requests of ``many`` clients at these times, each client at each of them, five seconds apart."""
        given = {"status": "200", "method": "GET", "agent": "curl", "version": "HTTP/1.1", **labels}
        for number in range(many):
            self.add(times + 5 * number, host=f"{hosts}.{number + 1}", **given)

    def keep(self, flags: NDArray[np.bool_]) -> None:
        """Leave out the rows where ``flags`` is false."""
        self.time, self.size, self.seconds = self.time[flags], self.size[flags], self.seconds[flags]
        self.codes = {name: column[flags] for name, column in self.codes.items()}

    def rows(self, dimension: str, label: str) -> NDArray[np.bool_]:
        """Which rows have this label."""
        return self.codes[dimension] == self.code(dimension, label)

    def crossfilter(self) -> Crossfilter:
        """The log as the page counts it, in the order of time."""
        order = np.argsort(self.time, kind="stable")
        self.keep_order(order)
        return Crossfilter(
            self.time,
            {n: c.astype(np.uint32) for n, c in self.codes.items()},
            dict(self.labels),
            {"size": self.size, "seconds": self.seconds},
        )

    def keep_order(self, order: NDArray[np.intp]) -> None:
        """Put all columns in this order."""
        self.time, self.size, self.seconds = self.time[order], self.size[order], self.seconds[order]
        self.codes = {name: column[order] for name, column in self.codes.items()}


def hourly_rates(kind: Kind, rng: np.random.Generator) -> NDArray[np.float64]:
    """The mean requests of each hour of the log."""
    hours = np.arange(int(np.ceil(kind.days * 24)))
    rates = np.full(len(hours), kind.rate)
    if kind.rhythm == "shop":
        rates = kind.rate * DAILY[hours % 24] / DAILY.mean() * WEEKLY[hours // 24 % 7] / WEEKLY.mean()
    rates = rates * np.exp(rng.normal(0, 0.05, len(hours) // 24 + 1))[hours // 24]
    if kind.dispersed:
        noise, left = np.empty(len(hours)), rng.normal(0, OVERDISPERSED)
        for hour in range(len(hours)):
            left = 0.5 * left + rng.normal(0, OVERDISPERSED * np.sqrt(0.75))
            noise[hour] = left
        rates = rates * np.exp(noise - OVERDISPERSED**2 / 2)
    return rates


def made(kind: Kind, seed: int) -> Traffic:
    """Traffic without any story: visits of several requests, robots one by one, a few errors."""
    rng = np.random.default_rng(seed)
    rates = hourly_rates(kind, rng)
    depth = 5.0
    visits = rng.poisson(0.85 * rates / depth)
    begin = np.repeat(np.arange(len(rates)) * HOUR, visits) + rng.random(visits.sum()) * HOUR
    pages = rng.geometric(1 / depth, len(begin))
    visitors = max(20, int(len(begin) / 2.5))
    who = rng.choice(visitors, len(begin), p=_zipf(visitors, 0.5))
    browser = rng.choice(len(BROWSERS), visitors, p=[0.34, 0.26, 0.17, 0.1, 0.07, 0.04, 0.02])
    visit = np.repeat(np.arange(len(begin)), pages)
    step = np.arange(len(visit)) - np.repeat(np.cumsum(pages) - pages, pages)
    time = begin[visit] + step * 8 + rng.exponential(20, len(visit)) * step
    robots = rng.poisson(0.15 * rates)
    robot_time = np.repeat(np.arange(len(rates)) * HOUR, robots) + rng.random(robots.sum()) * HOUR
    robot = rng.choice(len(ROBOTS), len(robot_time), p=[0.5, 0.3, 0.2])
    machine = rng.integers(0, 24, len(robot_time))
    time = np.r_[time, robot_time]
    human = len(visit)
    inside = time < kind.days * DAY
    labels: dict[str, list[str]] = {name: ["(none)"] for name in CODED}
    labels["agent"] += [*BROWSERS, *ROBOTS]
    labels["host"] += [f"198.51.{n // 250}.{n % 250}" for n in range(visitors)]
    labels["host"] += [f"66.249.{b}.{m}" for b in range(len(ROBOTS)) for m in range(24)]
    n = len(time)
    codes = {
        "agent": np.r_[1 + browser[who[visit]], 1 + len(BROWSERS) + robot],
        "host": np.r_[1 + who[visit], 1 + visitors + robot * 24 + machine],
    }
    path, fails = _paths(rng, labels, n)
    codes["path"] = path
    codes["product"] = np.zeros(n, np.int64)
    products = path <= 40
    labels["product"] += [f"SF-{p:03d}" for p in range(1, 15)]
    codes["product"][products] = 1 + (path[products] - 1) % 14
    labels["category"] += [f"CAT-{p}" for p in range(1, 6)]
    codes["category"] = np.where(products, 1 + (path - 1) % 5, 0)
    labels["status"] += ["200", "304", "404", "500", "503"]
    luck = rng.random(n)
    status = np.where(rng.random(n) < 0.06, 2, 1)
    status[luck < fails] = 3
    status[(luck >= fails) & (luck < fails + 0.002)] = 4
    status[(luck >= fails + 0.002) & (luck < fails + 0.003)] = 5
    codes["status"] = status
    labels["method"] += ["GET", "POST", "HEAD"]
    codes["method"] = np.where(rng.random(n) < 0.08, 2, np.where(rng.random(n) < 0.01, 3, 1))
    labels["version"] += ["HTTP/1.1", "HTTP/2.0"]
    codes["version"] = np.where(np.arange(n) < human, np.where(rng.random(n) < 0.2, 1, 2), 1)
    labels["referrer"] += ["https://shop.example/", "https://www.google.com/", "https://news.example/a"]
    come = rng.choice(4, n, p=[0.2, 0.6, 0.15, 0.05])
    come[human:] = 0
    codes["referrer"] = come
    size = np.round(rng.lognormal(9, 0.9, n)).astype(np.int64)
    seconds = rng.lognormal(-2.5, 0.7, n)
    traffic = Traffic(kind, rng, (MONDAY + time).astype(np.int64), codes, labels, size, seconds)
    traffic.keep(inside)
    return traffic


def _zipf(size: int, power: float) -> NDArray[np.float64]:
    weights = np.arange(1, size + 1) ** -power
    return weights / weights.sum()


def _paths(
    rng: np.random.Generator, labels: dict[str, list[str]], rows: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Paths by Zipf's law, of which each has its own small share of requests that are not found."""
    labels["path"] += [f"/product/{p}" for p in range(1, 41)]
    labels["path"] += ["/", "/cart", "/checkout", "/login", "/search", "/static/app.js", "/static/shop.css"]
    labels["path"] += [f"/static/picture{p}.jpg" for p in range(30)]
    labels["path"] += [f"/blog/{p}" for p in range(60)]
    count = len(labels["path"]) - 1
    weights = rng.permutation(_zipf(count, 0.8))
    # A path of which every third request fails would be a story.
    share = np.minimum(rng.beta(0.6, 30, count + 1), MOST_FAIL)
    path = 1 + rng.choice(count, rows, p=weights / weights.sum())
    return path, share[path]
