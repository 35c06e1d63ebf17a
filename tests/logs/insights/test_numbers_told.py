"""The numbers of a sentence are what its click selects."""

import re

import pytest

from app.logs.insights.insights import find_insights
from tests.bench.insights import STORIES as STORIES_OF_TRAFFIC
from tests.bench.insights_unseen import CASES as UNSEEN
from tests.bench.insights_unseen import traffic_of
from tests.bench.made_traffic import made
from tests.logs.insights.logs import selected


def _numbers_hold(log):
    insights = find_insights(log, most=99)
    for insight in insights:
        for link in insight.links:
            if link.requests is not None:
                assert selected(log, link.selection) == link.requests, (str(insight), link)
            number = re.match(r"[\d,]+", link.text)
            if (
                link.requests is not None
                and number
                and link.text[number.end() :] in ("", " requests", " times")
            ):
                assert int(number[0].replace(",", "")) == link.requests
    return {insight.kind for insight in insights}


@pytest.mark.parametrize("story", STORIES_OF_TRAFFIC[::3], ids=lambda story: story.kind)
def test_numbers_in_a_sentence_are_what_its_click_selects(story):
    traffic = made(story.traffic[-1], 11)
    story.plant(traffic)
    assert _numbers_hold(traffic.crossfilter())


@pytest.mark.parametrize("case", UNSEEN[7::3], ids=lambda case: case.name)
def test_so_they_are_in_logs_of_other_shapes(case):
    assert _numbers_hold(traffic_of(case, 5)[0].crossfilter())


def test_numbers_of_real_logs_hold_as_well(buttercup, shop):
    assert "never" in _numbers_hold(buttercup)
    assert {"outage", "burst", "partial"} <= _numbers_hold(shop)
