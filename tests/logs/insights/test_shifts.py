"""Response times that rise at a release and stay are told; a slow day, a drift and the hours are not."""

import numpy as np
import pytest

from app.logs.insights.evidence import Evidence
from app.logs.insights.responses import slower
from tests.bench.insights_unseen import EVEN, TWICE, Case, between, nothing, traffic_of
from tests.bench.made_traffic import DAY, HOUR, MONDAY

RELEASED = MONDAY + 7 * DAY + 10 * HOUR


def told(shape, change):
    traffic, _ = traffic_of(Case("", 14, 60, shape, nothing), 5)
    change(traffic)
    found = slower(Evidence(traffic.crossfilter()))
    return [insight for insight in found if "since" in str(insight)], traffic


def release(times):
    def change(traffic):
        *_, inside = between(traffic, 7 + 10 / 24, 14)
        traffic.seconds[inside] *= times

    return change


@pytest.mark.parametrize("shape", [EVEN, TWICE], ids=["even", "by the hour"])
@pytest.mark.parametrize("times", [1.6, 3.0])
def test_a_release_that_slows_is_told_from_its_hour_on(shape, times):
    (insight,), traffic = told(shape, release(times))
    start, end = insight.links[0].selection["time"]
    assert abs(start - RELEASED) < 12 * HOUR
    assert insight.links[0].requests == int(((traffic.time >= start) & (traffic.time < end)).sum())
    before, after = (
        np.median(traffic.seconds[part]) for part in (traffic.time < start, traffic.time >= start)
    )
    assert f"above {1000 * after:.0f} ms, before above {1000 * before:.0f} ms" in str(insight)


def drifts(traffic):
    traffic.seconds *= 1 + (traffic.time - MONDAY) / (14 * DAY)


def slow_evenings(traffic):
    traffic.seconds[traffic.time % DAY > 18 * HOUR] *= 2


def one_slow_day(traffic):
    *_, inside = between(traffic, 9, 10)
    traffic.seconds[inside] *= 4


def slow_since_yesterday(traffic):
    *_, inside = between(traffic, 13, 14)
    traffic.seconds[inside] *= 2


@pytest.mark.parametrize(
    "change",
    [
        nothing,
        release(1.1),
        release(0.5),
        drifts,
        slow_evenings,
        one_slow_day,
        slow_since_yesterday,
    ],
    ids=["nothing", "by little", "faster", "drifts", "evenings", "one day", "yesterday"],
)
def test_what_is_no_step_is_not_told_as_one(change):
    assert told(TWICE, change)[0] == []
