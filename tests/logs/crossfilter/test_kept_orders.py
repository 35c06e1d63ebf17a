"""Which measures are told from an order of all requests, against pandas, and the room that orders take."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from app.logs.crossfilter import measured
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.grouped import DurationsBy
from app.logs.crossfilter.measures import MEDIAN, P95
from app.logs.crossfilter.recent import Recent
from tests.logs.crossfilter.test_measures import answer


def timed(rows=3_000, dimensions=1):
    """A log of three days with times, whose first status is met by nearly all and whose second by few."""
    rng = np.random.default_rng(5)
    time = np.sort(rng.integers(0, 3 * 86_400, rows))
    codes = {"status": np.where(rng.random(rows) < 0.05, 2, rng.choice([1, 3], rows))}
    codes |= {f"d{n}": rng.integers(0, 9, rows) for n in range(dimensions)}
    values = {name: [f"{name}{n}" for n in range(9)] for name in codes}
    seconds = rng.random(rows)
    frame = pd.DataFrame(codes | {"time": time, "seconds": seconds})
    return Crossfilter(time, codes, values, {"seconds": seconds}), frame


@pytest.fixture
def orders(monkeypatch):
    """The numbers of codes by which all requests were put in order, one for each time."""
    made = []

    class Noted(DurationsBy):
        def __init__(self, rows, seconds, codes, size):
            super().__init__(rows, seconds, codes, size)
            made.append(size)

    monkeypatch.setattr(measured, "DurationsBy", Noted)
    return made


def test_all_are_put_in_order_only_by_times_that_are_asked_again_where_many_pass(orders):
    """Each zoom is a grouping of its own: to order all requests by it takes longer than to answer."""
    log, frame = timed()

    def holds(status, hours, measure):
        log.set("status", status)
        passing = frame[frame["status"].isin(status)] if status else frame
        frame["point"] = frame["time"] // (hours * 3600)
        starts = log.timeline.starts
        groups, size = (starts // (hours * 3600)).astype(np.int64), -(-72 // hours)
        wanted = answer(passing.assign(point=frame["point"]), measure, "point").reindex(range(size))
        found = log.over_buckets(groups, size, measure)
        np.testing.assert_array_equal(found, wanted.to_numpy())

    for hours in (1, 2, 3, 5, 8):
        holds([1, 2], hours, P95)
        holds([1, 2], hours, MEDIAN)
        holds([2], hours, P95)
        holds(None, hours, P95)
    assert orders == []
    for status in ([1], [1, 3], [2, 3]):
        holds(status, 3, P95)
        holds(status, 3, MEDIAN)
    assert orders == [24]


def test_of_few_requests_no_dimension_is_put_in_order(orders):
    log, frame = timed()
    log.set("status", [2])
    few = frame[frame["status"] == 2]
    np.testing.assert_array_equal(log.project("d0", P95), answer(few, P95, "d0").to_numpy())
    assert orders == []
    log.set("status", [1])
    many = frame[frame["status"] == 1]
    for measure in (P95, MEDIAN):
        np.testing.assert_array_equal(log.project("d0", measure), answer(many, measure, "d0").to_numpy())
    assert orders == [9]


def test_an_order_takes_four_bytes_a_request():
    rows, dimensions = 100_000, 12
    log, _ = timed(rows, dimensions)
    log.amount(P95)
    for n in range(dimensions):
        log.column(f"d{n}")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for n in range(dimensions):
        log.project(f"d{n}", P95)
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 4 <= kept / (rows * dimensions) < 4.5


def test_results_are_kept_within_their_room():
    made = []

    def make(name, numbers):
        made.append(name)
        return np.zeros(numbers)

    kept = Recent(9, room=800)
    for name, numbers in (("a", 50), ("b", 50), ("a", 50), ("c", 50), ("a", 50), ("b", 50)):
        assert len(kept.get(name, lambda name=name, numbers=numbers: make(name, numbers))) == numbers
    assert made == ["a", "b", "c", "b"]
    for _ in range(2):
        assert len(kept.get("a", lambda: make("a", 50))) == 50
        assert len(kept.get("larger", lambda: make("larger", 101))) == 101
    assert made[4:] == ["larger", "larger"]
