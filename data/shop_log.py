"""The bundled log: five weeks of requests to an invented shop, made from a seed.

``make_log(seed)`` gives the bytes; the same seed always gives the same bytes. Python's own generator is used
because its streams have stayed the same across versions. All times are the server's wall clock, written with
one zone that knows no summer time.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from .shop import PRODUCTS, SITE
from .stories import STORIES, Failing
from .user_agents import BOTS, BROWSERS
from .visits import Visit, category_target, product_target

SEED = 20_261_014
ZONE = "+0100"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
VISITS = 6_150
ROBOT_REQUESTS = 5_000

# Share of a day's visits that start in each hour: nobody is up between 4 and 8, most come after supper.
HOURS = (34, 31, 28, 26, 5, 4, 4, 6, 38, 42, 46, 50, 54, 52, 48, 48, 52, 58, 66, 76, 82, 78, 62, 46)
WEEKDAYS = (1.0, 0.97, 1.0, 1.02, 1.0, 1.62, 1.7)

UNAVAILABLE = 197  # bytes of the proxy's own page for 503


class Line(NamedTuple):
    """One line of the log and its time."""

    time: datetime
    text: bytes


class _Clock:
    """Writes a time as the log does; days are looked up, since formatting every time anew takes longest."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}

    def write(self, time: datetime) -> str:
        day = time.toordinal()
        if day not in self._days:
            self._days[day] = f"{time.day:02}/{MONTHS[time.month - 1]}/{time.year}"
        return f"{self._days[day]}:{time.hour:02}:{time.minute:02}:{time.second:02} {ZONE}"


_CLOCK = _Clock()


def _line(
    time: datetime,
    host: str,
    request: str,
    status: int,
    size: int,
    referrer: str = "-",
    agent: str = "-",
) -> Line:
    text = f'{host} - - [{_CLOCK.write(time)}] "{request}" {status} {size} "{referrer}" "{agent}"'
    return Line(time, text.encode())


def _shoppers(chance: random.Random) -> tuple[list[tuple[str, str]], list[float]]:
    """Pairs of host and agent, and how often each visits: few come often, most come once or twice."""
    agents = chance.choices(list(BROWSERS), weights=list(BROWSERS.values()), k=3_400)
    shoppers = []
    for agent in agents:
        luck = chance.random()
        if luck < 0.30:
            host = f"203.0.113.{chance.randrange(1, 255)}"
        elif luck < 0.58:
            host = f"198.51.100.{chance.randrange(1, 255)}"
        elif luck < 0.97:
            network = f"2001:db8:{chance.randrange(1, 0x60):x}:{chance.randrange(0x10000):x}"
            host = f"{network}::{chance.randrange(1, 0x10000):x}"
        else:
            host = f"10.20.{chance.randrange(4)}.{chance.randrange(2, 60)}"
        shoppers.append((host, agent))
    return shoppers, [chance.paretovariate(1.3) for _ in shoppers]


def _starts(chance: random.Random) -> list[datetime]:
    """When each visit begins, in the rhythm of the day and the week, every day a little unlike the others."""
    midnight = STORIES.first.replace(hour=0, minute=0, second=0)
    slots, weights = [], []
    for day in range((STORIES.last - midnight).days + 1):
        mood = math.exp(chance.gauss(0, 0.05))
        for hour, share in enumerate(HOURS):
            slot = midnight + timedelta(days=day, hours=hour)
            slots.append(slot)
            weights.append(share * mood * WEEKDAYS[slot.weekday()])
    starts = []
    for slot in chance.choices(slots, weights=weights, k=VISITS * 36 // 35):
        start = slot + timedelta(seconds=chance.random() * 3_600)
        if STORIES.first <= start <= STORIES.last:
            starts.append(start)
    return sorted(starts)


def _mishaps(chance: random.Random, starts: list[datetime]) -> dict[int, Failing]:
    """Which visits meet something that never works: exactly as many as planted, each meeting it once."""
    spared = {STORIES.outage.start.date(), STORIES.last.date(), STORIES.last.date() - timedelta(days=1)}
    eligible = [number for number, start in enumerate(starts) if start.date() not in spared]
    planted = [failing for failing in (*STORIES.products, STORIES.category) for _ in range(failing.requests)]
    return dict(zip(chance.sample(eligible, len(planted)), planted, strict=True))


def _visits(chance: random.Random) -> Iterator[Line]:
    shoppers, often = _shoppers(chance)
    starts = _starts(chance)
    mishaps = _mishaps(chance, starts)
    seen: set[tuple[str, str]] = set()
    outage = STORIES.outage
    for number, (time, shopper) in enumerate(
        zip(starts, chance.choices(shoppers, weights=often, k=len(starts)), strict=True)
    ):
        host, agent = shopper
        version = "1.1" if "Trident" in agent or chance.random() < 0.08 else "2.0"
        for asked in Visit(chance, mishaps.get(number), shopper in seen):
            time += timedelta(seconds=asked.wait)
            down = outage.start <= time < outage.end
            status, size = (outage.status, UNAVAILABLE) if down else (asked.status, asked.size)
            request = f"{asked.method} {asked.target} HTTP/{version}"
            yield _line(time, host, request, status, size, asked.referrer, agent)
            # Whoever finds the shop down tries again a few times at most.
            if down and chance.random() < 0.4:
                break
        seen.add(shopper)


def _crawled(chance: random.Random) -> tuple[str, int, int]:
    """A page that a robot reads: target, status, size."""
    luck = chance.random()
    product = chance.choice(PRODUCTS)
    if luck < 0.62:
        return product_target(product.number), 200, product.size
    if luck < 0.80:
        return category_target(product.category), 200, 22_600
    if luck < 0.90:
        return f"{category_target(product.category)}&page={chance.randrange(2, 5)}", 200, 21_900
    if luck < 0.94:
        return "/", 200, 18_240
    if luck < 0.97:
        return f"/shop/{product.number.lower()}.html", 404, 1_911
    return "/sitemap.xml", 200, 12_460


def _robots(chance: random.Random) -> Iterator[Line]:
    span = (STORIES.last - STORIES.first).total_seconds()
    outage = STORIES.outage
    for bot in chance.choices(BOTS, weights=[bot.weight for bot in BOTS], k=ROBOT_REQUESTS):
        time = STORIES.first + timedelta(seconds=chance.random() * span)
        if bot.reads == "home":
            request, status, size = "HEAD / HTTP/1.1", 200, 0
        elif chance.random() < 0.06:
            request, status, size = "GET /robots.txt HTTP/1.1", 200, 214
        else:
            target, status, size = _crawled(chance)
            request = f"GET {target} HTTP/1.1"
        if outage.start <= time < outage.end:
            status, size = outage.status, 0 if bot.reads == "home" else UNAVAILABLE
        yield _line(time, bot.host, request, status, size, agent=bot.agent)
    monitor = BOTS[-1]
    # Its look at both ends pins the span to the second.
    for time in (STORIES.first, STORIES.last):
        yield _line(time, monitor.host, "HEAD / HTTP/1.1", 200, 0, agent=monitor.agent)
    # It asks more often once it knows that the shop is down.
    time = outage.start + timedelta(minutes=2)
    while time < outage.end:
        yield _line(time, monitor.host, "HEAD / HTTP/1.1", outage.status, 0, agent=monitor.agent)
        time += timedelta(minutes=5)


def _burst(chance: random.Random) -> Iterator[Line]:
    burst = STORIES.burst
    span = (burst.end - burst.start).total_seconds()
    for _ in range(burst.requests):
        share = chance.random()
        target, status, size = _crawled(chance)
        # The proxy's limit of requests begins to bite in the last half hour.
        if share > 0.75 and chance.random() < 0.4:
            status, size = 429, 169
        time = burst.start + timedelta(seconds=share * span)
        yield _line(time, burst.host, f"GET {target} HTTP/1.1", status, size, SITE + "/", burst.agent)


_SCANS = (
    ("GET /wp-login.php HTTP/1.1", 404, 1_911, "Mozilla/5.0 zgrab/0.x"),
    ("POST /xmlrpc.php HTTP/1.1", 404, 1_911, "-"),
    ("GET /.env HTTP/1.1", 404, 1_911, "python-requests/2.32.3"),
    ("GET /.git/config HTTP/1.1", 404, 1_911, "curl/8.14.1"),
    ("GET /phpmyadmin/index.php?lang=en HTTP/1.1", 404, 1_911, "Go-http-client/1.1"),
    ("GET /admin/ HTTP/1.1", 403, 153, "Mozilla/5.0 zgrab/0.x"),
    ("GET /cgi-bin/luci/;stok=/locale?form=country HTTP/1.1", 404, 1_911, "-"),
    ("OPTIONS / HTTP/1.0", 405, 157, "-"),
    (r"\x16\x03\x01\x00\xEE\x01\x00\x00\xEA\x03\x03\x8B\xF2\x22\x5C\x1D", 400, 157, "-"),
    (r"\x03\x00\x00/*\xE0\x00\x00\x00\x00\x00Cookie: mstshash=Administr", 400, 157, "-"),
    ("MGLNDD_203.0.113.80_443", 400, 157, "-"),
    ("", 400, 0, "-"),
)


def _scanners(chance: random.Random) -> Iterator[Line]:
    """Strangers that try doors. Bytes that are no text stand as the proxy writes them: escaped."""
    # Never in the outage, so that the answers to each door stay as listed.
    span = (STORIES.outage.start - STORIES.first).total_seconds()
    for number in range(STORIES.scans):
        request, status, size, agent = _SCANS[number % len(_SCANS)]
        time = STORIES.first + timedelta(seconds=chance.random() * span)
        yield _line(time, f"192.0.2.{chance.randrange(200, 240)}", request, status, size, agent=agent)


# What a log collects besides requests; none of these can be read as one.
_MALFORMED = (
    b"203.0.113.77 - - [21/Oct/2026:",
    b"\x00" * 48,
    b"2026/10/29 09:14:07 [error] 31#31: *48812 upstream timed out (110: Connection timed out)",
    b"-- MARK --",
    b'198.51.100.20 - - [02/Nov/2026:25:61:07 +0100] "GET / HTTP/1.1" 200 18240 "-" "-"',
    b'2001:db8:4:1f::9 - - [06/Nov/2026:20:31:44 +0100] "GET /product?productId=CA-',
    b"\xff\xfe\x93\x8e\x00\xd8\x41\xdc\xf0\x28\x8c\xbc",
)


def _merged(chance: random.Random, lines: Iterable[Line]) -> list[bytes]:
    kept = [line for line in lines if STORIES.first <= line.time <= STORIES.last]
    kept.sort(key=lambda line: line.time)
    texts = [line.text for line in kept]
    # From the back, so that no insertion moves the next; never first or last, which pin the span.
    places = sorted(chance.sample(range(1, len(texts) - 1), len(_MALFORMED)), reverse=True)
    for place, text in zip(places, reversed(_MALFORMED), strict=True):
        texts.insert(place, text)
    return texts


def make_log(seed: int = SEED) -> bytes:
    """The whole log, its lines in order of time: about 50,000 requests and a few lines that are none."""
    chance = random.Random(seed)
    lines = [
        *_visits(chance),
        *_robots(chance),
        *_burst(chance),
        *_scanners(chance),
    ]
    return b"\n".join(_merged(chance, lines)) + b"\n"
