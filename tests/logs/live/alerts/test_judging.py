"""When a rule holds, on streams made by hand: what has to come out is reckoned on paper."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.live.alerts.judging import LATE, STEADY, Judge
from app.logs.live.alerts.rules import WHAT, parse
from app.logs.live.alerts.seconds import SecondCounts

START = 1_431_857_100
"""17 May 2015, 10:05:00."""


def judge(rule: str) -> Judge:
    parsed = parse(rule)
    assert parsed.rule is not None, parsed.fault
    return Judge(parsed.rule)


class Stream:
    """A log by its own clock, beside a clock on the wall that starts at 0."""

    def __init__(self, rule: str) -> None:
        self.judge = judge(rule)
        self.counts = SecondCounts(tuple(WHAT.values()))
        self.clock, self.wall = START, 0.0
        self.turns: list[tuple[int, bool]] = []

    def requests(self, many: int, errors: int = 0, at: int | None = None) -> None:
        status = np.array([404] * errors + [200] * (many - errors), np.int64)
        self.counts.add(np.full(many, self.clock if at is None else at, np.int64), status)

    def passes(self, seconds: int, a_second: int = 0, errors: int = 0, complete: bool = True) -> None:
        for _ in range(seconds):
            self.requests(a_second, errors)
            self.clock += 1
            self.wall += 1
            if self.judge.look(self.counts, self.clock, self.wall, complete):
                self.turns.append((self.clock - START, self.judge.firing))


@pytest.mark.parametrize(("errors", "fires"), [(5, False), (6, True)])
def test_just_over_and_just_under_a_share(errors, fires):
    """Of 100 requests a second 5 are not more than 5%; 6 are."""
    stream = Stream("errors > 5% for 1 min")
    stream.passes(300, 100, errors)
    assert stream.judge.firing == fires
    # As soon as there is a minute of requests, that a second may still be written for, and it held steadily.
    assert stream.turns == ([(60 + LATE + int(STEADY), True)] if fires else [])
    assert stream.judge.reading.requests == 6000
    assert stream.judge.reading.some == 60 * errors


@pytest.mark.parametrize(("sign", "fires"), [(">", False), (">=", True), ("<", False), ("<=", True)])
def test_at_the_limit_itself(sign, fires):
    stream = Stream(f"rate {sign} 120/min for 2 min")
    stream.passes(400, 2)
    assert stream.judge.firing == fires


def test_it_begins_and_ends_once():
    """Two errors of ten from second 600 on: of five minutes, 5% is passed after 75 s of errors."""
    stream = Stream("errors > 5% for 5 min")
    stream.passes(600, 10)
    stream.passes(120, 10, 2)
    stream.passes(600, 10)
    # 2n > 0.05 * 3000 where n > 75; below again when no more than 75 of the 120 are in the window.
    over, under = 600 + 76 + LATE + int(STEADY), 720 + 300 - 75 + LATE + int(STEADY)
    assert stream.turns == [(over, True), (under, False)]
    assert (stream.judge.began, stream.judge.ended) == (START + over, START + under)


def test_silence_is_no_share_but_a_rate():
    share, rate = Stream("errors > 5% for 1 min"), Stream("rate < 10/min for 1 min")
    for stream in (share, rate):
        stream.passes(200, 1)
        stream.passes(200)
    assert share.turns == []
    # Nine requests in the minute: 51 seconds of silence.
    assert rate.turns == [(200 + 51 + LATE + int(STEADY), True)]


def test_a_gap_that_is_not_read_yet_is_no_silence():
    stream = Stream("rate < 10/min for 1 min")
    stream.passes(100, 1)
    stream.passes(100, complete=False)
    assert stream.turns == []
    stream.requests(3_000, at=START + 150)
    stream.passes(10)
    assert stream.turns == []


@pytest.mark.parametrize("by", [-86_400, -3_600, 3_600, 10 * 365 * 86_400])
def test_a_clock_that_jumps_is_no_silence(by):
    """Before the jump there were no seconds in which nothing came; ten minutes later there were."""
    stream = Stream("rate < 10/min for 10 min")
    stream.passes(700, 1)
    stream.clock += by
    stream.passes(500, 1)
    assert stream.turns == []
    stream.passes(700, 1)
    assert stream.turns == [], "one a second is more than ten a minute"
    stream.passes(700)
    assert stream.judge.firing


def test_before_the_log_began_there_is_no_silence():
    stream = Stream("rate < 10/min for 10 min")
    stream.passes(600, 1)
    assert stream.turns == []


def test_one_look_is_not_enough():
    """A moment's doubt, as when a reader has just begun, says nothing."""
    stream = Stream("rate < 10/min for 1 min")
    stream.passes(100, 1)
    for _ in range(2):
        assert not stream.judge.look(stream.counts, stream.clock + 55, stream.wall)
        stream.wall += 1
    stream.passes(60, 1)
    assert stream.turns == []


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32))
def test_counts_of_any_order_and_any_cut(seed):
    rng = random.Random(seed)
    rows = [
        (START + rng.randint(-500, 500), rng.choice((200, 301, 404, 503))) for _ in range(rng.randint(1, 300))
    ]
    counts, at = SecondCounts((0, 400, 500)), 0
    while at < len(rows):
        size = rng.randint(1, 60)
        part = rows[at : at + size]
        counts.add(np.array([s for s, _ in part], np.int64), np.array([s for _, s in part], np.int64))
        at += size
    first = START + rng.randint(-600, 600)
    last = first + rng.randint(0, 600)
    inside = [status for second, status in rows if first <= second < last]
    wanted = {least: sum(status >= least for status in inside) for least in (0, 400, 500)}
    assert counts.between(first, last) == wanted
    assert counts.first == min(second for second, _ in rows)
