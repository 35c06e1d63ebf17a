"""The outlier rule finds what was planted and leaves plain rhythm alone."""

import numpy as np
import pytest

from app.logs.crossfilter.timeline import Timeline
from app.logs.insights.outliers import hourly, outliers, sure, usual

MONDAY = 1_613_347_200
HOURS = np.arange(35 * 24)


def rhythm(scale=60.0):
    """Five weeks with a daily wave and a quieter weekend; the mean of each hour."""
    return (
        scale * (1 + 0.7 * np.sin((HOURS % 24 - 9) / 24 * 2 * np.pi)) * np.where(HOURS // 24 % 7 > 4, 0.6, 1)
    )


def judged(requests):
    return outliers(hourly(Timeline(3600, MONDAY // 3600 + np.arange(len(requests))), np.asarray(requests)))


@pytest.mark.parametrize("seed", range(5))
def test_an_outage_and_a_burst_are_found_among_daily_and_weekly_rhythm(seed):
    requests = np.random.default_rng(seed).poisson(rhythm())
    requests[300] = 2
    requests[[500, 501]] = 700
    found = judged(requests)
    at = {(hour.start - MONDAY) // 3600: hour for hour in found}
    assert {300, 500, 501} <= set(at)
    assert at[300].score < -3.5
    assert at[500].score > 20
    assert at[500].requests == 700
    assert at[500].usual == pytest.approx(rhythm()[500], rel=0.35)
    assert len(found) <= 8


def test_an_exact_rhythm_has_no_outlier():
    assert judged(rhythm().astype(int)) == []


def test_a_deviation_of_zero_still_finds_the_one_hour_that_differs():
    requests = np.full(10 * 24, 50)
    requests[100] = 500
    assert [(hour.start - MONDAY) // 3600 for hour in judged(requests)] == [100]


def test_the_cut_off_first_and_last_hour_are_not_judged():
    requests = np.full(10 * 24, 400)
    requests[[0, -1]] = 3
    assert judged(requests) == []


@pytest.mark.parametrize("size", [0, 1, 5])
def test_a_short_log_has_no_outliers(size):
    assert judged(np.arange(size) ** 4) == []


def test_two_days_are_judged_by_one_median():
    requests = np.full(40, 30)
    requests[20] = 900
    assert [hour.requests for hour in judged(requests)] == [900]


def test_buckets_are_summed_to_hours_and_silences_keep_their_place():
    clock = Timeline(900, MONDAY // 900 + np.array([2, 3, 4, 5, 6, 7, 8, 40_000]))
    found = hourly(clock, np.arange(1, 9))
    assert ((found.starts - MONDAY) // 3600).tolist() == [0, 1, 2, 10_000]
    assert found.requests.tolist() == [3, 18, 7, 8]
    assert found.whole.tolist() == [False, True, False, False]
    assert len(usual(found)) == 4


def ringed(requests):
    return sure(hourly(Timeline(3600, MONDAY // 3600 + np.arange(len(requests))), np.asarray(requests)))


@pytest.mark.parametrize("seed", range(10))
def test_busy_hours_of_a_sparse_log_are_not_ringed(seed):
    """A visit every other hour, of one to twelve requests: the usual hour has none, and many have some."""
    rng = np.random.default_rng(seed)
    visits = rng.poisson(0.5, 60 * 24)
    requests = [int(rng.integers(1, 13, visit).sum()) for visit in visits]
    assert len(judged(requests)) > 20
    assert len(ringed(requests)) <= 1
    requests[700] = 400
    assert (ringed(requests)[0].start - MONDAY) // 3600 == 700


@pytest.mark.parametrize("seed", range(5))
def test_what_was_planted_in_a_rhythm_is_ringed_and_nothing_else(seed):
    requests = np.random.default_rng(seed).poisson(rhythm())
    requests[300] = 2
    requests[[500, 501]] = 700
    assert [(hour.start - MONDAY) // 3600 for hour in ringed(requests)] == [300, 500, 501]
