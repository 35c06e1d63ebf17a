"""What a link to the gallery holds."""

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from app.gallery.exhibition import Exhibition
from app.gallery.link_fields import Days, Points
from app.gallery.normal import Normal
from app.gallery.number import Number
from app.gallery.regression import MOST_POINTS, Regression, X, Y
from app.links import SharedView


def view():
    models = [Number(), Normal(), Regression(), Exhibition()]
    return SharedView(models), *models


def test_a_view_opened_without_a_query_has_none():
    assert view()[0].query == ""


def test_a_link_restores_every_setting():
    shared, number, normal, regression, exhibition = view()
    number.value, normal.mu, normal.sigma = 77, -2.5, 0.7
    regression.kernel, regression.order, regression.bandwidth = "tricube", 3, 1.25
    regression.polynomial, regression.at = True, 2.5
    regression.points = ((1.0, 1.0), (2.0, -0.5), (9.99, 2.0))
    exhibition.show("normal", True)
    other, *models = view()
    assert other.restore(shared.query) == []
    assert other.query == shared.query
    assert models[0].value == 77
    assert models[1].sigma == 0.7
    assert models[2].points == regression.points
    assert models[3].code == ("normal",)


@pytest.mark.parametrize(
    "query",
    [
        "value=101", "value=1.5x", "mu=nan", "mu=1e3", "order=6", "order=-1", "bandwidth=0", "kernel=round",
        "points=1:1,2", "points=11:0", "points=", "points=a:b", "at=99", "code=rm", "colour=red",
        "polynomial=yes",
        f"points={','.join(['1:1'] * (MOST_POINTS + 1))}",
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_noticed_and_ignored(query):
    shared = view()[0]
    assert len(shared.restore(query)) == 1
    assert shared.query == ""


places = st.tuples(
    st.floats(*X).map(lambda x: round(x, 2) + 0.0), st.floats(*Y).map(lambda y: round(y, 2) + 0.0)
)


@given(st.lists(places, min_size=1, max_size=MOST_POINTS).map(tuple))
def test_points_survive_a_link(points):
    field = Points("points", (), x=X, y=Y, most=MOST_POINTS)
    assert field.read(field.write(points)) == field.normal(points) == points


def test_as_many_points_as_there_may_be_fit_a_link():
    shared, _, _, regression, _ = view()
    regression.points = tuple((round(i / 10 + 0.01, 2), -1.01 - i / 100) for i in range(MOST_POINTS - 1))
    assert shared.link_lacks == ""
    other, _, _, models, _ = view()
    assert other.restore(shared.query) == []
    assert len(models.points) == MOST_POINTS - 1


def test_days_are_written_as_days():
    field = Days("period")
    assert field.write((1199059200, 1230681600)) == "2007-12-31..2008-12-31"
    assert field.read("2007-12-31..2008-12-31") == (1199059200, 1230681600)


def test_points_stay_within_the_chart_and_never_run_out():
    regression = Regression()
    regression.move(0, -5, 99)
    assert regression.points[0] == (X[0], Y[1])
    for _ in range(200):
        regression.remove(0)
    assert len(regression.points) == 1
    for _ in range(200):
        regression.add(5, 0)
    assert len(regression.points) == MOST_POINTS
    regression.remove(-1)
    regression.move(10**6, 0, 0)
    assert len(regression.points) == MOST_POINTS


def test_a_model_refuses_what_it_cannot_be():
    with pytest.raises(traitlets.TraitError):
        Normal().sigma = 0
    with pytest.raises(traitlets.TraitError):
        Regression().order = 9
