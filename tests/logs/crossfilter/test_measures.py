"""Visitors, bytes, errors and response times against pandas over the rows, for random logs and filters."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import BYTES, ERRORS, MEASURES, MEDIAN, P95, REQUESTS, VISITORS
from tests.logs.crossfilter.test_crossfilter_properties import SIZES, Left, Oracle, filters, logs

BOTS = (1, 3)


@st.composite
def measured(draw):
    time, codes, values = draw(logs())
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rows = len(time)
    size = rng.integers(-1, 10 ** draw(st.sampled_from([1, 12])), rows)
    # As a server writes them: to the millisecond, so that many are equal, some unknown.
    seconds = np.round(rng.gamma(1, 0.05, rows), 3).astype(np.float32)
    seconds[rng.random(rows) < draw(st.sampled_from([0, 0.3, 1]))] = -1
    user_agent = rng.integers(0, draw(st.sampled_from([1, 3, 2**32 - 1])), rows).astype(np.uint32)
    columns = {"size": size, "seconds": seconds, "user agent": user_agent}
    person = np.isin(np.arange(SIZES["agent"]), BOTS, invert=True)
    log = Crossfilter(time, codes, values, columns, person)
    return log, Oracle(time, codes, log), columns


def answer(frame, measure, of):
    """What pandas makes of a measure, by the column ``of``."""
    if measure is VISITORS:
        people = frame[~frame["agent"].isin(BOTS)]
        return people.drop_duplicates([of, "day_", "host_", "user agent"]).groupby(of).size()
    if measure is BYTES:
        return frame["size"].clip(lower=0).groupby(frame[of]).sum()
    if measure is ERRORS:
        return frame["status"].isin([3, 4]).groupby(frame[of]).sum()
    if measure is REQUESTS:
        return frame.groupby(of).size()
    known = frame[frame["seconds"] >= 0]
    return known.groupby(of)["seconds"].agg(
        lambda times: np.quantile(times, measure.quantile, method="inverted_cdf")
    )


@pytest.mark.whole
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_every_measure_equals_what_pandas_makes_of_the_rows(data):
    log, oracle, columns = data.draw(measured())
    chosen = data.draw(filters(log))
    for name, selection in chosen.items():
        log.set(name, selection, without=isinstance(selection, Left))
    frame = pd.DataFrame({name: np.asarray(codes) for name, codes in oracle.codes.items()} | columns)
    frame["day_"], frame["host_"] = frame["day"], frame["host"]
    for measure in MEASURES.values():
        empty = np.nan if measure.quantile else 0
        for name in log.dimensions:
            passing = frame[oracle.passing(chosen, without=name)]
            wanted = answer(passing, measure, name).reindex(range(log.cardinality(name)), fill_value=empty)
            found = log.project(name, measure)
            np.testing.assert_array_equal(found, wanted.to_numpy(found.dtype), f"{name} {measure.name}")
            whole = answer(frame, measure, name).reindex(range(log.cardinality(name)), fill_value=empty)
            np.testing.assert_array_equal(log.total(name, measure), whole.to_numpy(found.dtype))
            top = log.top(name, 5, by_selection=True, measure=measure)
            np.testing.assert_array_equal(top.requests, found[top.codes])
            ranked = np.nan_to_num(found, nan=-1)
            assert sorted(ranked[top.codes], reverse=True) == sorted(ranked, reverse=True)[:5]
            if measure.adds:
                assert top.rest + top.requests.sum() == found.sum()
        selected = frame[oracle.passing(chosen)].assign(all=0)
        one = answer(selected, measure, "all")
        found = log.amount(measure)
        assert found == one.get(0, empty) or (np.isnan(found) and not len(one))


@settings(max_examples=10, deadline=None)
@given(st.data(), st.integers(1, 7))
def test_points_of_several_buckets_count_a_visitor_once(data, width):
    log, oracle, columns = data.draw(measured())
    chosen = data.draw(filters(log))
    for name, selection in chosen.items():
        log.set(name, selection, without=isinstance(selection, Left))
    groups = np.arange(len(log.timeline)) // width
    size = int(groups.max(initial=-1)) + 1
    frame = pd.DataFrame({name: np.asarray(codes) for name, codes in oracle.codes.items()} | columns)
    frame["day_"], frame["host_"] = frame["day"], frame["host"]
    frame["point"] = frame["time"] // width
    passing = frame[oracle.passing(chosen, without="time")]
    for measure in MEASURES.values():
        found = log.over_buckets(groups, size, measure)
        wanted = answer(passing, measure, "point").reindex(
            range(size), fill_value=np.nan if measure.quantile else 0
        )
        np.testing.assert_array_equal(found, wanted.to_numpy(found.dtype), measure.name)


def small(**more):
    """Four requests of one day: host 1 twice with one browser, once with another; host 2 is a bot."""
    codes = {
        "status": np.array([1, 2, 1, 1], np.uint8),
        "host": np.array([1, 1, 1, 2], np.uint8),
        "agent": np.array([1, 1, 2, 3], np.uint8),
    }
    values = {
        "status": ["(none)", "200", "404"],
        "host": ["(none)", "10.0.0.1", "10.0.0.2"],
        "agent": ["(none)", "Firefox", "Chrome", "bot: Googlebot"],
    }
    return Crossfilter(np.array([0, 60, 120, 180]), codes, values, more, np.array([True, True, True, False]))


def test_a_visitor_is_a_client_with_one_agent_on_one_day_and_a_bot_is_none():
    log = small()
    assert log.project("host", VISITORS).tolist() == [0, 2, 0]
    assert log.project("status", VISITORS).tolist() == [0, 2, 1]
    assert log.amount(VISITORS) == 2


def test_a_percentile_is_a_time_that_occurs():
    log = small(seconds=np.array([0.1, 0.4, 0.2, -1]))
    assert log.amount(MEDIAN) == 0.2
    assert log.amount(P95) == 0.4
    assert np.isnan(log.project("host", P95)[2])


def test_a_log_tells_only_what_it_has():
    bare = Crossfilter(np.array([0]), {"path": np.array([1], np.uint8)}, {"path": ["(none)", "/"]})
    assert [m.name for m in MEASURES.values() if bare.can_tell(m)] == ["requests"]
    full = small(size=np.array([1, 0, -1, 5]), seconds=np.array([0.0, -1, -1, -1]))
    assert all(map(full.can_tell, MEASURES.values()))
    assert not small(size=np.array([-1, 0, 0, -1])).can_tell(BYTES)


@pytest.mark.parametrize("measure", [VISITORS, BYTES, P95])
def test_one_apart_counts_for_itself(measure):
    log = small(size=np.array([1, 2, 3, 4]), seconds=np.array([0.1, 0.2, 0.3, 0.4]))
    twin = log.apart()
    log.set("status", [2])
    assert twin.amount(measure) != log.amount(measure)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_parts_in_any_order_merge_exactly(data):
    """Cut anywhere and joined in any order, as what the workers of a cluster read comes back: visitors and
    percentiles are those that a set and a sorted list give, which no sums of the parts could."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    rows = data.draw(st.integers(1, 300))
    time = np.sort(rng.integers(0, 4 * 86_400, rows))
    codes = {name: rng.integers(0, n, rows).astype(np.uint32) for name, n in (("host", 9), ("agent", 3))}
    values = {"host": [f"h{n}" for n in range(9)], "agent": ["a", "b", "bot"]}
    seconds = np.where(rng.random(rows) < 0.2, -1, np.round(rng.gamma(1, 0.1, rows), 3)).astype(np.float32)
    cuts = sorted(data.draw(st.lists(st.integers(0, rows), max_size=5)))
    parts = np.split(np.arange(rows), cuts)
    joined = np.concatenate([parts[place] for place in data.draw(st.permutations(range(len(parts))))])
    log = Crossfilter(
        time[joined],
        {name: column[joined] for name, column in codes.items()},
        values,
        {"seconds": seconds[joined]},
        np.array([True, True, False]),
    )
    people = {
        (second // 86_400, host, agent)
        for second, host, agent in zip(time, codes["host"], codes["agent"], strict=True)
        if agent != 2
    }
    assert log.amount(VISITORS) == len(people)
    known = sorted(seconds[seconds >= 0].tolist())
    if known:
        # The shortest time that 95% of them do not exceed.
        assert log.amount(P95) == known[-(-95 * len(known) // 100) - 1]


@pytest.mark.parametrize("measure", [VISITORS, BYTES, MEDIAN, P95])
def test_what_is_asked_again_under_other_filters_is_counted_anew(measure):
    """What is kept in order of a dimension outlives its filters, and goes with its codes."""
    rng = np.random.default_rng(11)
    rows = 4_000
    time = np.sort(rng.integers(0, 3 * 86_400, rows))
    codes = {"host": rng.integers(0, 40, rows), "agent": rng.integers(1, 4, rows)}
    # One label of a hundred is met by nobody.
    codes |= {"status": rng.integers(0, 4, rows), "path": rng.integers(0, 99, rows)}
    frame = pd.DataFrame(codes | {"day_": time // 86_400, "user agent": codes["agent"]})
    frame["host_"], frame["seconds"] = frame["host"], np.where(rng.random(rows) < 0.3, -1, rng.random(rows))
    frame["size"] = rng.integers(-1, 10**9, rows)
    values = {name: [f"{name}{n}" for n in range(100)] for name in codes}
    person = np.isin(np.arange(100), BOTS, invert=True)
    columns = {name: frame[name].to_numpy() for name in ("seconds", "size")}
    log = Crossfilter(time, codes, values, columns, person)
    log.add("param:q", codes["host"] % 7, [f"q{n}" for n in range(9)])
    frame["param:q"] = frame["host"] % 7

    def holds(passing):
        for name in ("host", "path", "status", "param:q"):
            mine = frame if name in log.filters else passing
            wanted = answer(mine, measure, name).reindex(
                range(log.cardinality(name)), fill_value=np.nan if measure.quantile else 0
            )
            np.testing.assert_array_equal(log.project(name, measure), wanted.to_numpy(float), name)

    holds(frame)
    for status in (1, 2, 0, 1):
        log.set("status", [status])
        holds(frame[frame["status"] == status])
    log.set("status", None)
    log.set("path", [5, 7], without=True)
    holds(frame[~frame["path"].isin([5, 7])])
    log.add("param:q", codes["host"] % 5, [f"q{n}" for n in range(6)])
    frame["param:q"] = frame["host"] % 5
    holds(frame[~frame["path"].isin([5, 7])])
    log.set("path", [99])
    holds(frame[:0])
