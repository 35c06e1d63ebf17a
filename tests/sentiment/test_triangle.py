import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sentiment.analysis import Analysis
from app.sentiment.triangle import (
    CORNERS,
    density,
    inside,
    polygon_of,
    polygon_text,
    positions,
    regions,
    simplified,
)

RANDOM = np.random.default_rng(1).dirichlet([1, 1, 1], 3_000)


def test_corners_middle_and_edges():
    found = positions([[1, 0, 0], [0, 2, 0], [0, 0, 3], [1, 1, 1], [1, 0, 1], [0, 0, 0]])
    root = 3**0.5
    expected = [(0, 0), (0.5, root / 2), (1, 0), (0.5, root / 6), (0.5, 0), (0.5, root / 6)]
    assert np.allclose(found, expected)


def test_distances_to_the_sides_are_the_probabilities():
    x, y = positions(RANDOM).T
    assert np.allclose(y / CORNERS[1, 1], RANDOM[:, 1])
    assert np.allclose(1 - x - y / CORNERS[1, 1] / 2, RANDOM[:, 0])


def test_the_regions_are_the_decisions():
    points, decided = positions(RANDOM), RANDOM.argmax(axis=1)
    for place, region in enumerate(regions()):
        assert np.array_equal(inside(points, region), decided == place)


def test_inside_of_an_outline_with_a_dent():
    # An L: the square 0..2 without the square 1..2.
    outline = [(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)]
    points = np.random.default_rng(3).random((2_000, 2)) * 3 - 0.5
    x, y = points.T
    expected = (x > 0) & (y > 0) & (x < 2) & (y < 2) & ~((x > 1) & (y > 1))
    assert np.array_equal(inside(points, outline), expected)


@pytest.mark.parametrize("outline", [[], [(0, 0)], [(0, 0), (1, 1)], [(0.2, 0.2)] * 5])
def test_an_outline_without_an_inside_holds_nothing(outline):
    assert not inside(positions(RANDOM), outline).any()


def test_a_hand_drawn_lasso_becomes_short_and_stays_where_it_is():
    turn = np.linspace(0, 2 * np.pi, 400)
    drawn = np.column_stack([0.5 + 0.2 * np.cos(turn), 0.3 + 0.15 * np.sin(turn)])
    short = np.array(simplified(drawn))
    assert len(short) < 60
    # No corner of the drawn outline is farther than the tolerance (and rounding) from the short one.
    starts, ends = short, np.roll(short, -1, axis=0)
    for corner in drawn:
        along = ends - starts
        share = np.clip(((corner - starts) * along).sum(1) / np.maximum((along**2).sum(1), 1e-12), 0, 1)
        assert np.hypot(*(starts + share[:, None] * along - corner).T).min() < 0.003
    assert polygon_of(polygon_text(short.tolist())) == tuple(map(tuple, short.tolist()))


@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), max_size=30))
def test_any_outline_can_be_simplified(outline):
    short = simplified(outline)
    assert len(short) <= len(outline)


@pytest.mark.parametrize(
    "text", ["", "1,2", "1,2;3,4", "a,b;c,d;e,f", "nan,0;1,1;0,1", "1,2,3;4,5;6,7", "1e9,0;0,0;1,1"]
)
def test_a_links_outline_is_checked(text):
    with pytest.raises(ValueError):  # noqa: PT011
        polygon_of(text)


def test_the_density_counts_every_point():
    points = positions(RANDOM)
    counts, x_edges, y_edges = density(points, 12, 10)
    theirs = np.histogram2d(points[:, 1], points[:, 0], [y_edges, x_edges])[0]
    assert counts.sum() == len(points)
    assert np.array_equal(counts, theirs)


def test_places_are_worked_out_once_for_the_corners_at_hand():
    shares = np.random.default_rng(2).dirichlet([1] * 4, 40)
    frame = pd.DataFrame({"id": map(str, range(40)), "text": "so it is", "label": list("abcd") * 10})
    actual = np.arange(40) % 4
    analysis = Analysis(None, frame, ("a", "b", "c", "d"), actual, shares.argmax(axis=1), shares)
    found = analysis.points(("a", "b", "c"))
    assert analysis.points(("a", "b", "c")) is found
    assert np.allclose(found[actual < 3], positions(shares[actual < 3][:, :3]))
    others = analysis.points(("d", "b", "c"))
    assert np.allclose(others[actual > 0], positions(shares[actual > 0][:, [3, 1, 2]]))
    assert np.isnan(others[actual == 0]).all()
