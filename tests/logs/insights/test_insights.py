"""Insights: published facts of a real log, planted ones of synthetic logs, and silence on noise."""

from datetime import UTC

import numpy as np
import pytest
from hypothesis import given, settings

from app.logs import read_log
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.insights import find_insights
from app.logs.model.counting import crossfilter_of
from data.shop_log import make_log
from data.stories import STORIES
from tests.bench.insights_trades import CASES as TRADES
from tests.bench.insights_unseen import CASES as UNSEEN
from tests.bench.insights_unseen import traffic_of
from tests.bench.made_traffic import Kind, made
from tests.logs.crossfilter.test_crossfilter_properties import logs
from tests.logs.insights.logs import DAY, HOUR, MONDAY, log_of, selected, told


def test_the_published_facts_of_a_real_log(buttercup):
    assert buttercup.rows == 13_628
    said = [str(insight) for insight in find_insights(buttercup)]
    assert "Products SF-BVS-G01 and SF-BVS-01 never succeed: 430 requests, none with status 200." in said
    assert "Category NULL always fails: 329 of 329 requests, none with status 200." in said
    assert "15 Feb starts at 18:22 and 22 Feb ends at 18:20: partial days." in said
    # Hours 7, 8 and 9 have 393, 402 and 441 requests on seven days; all 24 hours have 13,628.
    assert "Quiet hours: between 07:00 and 10:00 traffic is 27% below the daily mean." in said
    assert not told(buttercup, "outage")
    assert not told(buttercup, "weekend")


def test_links_select_by_labels(buttercup):
    product = told(buttercup, "never")[0]
    assert [dict(link.selection) for link in product.links] == [
        {"product": ("SF-BVS-G01",)},
        {"product": ("SF-BVS-01",)},
        {"product": ("SF-BVS-G01", "SF-BVS-01")},
    ]
    assert [dict(link.selection) for link in told(buttercup, "partial")[0].links] == [
        {"day": ("2021-02-15",)},
        {"day": ("2021-02-22",)},
    ]


def test_filters_do_not_change_what_is_told(buttercup):
    before = find_insights(buttercup)
    buttercup.set("status", [1])
    after = find_insights(buttercup)
    buttercup.clear()
    assert after == before


def test_every_story_planted_in_the_bundled_log_is_told(shop):
    said = {insight.kind: insight for insight in reversed(find_insights(shop))}
    assert len(find_insights(shop)) <= 8
    both = " and ".join(failing.value for failing in STORIES.products)
    requests = sum(failing.requests for failing in STORIES.products)
    always = STORIES.category
    never = [str(insight) for insight in told(shop, "never")]
    assert f"Products {both} never succeed: {requests:,} requests, none with status 200." in never
    assert (
        f"Category {always.value} always fails: {always.requests} of {always.requests} requests" in never[1]
    )
    assert str(said["partial"]) == "14 Oct starts at 15:42 and 18 Nov ends at 10:26: partial days."
    start, end = said["outage"].links[0].selection["time"]
    planted = [int(t.replace(tzinfo=UTC).timestamp()) for t in STORIES.outage[:2]]
    assert abs(start - planted[0]) <= 300
    assert abs(end - planted[1]) <= 300
    assert f"{STORIES.burst.family} sent {STORIES.burst.requests:,} of the" in str(said["burst"])
    assert said["burst"].links[0].selection["agent"] == (STORIES.burst.family,)
    assert "from 27 Oct 01:00 to 03:00" in str(said["burst"])
    assert f"between {STORIES.quiet.start:02}:00 and {STORIES.quiet.end:02}:00" in str(said["quiet"])
    assert "Weekend days have" in str(said["weekend"])
    assert len(said["weekend"].links[0].selection["weekhour"]) == 48


def steady(rng, days=21, an_hour=40, shape=None):
    """The seconds of a log of whole days, at random within each hour."""
    hours = np.arange(days * 24)
    shape = np.ones(24) if shape is None else np.asarray(shape)
    counts = rng.poisson(an_hour * shape[hours % 24])
    return np.repeat(MONDAY + hours * HOUR, counts) + rng.integers(0, HOUR, counts.sum())


@pytest.mark.parametrize("seed", range(4))
def test_noise_is_not_told(seed):
    rng = np.random.default_rng(seed)
    time = steady(rng)
    status = rng.choice(["200", "404", "500"], len(time), p=[0.9, 0.07, 0.03])
    columns = {
        name: rng.choice([f"{name} {number}" for number in range(40)], len(time))
        for name in ("product", "category", "path", "host", "agent")
    }
    assert find_insights(log_of(time, status=status, **columns)) == []


def test_quiet_hours_run_past_midnight():
    shape = np.ones(24)
    shape[[22, 23, 0, 1]] = 0.2
    found = told(log_of(steady(np.random.default_rng(0), shape=shape)), "quiet")
    assert "between 22:00 and 02:00 traffic is 77% below" in str(found[0])
    assert found[0].links[0].selection == {"hour": ("00", "01", "22", "23")}


def test_a_silence_is_told_with_its_time():
    time = steady(np.random.default_rng(1))
    gap = MONDAY + 9 * DAY + 13 * HOUR
    time = time[(time < gap) | (time >= gap + 3 * HOUR)]
    (found,) = told(log_of(time), "silence")
    assert "from 24 Feb 13:00 to 16:00: 0 where about 1" in str(found)
    assert found.links[0].selection == {"time": (gap, gap + 3 * HOUR)}


def test_an_outage_is_told_to_the_minute():
    rng = np.random.default_rng(2)
    time = np.sort(steady(rng, an_hour=120))
    start = MONDAY + 5 * DAY + 10 * HOUR + 25 * 60
    down = (time >= start) & (time < start + 2 * HOUR)
    status = np.where(down, "503", np.where(rng.random(len(time)) < 0.01, "500", "200"))
    (found,) = told(log_of(time, status=status), "outage")
    first, end = found.links[0].selection["time"]
    assert abs(first - start) <= 180
    assert abs(end - start - 2 * HOUR) <= 180


def test_a_log_that_always_fails_has_no_outage():
    time = steady(np.random.default_rng(2), days=4)
    assert not told(log_of(time, status=np.where(np.arange(len(time)) % 2, "503", "200")), "outage")


def test_a_burst_of_many_senders_names_none():
    rng = np.random.default_rng(5)
    burst = MONDAY + 8 * DAY + 3 * HOUR
    time = np.r_[steady(rng), rng.integers(burst, burst + HOUR, 900)]
    many = rng.choice([f"agent {number}" for number in range(30)], len(time))
    assert not told(log_of(time, agent=many), "burst")
    one = many.astype(object)
    one[-900:] = "bot: Moth"
    (found,) = told(log_of(time, agent=one), "burst")
    assert "Moth sent 900 of the" in str(found)
    assert found.links[0].selection["agent"] == ("bot: Moth",)


def test_a_path_behind_most_errors_of_a_kind_is_told():
    time = steady(np.random.default_rng(6), days=2)
    place = np.arange(len(time))
    status = np.where(place % 10 == 0, "404", "200")
    path = np.where(place % 20 == 0, "/gone {0}", np.char.add("/page/", (place % 97).astype(str)))
    (found,) = told(log_of(time, status=status, path=path), "path")
    assert str(found).startswith("/gone {0} causes 50% of all 404s: ")


def test_a_request_years_away_is_told_as_a_clock_that_jumped():
    time = np.r_[0, steady(np.random.default_rng(7), days=5)]
    log = log_of(time)
    assert str(told(log, "clock")[0]).startswith("1 request is dated 1 Jan 1970")
    assert not told(log, "partial")


def test_many_failing_products_are_folded():
    time = np.arange(1_000) * 60
    product = np.array([f"P{number % 10}" for number in range(1_000)])
    status = np.where(np.isin(product, ["P0", "P1", "P2", "P3", "P4"]), "404", "200")
    (found,) = told(log_of(time, status=status, product=product), "never")
    assert str(found).startswith("Products P0, P1, P2 and 2 more never succeed: 500 requests")
    assert found.links[3].selection == {"product": ("P3", "P4")}


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_log_too_short_to_say_anything(rows):
    assert find_insights(log_of([MONDAY] * rows, status=["404"] * rows, path=["/"] * rows)) == []


@settings(max_examples=60, deadline=None)
@given(logs())
def test_no_log_is_too_strange_to_read(log):
    time, codes, values = log
    filter_ = Crossfilter(time, codes, values)
    for insight in find_insights(filter_, most=99):
        assert "{" not in str(insight)
        for link in insight.links:
            assert link.requests in (None, selected(filter_, link.selection))
            for name, chosen in link.selection.items():
                assert name in filter_.dimensions
                assert chosen
                if name == "time":
                    assert chosen[0] < chosen[1]


def test_an_office_that_is_closed_each_weekend_is_not_silent_then():
    """Three weeks of a site that is busy at work alone; a Thursday without requests is told all the same."""
    case = next(case for case in UNSEEN if case.name == "office, no weekends")
    traffic, _ = traffic_of(case, 2)
    assert "silence" not in [insight.kind for insight in find_insights(traffic.crossfilter(), most=99)]
    start = MONDAY + 10 * DAY
    traffic.keep((traffic.time < start) | (traffic.time >= start + DAY))
    (silence,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "silence"]
    first, last = silence.links[0].selection["time"]
    assert first <= start + 9 * HOUR
    assert last >= start + 17 * HOUR


def test_hours_that_are_still_after_what_comes_by_the_clock_are_no_silence():
    """A hundred readers ask for a feed in the first minutes of each hour; at night hardly anybody else."""
    case = next(case for case in TRADES if case.name == "feeds at full hours")
    traffic, _ = traffic_of(case, TRADES.index(case))
    assert not told(traffic.crossfilter(), "silence")
    # Two hours without anybody are told all the same.
    start, end = MONDAY + 3 * DAY + 2 * HOUR, MONDAY + 3 * DAY + 4 * HOUR
    traffic.keep((traffic.time < start) | (traffic.time >= end))
    (found,) = told(traffic.crossfilter(), "silence")
    first, last = found.links[0].selection["time"]
    assert first <= start + 60 < end - 60 <= last


@pytest.mark.parametrize(("clients", "told_of"), [(1, False), (4, True)])
def test_a_page_that_fails_with_its_pictures_is_no_outage_before_others_meet_it(clients, told_of):
    time = MONDAY + np.arange(0, 3 * DAY, 30)
    host = [f"198.51.100.{place % 40}" for place in range(len(time))]
    broken = MONDAY + DAY + 11 * HOUR + np.arange(16)
    log = log_of(
        np.r_[time, broken],
        host=[*host, *(f"198.51.100.{place % clients}" for place in range(len(broken)))],
        status=["200"] * len(time) + ["503"] * len(broken),
    )
    assert bool(told(log, "outage")) is told_of


def test_what_came_and_went_is_told():
    case = next(case for case in UNSEEN if case.name == "a page elsewhere")
    traffic, _ = traffic_of(case, 3)
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "passing"]
    requests = int(traffic.rows("referrer", "https://aggregator.example/top").sum())
    assert str(told).startswith("Referrer https://aggregator.example/top is met only from 23 Feb ")
    assert f": {requests:,} requests." in str(told)


def test_when_a_sender_came_is_told_where_that_was_a_short_time():
    traffic = made(Kind(1, 60), 4)
    start = MONDAY + 14 * HOUR
    traffic.add(start + 3 * np.arange(900), status="200", method="GET", path="/", host="192.0.2.77",
                agent="bot: MothBot")  # fmt: skip
    told = [str(one) for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "share"]
    assert any(one.startswith("One client, 192.0.2.77, sent 900 of all ") for one in told)
    # Each end leaves out two of a hundred, for stragglers.
    assert all(one.endswith(" of them from 15 Feb 14:00 to 14:45.") for one in told)


def test_the_weightiest_kinds_come_first_and_each_has_its_turn(shop):
    told_ = find_insights(shop, most=99)
    assert "outage" in [insight.kind for insight in told_[:3]]
    first = [insight.kind for insight in told_[:8]]
    assert max(first.count(kind) for kind in first) <= 2


def test_the_narrowest_value_that_explains_the_errors_is_told():
    # One host asks far too much and is refused at the end: its method only fails because of it.
    rng = np.random.default_rng(12)
    usual = steady(rng, days=10, an_hour=200)
    start = MONDAY + 6 * DAY + 11 * HOUR
    much = rng.integers(start, start + 2 * HOUR, 3000)
    time = np.r_[usual, much]
    host = np.r_[rng.choice([f"192.0.2.{n}" for n in range(60)], len(usual)), ["198.51.100.7"] * len(much)]
    method = np.r_[rng.choice(["GET", "POST"], len(usual), p=[0.9, 0.1]), ["GET"] * len(much)]
    refused = (time >= start + 90 * 60) & (host == "198.51.100.7") & (rng.random(len(time)) < 0.5)
    status = np.where(refused, "429", np.where(rng.random(len(time)) < 0.04, "404", "200"))
    # Beside a method that never fails its own looks the worse.
    status[method == "POST"] = "200"
    found = told(log_of(time, status=status, host=host, method=method), "rate")
    assert [insight.links[0].selection.get("host") for insight in found] == [("198.51.100.7",)]
    assert "at other times from 21 Feb 12:30 to 13:00" in str(found[0])


@pytest.mark.parametrize(("differ", "told_of"), [(True, False), (False, True)])
def test_the_path_that_fails_most_is_no_news_where_paths_differ(differ, told_of):
    # Path 0 fails 40 times in 100; with others that fail up to 15 times in 100 it is only the last of a row.
    shares = np.where(differ, np.linspace(0, 0.15, 80) ** 2 / 0.15, 0.02)
    shares[0] = 0.4
    path = np.repeat(np.arange(80), 100)
    fails = np.tile(np.arange(100), 80) < np.round(100 * shares[path])
    order = np.random.default_rng(3).permutation(len(path))
    time = np.sort(np.random.default_rng(4).integers(MONDAY, MONDAY + 5 * DAY, len(path)))
    log = log_of(
        time,
        status=np.where(fails[order], "404", "200"),
        path=np.char.add("/", path[order].astype(str)),
    )
    found = [insight for insight in told(log, "rate") if insight.links[0].selection.get("path") == ("/0",)]
    assert bool(found) is told_of


@pytest.mark.parametrize(("hour", "told_of"), [(4, False), (13, True)])
def test_a_still_night_of_a_log_of_one_day_may_be_as_still_every_night(hour, told_of):
    rng = np.random.default_rng(8)
    time = np.sort(rng.integers(MONDAY, MONDAY + DAY, 1000))
    gap = MONDAY + hour * HOUR
    time = time[(time < gap) | (time >= gap + 2700)]
    assert bool(told(log_of(time), "silence")) is told_of


def test_the_host_that_was_refused_is_told_and_not_its_method(tmp_path):
    # Planted: the crawler is refused in the last half hour of its burst. By numbers GET is a little ahead.
    path = tmp_path / "shop.log"
    path.write_bytes(make_log())
    found = told(crossfilter_of(read_log(path).store), "rate")
    assert [insight.links[0].selection.get("host") for insight in found] == [("192.0.2.66",)]
