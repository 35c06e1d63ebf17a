"""Two periods compared: against awk's counts, and arithmetic by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.logs import read_log
from app.logs.crossfilter.comparison import changes, in_percent
from app.logs.crossfilter.measures import REQUESTS
from app.logs.model import LogModel
from app.logs.model.comparing import amount_within, amounts_before, compared, periods_of
from app.logs.model.comparing import changes as changes_told
from app.logs.views.dashboard import LogDashboard
from app.logs.views.headlines import headlines
from app.logs.views.what_changed import KEEP
from tests.shared_data import shared

ERRORS = [404, 400, 406, 408, 500, 503, 505]


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
    assert amount_within(model, REQUESTS, periods, periods.now) == 1887
    assert amount_within(model, REQUESTS, periods, periods.then) == 2111


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
    assert board.changed.card in board._grid.children
    assert "compare=before" in model.query
    other = LogModel(buttercup)
    assert other.restore(model.query) == []
    assert compared(other) == compared(model)
    model.compare_with("")
    assert board.changed.card not in board._grid.children
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


LINE = (
    '10.0.{}.{} - - [{:02d}/Feb/2021:12:00:00 +0000] "GET {} HTTP/1.1" 200 {} "-" "Mozilla/5.0 Firefox/85"\n'
)


def test_what_changed_is_told_in_what_is_counted(tmp_path):
    """As many requests on both days: of 250 visitors on the first, of one on the second. Bytes are told in
    requests, of which /b has more."""
    path = tmp_path / "access.log"
    with path.open("w") as file:
        for number in range(250):
            file.write(LINE.format(1, number, 15, "/a", 10))
        for day, many in ((15, 40), (16, 400)):
            file.writelines([LINE.format(2, 1, day, "/b", 10)] * many)
        file.writelines([LINE.format(3, 1, 16, "/a", 9_000_000)] * 250)
        # Both days are whole ones.
        file.writelines(LINE.format(2, 1, day, "/b", 10) for day in (14, 17))
    model = LogModel(read_log(path))
    model.select("day", ["2021-02-16"])
    model.compare_with("before")
    board = LogDashboard(model=model)

    def paths():
        labels = model.crossfilter.values["path"]
        return [(labels[c.code], c.now, c.then) for c in changes_told(model) if c.dimension == "path"]

    assert paths() == [("/b", 400, 40)]
    model.count("visitors")
    assert paths() == [("/a", 1, 250)]
    assert "in visitors," in board.changed.card.reading
    model.count("bytes")
    assert paths() == [("/b", 400, 40)]
    assert "in requests," in board.changed.card.reading


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (112, 100, "+12%"),
        (95, 100, "−5.0%"),
        (100, 100, "unchanged"),
        (40, 0, "new"),
        (3, 5, ""),
        (24, 1, "after 1"),
        (9, 30, "−70%"),
        (0, 50, "−100%"),
    ],
)
def test_a_change_in_words(now, then, words):
    assert in_percent(now, then) == words


def test_every_chart_is_held_against_the_period_before(buttercup):
    """The hours of the 17th against those of the 16th; of Wednesday's hours, those of Tuesday."""
    board = LogDashboard(buttercup)
    model = board.model
    model.select("day", ["2021-02-17"])
    assert not any((board.day.then, board.hour.then, board.heat.then, board.status.then, board.time.then))
    model.compare_with("before")
    then, now = (buttercup.counts("hour", where={"day": f"2021-02-{day}"}) for day in (16, 17))
    assert board.hour.then == [int(then.get(hour, 0)) for hour in range(24)]
    assert board.hour.values == [int(now.get(hour, 0)) for hour in range(24)]
    assert board.heat.then[48:72] == board.hour.then
    assert sum(board.heat.then) == 2111
    assert board.day.then == [2111 if name.startswith("Wed 17") else None for name in board.day.names]
    assert board.day.changes[board.day.then.index(2111)] == "−11%"
    statuses = buttercup.counts("status", where={"day": "2021-02-16"})
    assert board.status.then == [int(statuses[int(label)]) for label in board.status.labels]
    assert sum(number for number in board.time.then if number is not None) == 2111
    assert board.hour.versus == board.time.versus == "the day before"
    assert board.hour.table()[0][-1] == "the day before"
    model.count("errors")
    errors = buttercup.counts("hour", where={"day": "2021-02-16", "status": ERRORS})
    assert board.hour.then == [int(errors.get(hour, 0)) for hour in range(24)]
    for measure in ("visitors", "bytes"):
        model.count(measure)
        assert sum(number or 0 for number in board.hour.then) > 0
    assert sum(board.hour.then) == buttercup.store.size[day_of(buttercup, 16)].clip(min=0).sum()


def test_an_interval_is_held_against_the_time_just_before(buttercup):
    """Three hours against the three before: each hour stands where its counterpart does."""
    board = LogDashboard(buttercup)
    model = board.model
    noon = int(np.datetime64("2021-02-17T12:00:00", "s").astype(np.int64))
    model.select_interval(noon, noon + 3 * 3600)
    model.compare_with("before")
    hours = buttercup.counts("hour", where={"day": "2021-02-17"})
    assert board.hour.then[12:15] == [int(hours[hour]) for hour in (9, 10, 11)]
    assert sum(board.hour.then) == sum(board.hour.then[12:15])
    held = [number for number in board.time.then if number is not None]
    assert held == board.hour.then[12:15]
    assert "the time before dotted" in board.over_time.card.reading
    model.compare_with("")
    assert not board.time.then
    assert not board.hour.then


def test_what_is_not_found_is_held_against_the_day_before(buttercup):
    board = LogDashboard(buttercup)
    board.model.select("day", ["2021-02-17"])
    board.model.compare_with("before")
    lost = buttercup.counts("path", where={"day": "2021-02-16", "status": 404})
    told = ["".join(part["text"] for part in sentence) for sentence in board.not_found.sentences.sentences]
    assert told
    for missing, sentence in zip(board.not_found._told, told, strict=True):
        assert f"({int(lost.get(missing.path, 0)):,} the day before)" in sentence


def day_of(log, day):
    """The rows of a day of February 2021."""
    return log.store.time // 86_400 == np.datetime64(f"2021-02-{day}", "D").astype(np.int64)


def test_a_day_is_held_against_another_that_was_chosen(buttercup):
    """The 16th is kept, then the 18th chosen: against 2,111 requests, as awk counts. The link has both."""
    board = LogDashboard(buttercup)
    model = board.model
    assert KEEP not in board.changed.switch.options
    model.select("day", ["2021-02-16"])
    board.changed.switch.vue_pick(KEEP)
    assert board.changed.switch.chosen == "with 16 Feb"
    assert board.changed.sentences.empty.startswith("Now choose another interval or day")
    model.select("day", ["2021-02-18"])
    wanted = buttercup.counts("day")
    then, now = int(wanted["2021-02-16"]), int(wanted["2021-02-18"])
    assert then == 2111
    assert [number for number in board.day.then if number is not None] == [then]
    assert (headlines(model)[0].change, headlines(model)[0].versus) == (
        in_percent(now, then),
        "on 16 Feb (2,111)",
    )
    assert "compare=chosen" in model.query
    assert "against=2021-02-16T00:00..2021-02-17T00:00" in model.query
    other = LogModel(buttercup)
    assert other.restore(model.query) == []
    assert compared(other) == compared(model)
    board.changed.switch.vue_pick("no comparison")
    assert model.against is None
    assert "against" not in model.query


def test_what_was_chosen_to_be_compared_with_has_to_lie_in_the_log(buttercup):
    model = LogModel(buttercup)
    assert model.restore("compare=chosen&against=2020-02-16..2020-02-17&day=2021-02-17") == []
    assert compared(model) is None
    assert model.restore("compare=chosen&day=2021-02-17") == []
    assert compared(model) is None


def test_hours_that_are_chosen_are_the_same_hours_of_the_day_before(buttercup):
    """Wednesday from ten to noon is held against Tuesday from ten to noon, not against no Wednesday."""
    model = LogModel(buttercup)
    model.select("day", ["2021-02-17"])
    model.select("weekhour", ["Wed10", "Wed11"])
    tuesday, wednesday = (
        sum(buttercup.counts("hour", where={"day": f"2021-02-{day}"}).loc[[10, 11]]) for day in (16, 17)
    )
    requests = headlines(model)[0]
    assert requests.value == f"{wednesday:,}"
    assert requests.versus == f"on the day before ({tuesday:,})"
    model.compare_with("before")
    statuses = model.projection("status")
    assert sum(amounts_before(model, "status", statuses.codes)) == tuesday
    # Without them, by the rest of that day.
    model.select("weekhour", ["Wed10", "Wed11"], without=True)
    assert sum(amounts_before(model, "status", statuses.codes)) == 2111 - tuesday
