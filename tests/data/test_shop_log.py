"""The bundled log holds what data/stories.py says, read here with a pattern of its own."""

import gzip
import hashlib
import ipaddress
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from data import make as maker
from data.shop import PRODUCTS
from data.shop_log import SEED, make_log
from data.stories import STORIES
from data.user_agents import BOTS, BROWSERS

LINE = re.compile(
    r'(?P<host>\S+) - - \[(?P<time>[^\]]+) \+0100\] "(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+)'
    r' "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"'
)
HOUR = timedelta(hours=1)


class Request(NamedTuple):
    host: str
    time: datetime
    request: str
    status: int
    size: int
    referrer: str
    agent: str


@pytest.fixture(scope="module")
def content() -> bytes:
    return make_log()


@pytest.fixture(scope="module")
def lines(content) -> list[str]:
    return content.decode("latin-1").removesuffix("\n").split("\n")


@pytest.fixture(scope="module")
def requests(lines) -> list[Request]:
    found = []
    for line in lines:
        if match := LINE.fullmatch(line):
            try:
                time = datetime.strptime(match["time"], "%d/%b/%Y:%H:%M:%S")
            except ValueError:
                continue
            found.append(
                Request(
                    match["host"],
                    time,
                    match["request"],
                    int(match["status"]),
                    int(match["size"]),
                    match["referrer"],
                    match["agent"],
                )
            )
    return found


@pytest.fixture(scope="module")
def having(requests) -> dict[str, list[Request]]:
    """The requests that carry each ``name=value`` in their address."""
    found = defaultdict(list)
    for item in requests:
        for parameter in re.findall(r"[?&]([^=&? ]+=[^& ]*)", item.request):
            found[parameter].append(item)
    return found


def test_same_seed_same_bytes(content):
    again = make_log(SEED)
    assert hashlib.sha256(again).digest() == hashlib.sha256(content).digest()
    assert make_log(SEED + 1) != content


def test_about_fifty_thousand_requests_over_five_weeks(requests):
    assert 48_000 <= len(requests) <= 52_000
    assert timedelta(weeks=5) > requests[-1].time - requests[0].time > timedelta(weeks=5, days=-1)


def test_only_the_malformed_lines_are_no_requests(lines, requests):
    assert len(lines) - len(requests) == STORIES.malformed


def test_lines_are_in_order_of_time_and_end_where_the_stories_say(requests):
    times = [item.time for item in requests]
    assert times == sorted(times)
    assert (times[0], times[-1]) == (STORIES.first, STORIES.last)


def test_hosts_belong_to_nobody(requests):
    ranges = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "10.0.0.0/8")
    networks = [ipaddress.ip_network(network) for network in ranges]
    for host in {item.host for item in requests}:
        assert any(ipaddress.ip_address(host) in network for network in networks), host


def test_few_hosts_ask_for_much(requests):
    counts = sorted(Counter(item.host for item in requests).values(), reverse=True)
    assert len(counts) > 1_000
    assert sum(counts[: len(counts) // 10]) > 0.4 * len(requests)


@pytest.mark.parametrize("failing", STORIES.products, ids=lambda failing: failing.value)
def test_failing_products(having, failing):
    found = having[f"productId={failing.value}"]
    assert Counter(item.status for item in found) == {failing.status: failing.requests}


def test_every_other_product_mostly_works(having):
    for product in PRODUCTS:
        found = having[f"productId={product.number}"]
        assert len(found) > 50
        assert sum(item.status < 400 for item in found) > 0.7 * len(found)


def test_category_null(having):
    found = having[f"categoryId={STORIES.category.value}"]
    assert Counter(item.status for item in found) == {STORIES.category.status: STORIES.category.requests}


def test_outage(requests):
    outage = STORIES.outage
    down = [item for item in requests if outage.start <= item.time < outage.end]
    assert {item.status for item in down} == {outage.status}
    assert not [item for item in requests if item.status == outage.status and item not in down]
    assert outage.end - outage.start == timedelta(minutes=100)
    usual = [
        sum(outage.start + week <= item.time < outage.end + week for item in requests)
        for week in (timedelta(weeks=-2), timedelta(weeks=-1), timedelta(weeks=1))
    ]
    assert 40 < len(down) < 0.75 * sum(usual) / len(usual)


def test_burst(requests):
    burst = STORIES.burst
    asked = [item for item in requests if item.agent == burst.agent]
    assert len(asked) == burst.requests
    assert {item.host for item in asked} == {burst.host}
    assert all(burst.start <= item.time < burst.end for item in asked)
    assert burst.end - burst.start == 2 * HOUR


def test_quiet_morning(requests):
    hours = Counter(item.time.hour for item in requests)
    mean = len(requests) / 24
    quiet = range(STORIES.quiet.start, STORIES.quiet.end)
    assert all(hours[hour] < STORIES.quiet.share * mean for hour in quiet)
    assert all(hours[hour] > STORIES.quiet.share * mean for hour in range(24) if hour not in quiet)


def test_weekend(requests):
    days = Counter(item.time.date() for item in requests)
    whole = {day: count for day, count in days.items() if STORIES.first.date() < day < STORIES.last.date()}
    assert len(whole) == 34
    weekend = [count for day, count in whole.items() if day.weekday() in STORIES.weekend.days]
    others = [count for day, count in whole.items() if day.weekday() not in STORIES.weekend.days]
    assert sum(weekend) / len(weekend) > STORIES.weekend.ratio * sum(others) / len(others)


def test_scanners(requests):
    doors = re.compile(r"wp-login|xmlrpc|\.env|\.git/|phpmyadmin|/admin/|cgi-bin|^OPTIONS|^\\x|^MGLNDD|^$")
    found = [item for item in requests if doors.search(item.request)]
    assert len(found) == STORIES.scans
    assert any(r"\x16\x03\x01" in item.request for item in found)
    assert all(item.status >= 400 for item in found)


def test_agents_are_many_and_robots_come_by(requests):
    counts = Counter(item.agent for item in requests)
    assert 35 <= len(BROWSERS) <= 50
    assert set(BROWSERS) <= set(counts)
    assert {bot.agent for bot in BOTS} <= set(counts)


def test_statuses_are_many_and_most_requests_succeed(requests):
    statuses = Counter(item.status for item in requests)
    assert {200, 301, 302, 304, 400, 401, 403, 404, 429, 499, 500, 503} <= set(statuses)
    assert statuses[200] > 0.7 * len(requests)
    assert all(item.size == 0 for item in requests if item.status == 304)


def test_made_once_and_again_when_the_maker_changes(tmp_path, monkeypatch, content):
    path = tmp_path / "made" / "shop.log.gz"
    assert maker.make(path)
    assert gzip.decompress(path.read_bytes()) == content
    assert not maker.make(path)
    monkeypatch.setattr(maker, "fingerprint", lambda _files: "another")
    assert maker.make(path)
    path.unlink()
    assert maker.make(path)
    assert sorted(item.name for item in path.parent.iterdir()) == ["shop.log.gz", "shop.log.gz.maker"]


def test_a_failed_write_leaves_nothing_half_made(tmp_path, monkeypatch):
    path = tmp_path / "shop.log.gz"
    path.write_bytes(b"the one before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(maker.Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        maker.make(path)
    assert [item.name for item in tmp_path.iterdir()] == ["shop.log.gz"]
    assert path.read_bytes() == b"the one before"
