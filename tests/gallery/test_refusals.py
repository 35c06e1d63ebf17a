"""What the models of the demos refuse from whoever leads them, in words and without a change."""

from datetime import date
from math import inf, nan

import numpy as np
import pytest
from traitlets import TraitError

from app.gallery import KernelRegressionDemo
from app.gallery.index import Index
from app.gallery.normal import Normal
from app.gallery.regression import EXAMPLE, Regression
from app.problem import Problem


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((), "0 points"),
        (((1, 1),) * 101, "101 points"),
        (((12, 0),), r"\(12, 0\) lies outside the chart. Give x from 0 to 10"),
        (((nan, 0),), "is not a point"),
        ((1, 2), "1 is not a point"),
        (((1, 2, 3),), "is not a point"),
        ((("a", "b"),), "is not a point"),
    ],
)
def test_points_that_cannot_be_drawn_are_refused(points, said):
    model = Regression()
    with pytest.raises(Problem, match=said):
        model.points = points
    assert model.points == EXAMPLE


@pytest.mark.parametrize("place", [(nan, 1), (1, inf), ("x", 1), (None, None)])
def test_a_point_is_added_or_moved_to_a_place_only(place):
    model = Regression()
    for act in (lambda: model.add(*place), lambda: model.move(0, *place)):
        with pytest.raises(Problem, match="is not a point"):
            act()
    assert model.points == EXAMPLE
    model.add(99, -99)
    assert model.points[-1] == (10, -3)


@pytest.mark.parametrize(
    ("model", "name"), [(Regression, "bandwidth"), (Regression, "at"), (Normal, "mu"), (Normal, "sigma")]
)
@pytest.mark.parametrize("value", [nan, inf, -99])
def test_a_setting_is_a_number_within_its_limits(model, name, value):
    model = model()
    before = getattr(model, name)
    with pytest.raises(TraitError, match=name):
        setattr(model, name, value)
    assert getattr(model, name) == before


def test_a_period_is_two_days_however_written():
    model = Index()
    model.read(b"2008-01-01,1\n2008-12-31,3\n", "mine.csv")
    for period in (
        ("2008-02-01", "2008-03-01"),
        (date(2008, 2, 1), date(2008, 3, 1)),
        (np.datetime64("2008-02-01T12:00"), np.datetime64("2008-03-01")),
        (1201824000, 1204329600),
    ):
        model.period = None
        model.period = period
        assert model.period == (1201824000, 1204329600)


@pytest.mark.parametrize(
    "period", [("yesterday", "today"), (1,), (1, 2, 3), (nan, 1), (None, 1), ("NaT", "NaT")]
)
def test_what_is_no_period_is_refused(period):
    model = Index()
    model.read(b"2008-01-01,1\n2008-12-31,3\n", "mine.csv")
    with pytest.raises(Problem, match="is not a period"):
        model.period = period
    assert model.period is None


def test_in_a_gap_the_demo_says_that_no_point_is_near():
    demo = KernelRegressionDemo()
    demo.model.kernel, demo.model.bandwidth, demo.model.at = "uniform", 0.1, 5.0
    height, weight, error = demo.facts.facts
    assert (height.value, height.note) == ("none", "no point is within the kernel there")
    assert weight.value == "0.0"
    assert (error.value, error.note) == ("none", "some point has too few others within the kernel")
    assert not demo.chart.local.visible
    demo.model.kernel = "Gaussian"
    assert demo.chart.local.visible
    assert demo.facts.facts[0].note == ""
