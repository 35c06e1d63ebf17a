"""The cross-filter by hand-counted examples, and where logs are empty, huge in values, or wrong in time."""

import numpy as np
import pytest

from app.logs.crossfilter import crossfilter as module
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import ERRORS

VALUES = {"status": ["(none)", "200", "404"], "product": ["(none)", "A", "B"]}


def small():
    """Seven requests: two hours of Monday 15 February 2021, and one on Tuesday at 18:30."""
    monday = 1_613_347_200
    time = monday + np.array([18 * 3600, 18 * 3600 + 1, 19 * 3600, 19 * 3600, 19 * 3600 + 61, 42.5 * 3600, 0])
    codes = {
        "status": np.array([1, 1, 2, 1, 2, 2, 0], np.uint8),
        "product": np.array([1, 2, 1, 0, 1, 1, 2], np.uint16),
    }
    return Crossfilter(time.astype(np.int64), codes, VALUES)


def test_a_filter_reaches_all_charts_but_its_own():
    log = small()
    log.set("status", {2})
    assert log.selected == 3
    assert log.project("status").tolist() == [1, 3, 3]
    assert log.project("product").tolist() == [0, 3, 0]
    assert log.project("day").tolist() == [2, 1]
    assert {hour: n for hour, n in enumerate(log.project("hour").tolist()) if n} == {18: 1, 19: 2}
    assert log.project("weekday").tolist() == [2, 1, 0, 0, 0, 0, 0]
    assert log.project("weekhour")[1 * 24 + 18] == 1
    assert log.selected_rows().tolist() == [2, 4, 5]
    log.set("product", [0])
    assert log.selected == 0
    assert log.project("status").tolist() == [0, 1, 0]
    log.clear()
    assert log.selected == log.rows == 7


def test_one_apart_knows_nothing_of_the_filters_of_the_other():
    log = small()
    log.set("status", {2})
    twin = log.apart()
    assert (twin.selected, log.selected) == (7, 3)
    twin.set("product", [1])
    twin.add("weight", np.array([0, 1, 1, 0, 0, 0, 0], np.uint8), ["light", "heavy"])
    assert twin.project("status").tolist() == [0, 1, 3]
    assert twin.project("weight").tolist() == [3, 1]
    assert log.project("product").tolist() == [0, 3, 0]
    assert "weight" not in log.dimensions


def test_errors_are_told_apart_over_time():
    log = small()
    assert log.project("time").sum() == 7
    assert log.project("time", ERRORS).sum() == 3
    log.set("product", [2])
    assert log.project("time", ERRORS).sum() == 0


def test_the_interval_is_half_open_and_clipped():
    log = small()
    assert (log.bucket, log.start) == (300, 1_613_347_200)
    log.set("time", (18 * 12, 19 * 12))
    assert log.selected_rows().tolist() == [0, 1]
    log.set("time", (-5, 10**9))
    assert log.selected == 7
    log.set("time", (4, 4))
    assert "time" not in log.filters


def test_a_cell_of_the_week_is_a_filter_of_its_own():
    log = small()
    log.set("weekhour", [0 * 24 + 19, 1 * 24 + 18])
    assert log.selected == 4
    assert log.project("weekhour").sum() == 7


def test_empty_log():
    log = Crossfilter(np.empty(0, np.int64), {"status": np.empty(0, np.uint8)}, {"status": ["(none)"]})
    assert log.selected == log.rows == log.start == 0
    assert log.project("time").tolist() == log.project("day").tolist() == []
    assert log.project("hour").tolist() == [0] * 24
    assert log.top("status").rest == 0
    assert log.selected_rows().tolist() == []


def test_one_request():
    log = Crossfilter(np.array([-1]), {"status": np.array([1], np.uint8)}, VALUES)
    assert log.project("weekhour")[2 * 24 + 23] == 1
    assert log.project("time").tolist() == [1]


def test_a_clock_that_jumps_makes_no_millions_of_buckets():
    time = np.r_[0, 1_613_347_200 + np.arange(0, 5 * 3600, 60), 4_070_908_800]
    log = Crossfilter(time, {"status": np.ones(len(time), np.uint8)}, VALUES)
    assert log.bucket == 60
    assert log.cardinality("time") == 1 + (4 * 60 + 59 + 1) + 1
    assert log.project("day").tolist() == [1, 300, 1]


def many(rows=5_000):
    rng = np.random.default_rng(1)
    codes = {
        "status": rng.integers(1, 3, rows).astype(np.uint8),
        "host": (400 * rng.random(rows) ** 3).astype(np.uint32),
        "path": np.where(rng.random(rows) < 0.7, 0, rng.integers(0, 200, rows)).astype(np.uint16),
    }
    values = {
        "status": VALUES["status"],
        "host": list(map(str, range(400))),
        "path": list(map(str, range(200))),
    }
    time = np.sort(rng.integers(0, 900_000, rows))
    return Crossfilter(time, codes, values), codes


@pytest.mark.parametrize("chosen", [[0], [0, 1, 2, 3, 4], [199], list(range(1, 200))])
def test_a_filter_on_a_long_tail_counts_exactly(chosen):
    log, codes = many()
    keep = np.isin(codes["path"], chosen)
    log.set("path", chosen)
    assert log.selected == keep.sum()
    assert np.array_equal(log.selected_rows(), np.flatnonzero(keep))
    assert np.array_equal(log.project("host"), np.bincount(codes["host"][keep], minlength=400))
    assert np.array_equal(log.project("path"), np.bincount(codes["path"], minlength=200))
    top = log.top("host", 7)
    assert np.array_equal(top.requests, log.project("host")[top.codes])
    assert top.requests.sum() + top.rest == keep.sum()


def test_top_keeps_its_order_unless_ranked_by_selection():
    log, codes = many()
    before = log.top("host", 5).codes
    rare = int(codes["host"].max())
    log.set("path", [int(codes["path"][codes["host"] == rare][0])])
    log.set("time", (0, 200))
    assert np.array_equal(log.top("host", 5).codes, before)
    ranked = log.top("host", 5, by_selection=True)
    assert ranked.requests.tolist() == sorted(log.project("host"), reverse=True)[:5]


def test_a_parameter_can_be_added_and_replaced():
    log, codes = many()
    log.add("param:q", codes["status"], ["(none)", "x", "y"])
    log.set("param:q", [2])
    assert log.project("status").tolist() == [0, 0, int((codes["status"] == 2).sum())]
    assert log.project("param:q").tolist() == np.bincount(codes["status"], minlength=3).tolist()
    log.add("param:q", np.zeros(5_000, np.uint8), ["(none)"])
    assert log.selected == 5_000
    assert log.project("param:q").tolist() == [5_000]


def test_dimensions_of_too_many_combinations_become_tails(monkeypatch):
    monkeypatch.setattr(module, "COMBOS", 4)
    rng = np.random.default_rng(2)
    codes = {"status": rng.integers(0, 3, 500), "product": rng.integers(0, 3, 500)}
    log = Crossfilter(np.arange(500), codes, VALUES)
    log.set("product", [1])
    keep = codes["product"] == 1
    assert np.array_equal(log.project("status"), np.bincount(codes["status"][keep], minlength=3))
    assert np.array_equal(log.project("product"), np.bincount(codes["product"], minlength=3))


def test_memory_mapped_columns_are_read_as_they_are(tmp_path):
    np.save(tmp_path / "host.npy", np.arange(300, dtype=np.uint32) % 120)
    hosts = np.load(tmp_path / "host.npy", mmap_mode="r")
    log = Crossfilter(np.arange(300), {"host": hosts}, {"host": list(map(str, range(120)))})
    log.set("host", [5, 119])
    assert log.selected == 5


def test_what_is_unknown_is_refused():
    log = small()
    with pytest.raises(KeyError, match="colour"):
        log.set("colour", [1])
    with pytest.raises(ValueError, match="0 to 2"):
        log.set("status", [3])
    with pytest.raises(ValueError, match="already"):
        log.add("status", np.zeros(7, np.uint8), ["(none)"])
    with pytest.raises(ValueError, match="one code a request"):
        log.add("param:q", np.zeros(6, np.uint8), ["(none)"])
