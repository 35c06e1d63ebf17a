"""Counts of parts add up to the counts of the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.crossfilter import counts as module
from app.logs.crossfilter.counts import Combos, Counts

DAY = 86_400

rows = st.lists(
    st.tuples(
        st.integers(-5 * DAY, 30 * DAY) | st.just(4_070_908_800),
        st.integers(0, 3),
        st.integers(0, 400),
    ),
    max_size=60,
)


def counted(block, bucket=None):
    time = np.array([row[0] for row in block], np.int64)
    codes = {
        "status": np.array([row[1] for row in block], np.uint8),
        "path": np.array([row[2] for row in block], np.uint16),
    }
    return Counts.of(time, codes, bucket)


@pytest.mark.whole
@settings(deadline=None)
@given(rows, rows, rows)
def test_parts_add_up_to_the_whole_in_any_grouping(a, b, c):
    whole = counted(a + b + c)
    assert counted(a) + counted(b) + counted(c) == whole
    assert counted(a) + (counted(b) + counted(c)) == whole
    assert counted(c) + counted(a) + counted(b) == whole
    assert whole.rows == len(a) + len(b) + len(c)


@settings(deadline=None)
@given(rows)
def test_projections_count_every_row_once(block):
    found = counted(block)
    for place, name in ((1, "status"), (2, "path")):
        wanted = np.bincount(np.array([row[place] for row in block], int))
        assert np.array_equal(found.project(name), wanted)


def test_the_coarser_bucket_wins():
    fine, coarse = counted([(0, 1, 1), (61, 1, 1)], 60), counted([(4_000, 1, 1)], 3600)
    both = fine + coarse
    assert both.bucket == 3600
    assert both.numbers.tolist() == [0, 1]
    assert both.requests.tolist() == [2, 1]


def test_a_longer_span_takes_a_coarser_bucket():
    short = counted([(0, 1, 1)])
    assert short.bucket == 60
    assert (short + counted([(3 * DAY, 1, 1)])).bucket == 300
    assert (short + counted([(30 * DAY, 1, 1)])).bucket == 3600


def test_a_lone_request_years_away_does_not_coarsen_the_rest():
    assert counted([(0, 1, 1), (4_070_908_800, 1, 1)]).bucket == 60


def test_counts_of_different_dimensions_do_not_add_up():
    other = Counts.of(np.array([0]), {"host": np.array([1])})
    with pytest.raises(ValueError, match="host"):
        counted([(0, 1, 1)]) + other


def test_combinations_beyond_the_table_are_found_by_sorting(monkeypatch):
    rng = np.random.default_rng(4)
    codes = {"a": rng.integers(0, 9, 500), "b": rng.integers(0, 700, 500)}
    marked = Combos.of(500, codes)
    monkeypatch.setattr(module, "TABLE", 0)
    sorted_ = Combos.of(500, codes)
    assert np.array_equal(marked.table, sorted_.table)
    assert np.array_equal(marked.of_rows, sorted_.of_rows)
    assert np.array_equal(marked.table[marked.of_rows], np.column_stack((codes["a"], codes["b"])))
    assert marked.table.tolist() == sorted(marked.table.tolist())


def test_a_dimension_that_brings_too_many_combinations_is_left_out():
    codes = {"a": np.arange(100) % 5, "b": np.arange(100), "c": np.arange(100) % 2}
    found = Combos.of(100, codes, limit=20)
    assert found.dimensions == ("a", "c")
    assert len(found.table) == 10
