"""Two periods compared: against awk's counts, and arithmetic by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.logs import read_log
from app.logs.crossfilter.comparison import changes, in_percent
from app.logs.crossfilter.measures import REQUESTS
from app.logs.model import LogModel
from app.logs.model.comparing import amount_within, compared, periods_of
from app.logs.views.dashboard import LogDashboard
from app.logs.views.headlines import headlines
from tests.shared_data import shared


@pytest.fixture(scope="module")
def buttercup():
    return read_log(shared("logs/buttercup_www1_access.log.gz"))


def test_a_day_against_the_day_before(buttercup):
    """2,111 on the 16th and 1,887 on the 17th, as awk counts."""
    model = LogModel(buttercup)
    model.select("day", ["2021-02-17"])
    requests = headlines(model)[0]
    assert requests.value == "1,887"
    assert (requests.change, requests.versus) == ("−11%", "on the day before (2,111)")
    periods = periods_of(model)
    assert periods is not None
    assert amount_within(model, REQUESTS, periods.now) == 1887
    assert amount_within(model, REQUESTS, periods.then) == 2111


def test_lists_tell_the_change_of_each_value_and_the_link_carries_it(buttercup):
    board = LogDashboard(buttercup)
    model = board.model
    assert board.lists["method"].bars.changes == []
    model.select("day", ["2021-02-17"])
    model.compare_with("before")
    bars = board.lists["method"].bars
    counts = {day: buttercup.counts("method", where={"day": day}) for day in ("2021-02-16", "2021-02-17")}
    for label, value, change in zip(bars.labels, bars.values, bars.changes, strict=True):
        now, then = counts["2021-02-17"][label], counts["2021-02-16"][label]
        assert value == now
        assert change == in_percent(now, then)
    assert board.changes_card in board._grid.children
    assert "compare=before" in model.query
    other = LogModel(buttercup)
    assert other.restore(model.query) == []
    assert compared(other) == compared(model)
    model.compare_with("")
    assert board.changes_card not in board._grid.children
    assert board.lists["method"].bars.changes == []


def test_a_comparison_needs_a_period_and_the_time_before_it(buttercup):
    model = LogModel(buttercup)
    model.compare_with("week")
    assert compared(model) is None
    model.select("day", ["2021-02-17"])
    assert compared(model) is None
    model.select("day", ["2021-02-22"])
    assert compared(model) is None
    model.compare_with("before")
    assert compared(model) is not None
    model.select("day", ["2021-02-17", "2021-02-20"])
    assert compared(model) is None


def test_only_what_chance_does_not_explain_is_told():
    rng = np.random.default_rng(3)
    then, now = rng.poisson(200, 500), rng.poisson(200, 500)
    assert changes("path", now, then) == []
    now[7], then[7] = 900, 200
    now[8], then[8] = 20, 260
    now[9], then[9] = 6, 1
    assert [(change.code, change.now, change.then) for change in changes("path", now, then)] == [
        (7, 900, 200),
        (8, 20, 260),
    ]


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (112, 100, "+12%"),
        (95, 100, "−5.0%"),
        (100, 100, "unchanged"),
        (40, 0, "new"),
        (3, 5, ""),
        (0, 50, "−100%"),
    ],
)
def test_a_change_in_words(now, then, words):
    assert in_percent(now, then) == words
