"""The cross-filter against a mask over every row, for random logs and random filters."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import ERRORS, REQUESTS
from app.logs.crossfilter.timeline import Span, Timeline

SIZES = {"status": 5, "method": 3, "product": 7, "agent": 4, "path": 90, "host": 300}


@st.composite
def logs(draw):
    rows = draw(st.integers(0, 300))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    start = draw(st.sampled_from([0, 1_613_413_336, -86_400 * 400]))
    span = draw(st.sampled_from([1, 4_000, 90_000, 700_000, 3_000_000, 40_000_000]))
    time = start + rng.integers(0, span, rows)
    if rows and draw(st.booleans()):
        time[rng.integers(0, rows, 2)] = draw(st.sampled_from([0, 4_070_908_800]))
    if draw(st.booleans()):
        time.sort()
    codes, values = {}, {}
    for name, size in SIZES.items():
        skewed = (size * rng.random(rows) ** draw(st.sampled_from([1, 3]))).astype(int)
        codes[name] = skewed.astype(draw(st.sampled_from([np.uint16, np.uint32])))
        values[name] = [f"{name} {code}" for code in range(size)]
    values["status"] = ["(none)", "200", "304", "404", "500"]
    return time, codes, values


@st.composite
def filters(draw, log):
    names = draw(st.lists(st.sampled_from(log.dimensions), max_size=4, unique=True))
    chosen = {}
    for name in names:
        size = log.cardinality(name)
        if not size:
            continue
        if name == "time":
            edges = sorted((draw(st.integers(0, size)), draw(st.integers(0, size))))
            chosen[name] = tuple(edges)
            if draw(st.booleans()):
                # Any two seconds, those of requests among them: an interval may cut its buckets.
                seconds = [int(log.time[draw(st.integers(0, log.rows - 1))]) for _ in "ab"]
                start, stop = sorted(second + draw(st.integers(-90, 90)) for second in seconds)
                chosen[name] = log.timeline.span(start, stop)
        else:
            chosen[name] = draw(st.lists(st.integers(0, size - 1), max_size=min(size, 8)))
            if chosen[name] and draw(st.booleans()):
                chosen[name] = Left(chosen[name])
    return chosen


class Left(list):
    """Codes that a filter leaves out."""


class Oracle:
    """The same answers from one pass over the rows, with calendar fields by numpy's own calendar."""

    def __init__(self, time, codes, log):
        moments = time.astype("datetime64[s]")
        day = moments.astype("datetime64[D]")
        days = (log.timeline.days).astype("datetime64[D]")
        starts = log.timeline.starts
        self.codes = dict(codes)
        self.codes["day"] = np.searchsorted(days, day)
        self.codes["hour"] = (moments - day).astype(int) // 3600
        self.codes["weekday"] = np.array([moment.item().weekday() for moment in moments], int)
        self.codes["weekhour"] = self.codes["weekday"] * 24 + self.codes["hour"]
        self.codes["time"] = np.searchsorted(starts, time, side="right") - 1
        self.rows = len(time)
        self.time = time

    def passing(self, filters, without=None):
        keep = np.ones(self.rows, bool)
        for name, chosen in filters.items():
            if name == without or not len(chosen):
                continue
            if name == "time":
                if isinstance(chosen, Span):
                    keep &= (self.time >= chosen.start) & (self.time < chosen.stop)
                elif chosen[0] < chosen[1]:
                    keep &= (self.codes[name] >= chosen[0]) & (self.codes[name] < chosen[1])
            else:
                keep &= np.isin(self.codes[name], chosen, invert=isinstance(chosen, Left))
        return keep


def check(log, oracle, filters):
    assert log.selected == oracle.passing(filters).sum()
    assert np.array_equal(log.selected_rows(), np.flatnonzero(oracle.passing(filters)))
    for name in log.dimensions:
        keep = oracle.passing(filters, without=name)
        found = log.project(name)
        wanted = np.bincount(oracle.codes[name][keep].astype(int), minlength=log.cardinality(name))
        assert np.array_equal(found, wanted), name
        assert found.sum() == keep.sum(), name
        top = log.top(name, 10)
        assert np.array_equal(top.requests, wanted[top.codes])
        assert top.requests.sum() + top.rest == keep.sum()
        ranked = log.top(name, 10, by_selection=True)
        assert ranked.requests.tolist() == sorted(wanted.tolist(), reverse=True)[:10]
        assert np.array_equal(ranked.requests, wanted[ranked.codes])
        assert (ranked.rest, ranked.values) == (keep.sum() - ranked.requests.sum(), (wanted > 0).sum())
    keep = oracle.passing(filters, without="time")
    failed = keep & np.isin(oracle.codes["status"], [3, 4])
    times = oracle.codes["time"].astype(int)
    for measure, rows in ((REQUESTS, keep), (ERRORS, failed)):
        wanted = np.bincount(times[rows], minlength=len(log.timeline))
        assert np.array_equal(log.project("time", measure), wanted), measure


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_projection_equals_a_mask_over_the_rows(data):
    time, codes, values = data.draw(logs())
    log = Crossfilter(time, codes, values)
    oracle = Oracle(time, codes, log)
    unfiltered = {name: log.project(name) for name in log.dimensions}
    for _ in range(3):
        chosen = data.draw(filters(log))
        log.clear()
        for name, selection in chosen.items():
            log.set(name, selection, without=isinstance(selection, Left))
        check(log, oracle, chosen)
        for name in log.dimensions:
            assert np.array_equal(log.total(name), unfiltered[name])
    log.clear()
    assert not log.filters
    for name, wanted in unfiltered.items():
        assert np.array_equal(log.project(name), wanted)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_chart_never_filters_itself(data):
    time, codes, values = data.draw(logs())
    log = Crossfilter(time, codes, values)
    for name, selection in data.draw(filters(log)).items():
        before = log.project(name)
        log.set(name, selection)
        assert np.array_equal(log.project(name), before)
        log.set(name, None)
        assert name not in log.filters
        log.set(name, selection)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_interval_selects_the_requests_between_its_two_seconds(data):
    time, codes, values = data.draw(logs())
    log = Crossfilter(time, codes, values)
    low, high = (int(time.min()), int(time.max())) if len(time) else (0, 0)
    start, stop = sorted(data.draw(st.integers(low - 5_000, high + 5_000)) for _ in "ab")
    log.set("time", log.timeline.span(start, stop))
    inside = (time >= start) & (time < stop)
    if "time" in log.filters:
        assert np.array_equal(log.selected_rows(), np.flatnonzero(inside))
    else:
        assert not inside.any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-70_000_000_000, 300_000_000_000), max_size=40))
def test_a_clock_covers_every_request_with_few_buckets(seconds):
    time = np.array(sorted(seconds), np.int64)
    clock = Timeline.of(time)
    found = clock.positions(time).astype(int)
    assert len(clock) <= 250_000
    assert (np.diff(clock.starts) > 0).all()
    if len(time):
        assert ((clock.starts[found] <= time) & (time < clock.starts[found] + clock.bucket)).all()
        assert found[0] == 0
        assert found[-1] == len(clock) - 1
