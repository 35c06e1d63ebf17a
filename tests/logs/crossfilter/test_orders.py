"""The orders of a large log: the same numbers as a mask over every row, whichever orders there are."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.crossfilter import order as order_module
from app.logs.crossfilter import orders as orders_module
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.orders import Orders
from tests.logs.crossfilter.test_crossfilter_properties import Left, Oracle, check, filters, logs


@pytest.fixture(autouse=True, scope="module")
def sums_after_every_few_rows():
    """Three hundred rows have sums at forty places, as a large log has; only what is prepared is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order_module, "ROOMY", 0)
        patch.setattr(order_module, "SHORTEST", 7)
        patch.setattr(Orders, "ask", lambda *_: None)
        yield


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_projection_of_a_log_in_order_equals_a_mask_over_the_rows(data):
    time, codes, values = data.draw(logs())
    log = Crossfilter(time, codes, values)
    oracle = Oracle(time, codes, log)
    log.settle(least=0)
    log.prepare(data.draw(st.lists(st.sampled_from(log.dimensions), unique=True, min_size=4)))
    for _ in range(3):
        chosen = data.draw(filters(log))
        log.clear()
        for name, selection in chosen.items():
            log.set(name, selection, without=isinstance(selection, Left))
        check(log, oracle, chosen)


def of_paths(rows=4000):
    """A log of a thousand minutes, in order, with sixty paths."""
    rng = np.random.default_rng(5)
    codes = {
        "status": rng.integers(1, 3, rows).astype(np.uint8),
        "path": rng.integers(0, 60, rows).astype(np.uint8),
    }
    values = {"status": ["(none)", "200", "404"], "path": [f"/{code}" for code in range(60)]}
    log = Crossfilter(np.sort(rng.integers(0, 60_000, rows)), codes, values)
    log.settle(least=0)
    return log, codes


def not_found(codes):
    return np.bincount(codes["path"][codes["status"] == 2], minlength=60)


def test_a_dimension_that_is_replaced_is_counted_anew():
    log, codes = of_paths()
    log.prepare(["path", "status"])
    flags = np.zeros(log.rows, np.uint8)
    flags[:900] = 1
    log.add("search", flags, ["no", "yes"])
    log.prepare(["search"])
    log.set("search", [1])
    assert np.array_equal(log.project("path"), np.bincount(codes["path"][:900], minlength=60))
    log.add("search", 1 - flags, ["no", "yes"])
    log.set("search", [1])
    assert np.array_equal(log.project("path"), np.bincount(codes["path"][900:], minlength=60))


def test_a_twin_for_another_thread_shares_the_orders_and_has_filters_of_its_own():
    log, codes = of_paths()
    log.prepare(["status"])
    twin = log.apart()
    log.set("status", [1])
    twin.set("status", [2])
    assert twin.orders is log.orders
    assert np.array_equal(
        twin.project("path"), np.bincount(codes["path"][codes["status"] == 2], minlength=60)
    )


def test_only_what_a_visitor_filters_is_put_in_order(monkeypatch):
    asked = []
    monkeypatch.setattr(Orders, "ask", lambda _self, dimension, *_: asked.append(dimension))
    log, _ = of_paths()
    twin = log.apart()
    twin.set("hour", [1])
    twin.project("path")
    log.set("status", [1])
    log.project("path")
    assert set(asked) == {"status"}


def test_the_orders_of_a_log_stay_within_their_room():
    log, _ = of_paths()
    log.prepare(["path"])
    most = log.orders.bytes
    log.settle(least=0, room=most)
    log.prepare(["path"])
    log.prepare(["status", "hour"])
    assert log.orders.bytes <= most
    assert log.orders.get("path") is None
    assert log.orders.get("hour") is not None


def test_where_no_room_is_left_the_numbers_are_the_same(monkeypatch, caplog):
    log, codes = of_paths()
    monkeypatch.setattr(orders_module, "FOR_OTHERS", 1 << 62)
    log.prepare(["status"])
    log.set("status", [2])
    assert log.orders.bytes == 0
    assert "no order by status" in caplog.text
    assert np.array_equal(log.project("path"), not_found(codes))


def test_files_of_orders_go_with_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(orders_module, "session_folder", lambda: tmp_path)
    log, _ = of_paths()
    log.prepare(["status"])
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) >= log.orders.bytes > 0
    del log
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_a_small_log_has_none():
    rng = np.random.default_rng(5)
    log = Crossfilter(np.arange(10), {"path": rng.integers(0, 3, 10)}, {"path": list("abc")})
    log.settle()
    assert log.orders is None
