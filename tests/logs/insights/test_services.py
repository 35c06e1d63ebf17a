"""What is no news at an API, a mirror, a school, a radio, a campaign or a registry of packages."""

from __future__ import annotations

import numpy as np
import pytest

from app.logs.insights.insights import find_insights
from tests.bench.insights_services import guesses, path_fails
from tests.bench.insights_unseen import share
from tests.bench.made_services import MIRROR, RADIO, SCHOOL, asked_first, made_of
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Traffic
from tests.bench.trades_stories import lost


def kinds(traffic: Traffic) -> list[str]:
    return [one.kind for one in find_insights(traffic.crossfilter(), most=99)]


@pytest.mark.parametrize("times", [1, 2])
def test_who_is_asked_first_who_it_is_does_not_guess(times):
    """Digest refuses once before it lets in, NTLM twice."""
    traffic = made_of(SCHOOL, 3, 5)
    for _ in range(times):
        asked_first(traffic)
    assert (traffic.rows("status", "401") & traffic.rows("host", "198.51.0.0")).sum() > 200
    assert "brute force" not in kinds(traffic)


def test_who_guesses_among_those_that_are_asked_first_is_told():
    traffic = made_of(SCHOOL, 5, 5)
    asked_first(traffic)
    guesses(traffic)
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "brute force"]
    assert told.links[0].selection == {"host": ("10.20.99.1",)}
    assert told.links[1].requests == 400


@pytest.mark.parametrize("let_in", [0, 121])
def test_who_gets_in_after_guessing_is_told(let_in):
    """One name and its 300 passwords within ten minutes; an hour later one of them opens what it guards."""
    traffic = made_of(MIRROR, 8, 5, 0.3)
    day = MONDAY + 3 * DAY
    for status, start, end, times in (("401", 10, 10.17, 300), ("200", 11, 14, let_in)):
        asked = np.sort(traffic.rng.integers(day + int(start * HOUR), day + int(end * HOUR), times))
        traffic.ask(asked, "10.20.99", status=status, method="GET", path="/admin", agent="Firefox")
    assert "brute force" in kinds(traffic)


def test_a_weekend_that_began_as_ever_is_a_silence():
    traffic = made_of(RADIO, 9, 5, 0.5)
    stopped = MONDAY + 5 * DAY + 9 * HOUR
    traffic.keep((traffic.time < stopped) | (traffic.time >= MONDAY + 7 * DAY))
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "silence"]
    assert abs(told.links[0].selection["time"][0] - stopped) <= HOUR


def test_the_one_weekend_of_a_log_is_no_silence_and_two_days_of_its_week_are_one():
    traffic = made_of(SCHOOL, 11, 5)
    traffic.keep(np.isin(traffic.day % 7, range(5)))
    assert "silence" not in kinds(traffic)
    traffic.keep(~np.isin(traffic.day, (1, 2)))
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "silence"]
    start, end = told.links[0].selection["time"]
    assert start <= MONDAY + DAY + 8 * HOUR
    assert MONDAY + 2 * DAY + 15 * HOUR <= end < MONDAY + 4 * DAY


@pytest.mark.parametrize("since", [0, 6.2])
def test_an_hour_of_nothing_beside_a_weekend_is_a_silence(since):
    """On a Monday, and in a log that begins on the Sunday before: what a weekend had nobody knows."""
    traffic = made_of(MIRROR, since + 1.5, 5, 5)
    lost(since + 0.45, 1, traffic)
    traffic.keep(traffic.time >= MONDAY + since * DAY)
    assert "silence" in kinds(traffic)


def test_a_last_evening_as_still_as_those_of_other_weeks_makes_no_partial_day():
    traffic = made_of(SCHOOL, 35, 5)
    sunday = traffic.day % 7 == 6
    traffic.keep(~sunday | share(traffic, 0.5) & (traffic.time < MONDAY + 35 * DAY - 6 * HOUR))
    assert "partial" not in kinds(traffic)
    traffic.keep(traffic.time < MONDAY + 33 * DAY - 11 * HOUR)
    assert "partial" in kinds(traffic)


def test_server_errors_of_a_path_are_told_among_many_client_errors():
    """A third of all is asked first who it is: no share of all errors is three times as high."""
    traffic = made_of(SCHOOL, 12, 5)
    asked_first(traffic)
    path_fails("/quiz", 8 + 9 / 24, 8 + 11 / 24, 0.6, "500", traffic)
    mine = traffic.rows("path", "/quiz")
    broken = int((mine & traffic.rows("status", "500")).sum())
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "rate"]
    assert str(told).startswith(
        "Path /quiz has server errors far more often than at other times from 23 Feb "
    )
    assert told.links[1].selection["status"] == ("500",)
    assert told.links[1].requests == broken


def test_what_is_slow_at_the_same_hours_of_other_days_is_no_news():
    traffic = made_of(MIRROR, 9, 5)
    traffic.seconds[np.isin(traffic.hour, (2, 3))] *= 6
    assert "slow" not in kinds(traffic)
    afternoon = (traffic.day == 4) & np.isin(traffic.hour, (14, 15))
    traffic.seconds[afternoon] *= 6
    (told,) = [one for one in find_insights(traffic.crossfilter(), most=99) if one.kind == "slow"]
    start, end = told.links[0].selection["time"]
    assert abs(start - MONDAY - 4 * DAY - 14 * HOUR) < HOUR / 2
    assert abs(end - MONDAY - 4 * DAY - 16 * HOUR) < HOUR / 2
