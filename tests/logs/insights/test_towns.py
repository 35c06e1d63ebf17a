"""What stands out in logs of a town's sites, and what there is no news."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from app.logs.insights.insights import Insight, find_insights
from tests.bench.insights_towns import CASES
from tests.bench.insights_unseen import traffic_of
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic


def of_town(name: str, seed: int = 3) -> Traffic:
    return traffic_of(next(case for case in CASES if case.name == name), seed)[0]


def told(traffic: Traffic, kind: str) -> list[Insight]:
    return [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == kind]


def test_a_client_that_takes_most_bytes_in_few_requests_is_told():
    traffic = of_town("a leech")
    mine = traffic.rows("host", "192.0.2.44")
    part = traffic.size[mine].sum() / traffic.size.sum()
    (heavy,) = told(traffic, "heavy")
    assert str(heavy).startswith("One client, 192.0.2.44, took ")
    assert str(heavy).endswith(f" ({part:.0%}) in 90 requests.")
    assert heavy.links[0].requests == mine.sum() == 90


def test_one_large_file_makes_no_client_a_heavy_one():
    """Sizes without a mean: one response alone may be a third of all bytes."""
    traffic = of_town("a mirror")
    traffic.size[100] = traffic.size.sum()
    assert not told(traffic, "heavy")


def test_a_path_that_slows_with_a_release_is_told_since_then():
    traffic = of_town("a route slows")
    (slow,) = told(traffic, "slow")
    assert str(slow).startswith("Responses of /route are slow since 20 Feb ")
    first, _ = slow.links[0].selection["time"]
    assert abs(first - (MONDAY + 5.6 * DAY)) < 12 * HOUR
    mine = traffic.rows("path", "/route")
    assert slow.links[0].requests == int((mine & (traffic.time >= first)).sum())
    assert slow.links[1].requests == mine.sum()


def test_a_path_that_is_slow_for_some_hours_is_told_with_them():
    traffic = of_town("rush hours")
    traffic.put(np.flatnonzero(traffic.rng.random(len(traffic.time)) < 0.05), path="/route")
    start, end = MONDAY + 4 * DAY + 6 * HOUR, MONDAY + 4 * DAY + 20 * HOUR
    traffic.seconds[traffic.rows("path", "/route") & (traffic.time >= start) & (traffic.time < end)] *= 6
    (slow,) = told(traffic, "slow")
    assert str(slow).startswith("Responses of /route are slow from 19 Feb ")
    first, last = slow.links[0].selection["time"]
    assert start - HOUR < first < last < end + HOUR


def test_where_all_are_slow_no_path_is_told_beside():
    traffic = of_town("slow for two days")
    (slow,) = told(traffic, "slow")
    assert str(slow).startswith("Responses are slow from ")
    first, last = slow.links[0].selection["time"]
    assert abs(first - MONDAY - 6 * DAY) < 3 * HOUR > abs(last - MONDAY - 8 * DAY)


@pytest.mark.parametrize(("name", "kind"), [("trains", "silence"), ("Saturdays until one", "partial")])
def test_weekends_that_are_always_so_are_no_news(name: str, kind: str):
    assert not told(of_town(name), kind)


def without(start: float, end: float) -> Callable[[Traffic], None]:
    def change(traffic: Traffic) -> None:
        age = traffic.time - MONDAY
        traffic.keep((age < start) | (age >= end))

    return change


@pytest.mark.parametrize(
    ("name", "kind", "change", "says"),
    [
        ("trains", "silence", without(12 * DAY + 8 * HOUR, 12 * DAY + 20 * HOUR), "27 Feb"),
        ("Saturdays until one", "partial", without(26 * DAY + 10 * HOUR, 28 * DAY), "13 Mar ends at 09:"),
    ],
)
def test_weekends_that_are_not_as_others_are_told(
    name: str, kind: str, change: Callable[[Traffic], None], says: str
):
    traffic = of_town(name)
    change(traffic)
    (found,) = told(traffic, kind)
    assert says in str(found)


def test_a_form_that_is_refused_for_some_hours_is_told_though_few_send_it():
    traffic = of_town("forms refused")
    traffic.put(np.flatnonzero(traffic.rng.random(len(traffic.time)) < 0.02), path="/form")
    start, end = MONDAY + 8 * DAY + 8 * HOUR, MONDAY + 8 * DAY + 18 * HOUR
    inside = traffic.rows("path", "/form") & (traffic.time >= start) & (traffic.time < end)
    traffic.put(np.flatnonzero(inside), status="413")
    assert 8 <= inside.sum() < 50
    assert any(one.links[0].selection.get("path") == ("/form",) for one in told(traffic, "rate"))
