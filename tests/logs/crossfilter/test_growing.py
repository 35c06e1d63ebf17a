"""The crossfilter of a growing log against one that counts all of its rows anew, after any cut of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.crossfilter import growing_measures
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.growing import GrowingCrossfilter
from app.logs.crossfilter.measures import BYTES, ERRORS, P95, VISITORS
from tests.logs.crossfilter.test_crossfilter_properties import filters, logs


def same(grown: Crossfilter, anew: Crossfilter) -> None:
    assert grown.bucket == anew.bucket
    assert np.array_equal(grown.timeline.numbers, anew.timeline.numbers)
    assert grown.selected == anew.selected
    assert np.array_equal(grown.selected_rows(), anew.selected_rows())
    for dimension in anew.dimensions:
        assert np.array_equal(grown.project(dimension), anew.project(dimension)), dimension
        assert np.array_equal(grown.total(dimension), anew.total(dimension)), dimension
    assert np.array_equal(grown.project("time", ERRORS), anew.project("time", ERRORS))
    for dimension in anew.values:
        ours, theirs = grown.top(dimension, 50), anew.top(dimension, 50)
        assert np.array_equal(ours.codes, theirs.codes), dimension
        assert np.array_equal(ours.requests, theirs.requests), dimension
        assert ours.rest == theirs.rest, dimension
    for measure in (VISITORS, BYTES, P95) if anew.measures else ():
        for dimension in ("time", "day", "status", "host"):
            ours, theirs = grown.project(dimension, measure), anew.project(dimension, measure)
            assert np.array_equal(ours, theirs, equal_nan=measure is P95), (measure, dimension)


@pytest.mark.whole
@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_cut_counts_as_one(data):
    time, codes, values = data.draw(logs())
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    numbers = {
        "size": rng.integers(-1, 10_000, len(time)),
        "seconds": rng.integers(-1, 9, len(time)).astype(np.float32),
        "user agent": rng.integers(0, data.draw(st.sampled_from([1, 3, 2**32 - 1])), len(time)).astype(
            np.uint32
        ),
    }
    cuts = sorted(data.draw(st.lists(st.integers(0, len(time)), max_size=3)))
    grown = None
    for end in [*cuts, len(time)]:
        # Labels come with the rows that hold them first.
        known = {name: values[name][: int(codes[name][:end].max(initial=0)) + 1] for name in codes}
        known["status"] = values["status"]
        columns = {name: column[:end] for name, column in codes.items()}
        person = np.arange(len(known["agent"])) % 3 != 1
        measures = {name: column[:end] for name, column in numbers.items()}
        grown = GrowingCrossfilter(time[:end], columns, known, measures, person, before=grown)
        anew = Crossfilter(time[:end], columns, known, measures, person)
        extra = columns["host"] // 2
        for one in (grown, anew):
            one.add("param:x", extra, values["host"])
        chosen = data.draw(filters(anew))
        for name, selection in chosen.items():
            grown.set(name, selection)
            anew.set(name, selection)
        same(grown, anew)
        apart = grown.apart()
        assert np.array_equal(apart.total("time"), anew.total("time"))
        for name, selection in chosen.items():
            apart.set(name, selection)
        same(apart, anew)
        grown.clear()


@pytest.mark.parametrize("marked", [1, growing_measures.MARKED])
def test_who_comes_again_is_the_same_visitor(monkeypatch, marked):
    """Three clients on two days, one of them a bot; sorted where a table of them would be too large."""
    monkeypatch.setattr(growing_measures, "MARKED", marked)
    day = 86_400
    time = np.array([0, 1, 2, 60, 61, day, day + 1, day + 2])
    codes = {
        "status": np.array([1, 1, 2, 1, 1, 1, 2, 2]),
        "host": np.array([1, 2, 3, 1, 2, 1, 2, 2]),
        "agent": np.array([1, 1, 2, 1, 1, 1, 1, 1]),
    }
    values = {
        "status": ["(none)", "200", "404"],
        "host": ["(none)", "a", "b", "c"],
        "agent": ["(none)", "x", "bot"],
    }
    person = np.array([True, True, False])
    grown = None
    for end, by_day in ((3, [2]), (5, [2]), (8, [2, 2])):
        columns = {name: column[:end] for name, column in codes.items()}
        grown = GrowingCrossfilter(time[:end], columns, values, {}, person, before=grown)
        assert grown.project("day", VISITORS).tolist() == by_day
    assert grown is not None
    assert grown.amount(VISITORS) == 4
    assert grown.project("status", VISITORS).tolist() == [0, 3, 1]
    grown.set("status", [2])
    assert grown.amount(VISITORS) == 1


def test_a_dimension_of_few_values_that_becomes_one_of_many():
    rows = 4000
    time = np.arange(rows, dtype=np.int64) * 7
    codes = {
        "status": (np.arange(rows) % 3).astype(np.uint32),
        "path": np.minimum(np.arange(rows) // 10, 300),
    }
    values = {"status": ["(none)", "200", "404"], "path": [f"/{n}" for n in range(301)]}
    grown = None
    for end in (50, 500, 700, 4000):
        columns = {name: column[:end] for name, column in codes.items()}
        known = {"status": values["status"], "path": values["path"][: int(columns["path"].max()) + 1]}
        grown = GrowingCrossfilter(time[:end], columns, known, before=grown)
        grown.set("status", [1])
        anew = Crossfilter(time[:end], columns, known)
        anew.set("status", [1])
        same(grown, anew)
