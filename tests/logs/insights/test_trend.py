"""The trend line against numpy's own polynomial fit and correlation."""

import numpy as np
import pytest

from app.logs.insights.trend import trend


def test_a_line_is_found_exactly():
    found = trend([0, 1800, 7200], [5.0, 4.0, 1.0])
    assert found == pytest.approx((-2.0, 5.0, 1.0, -1.0))


def test_a_noisy_series_agrees_with_numpy():
    rng = np.random.default_rng(3)
    seconds = np.sort(rng.integers(0, 10**6, 200))
    values = 40 + seconds / 30_000 + rng.normal(0, 9, 200)
    found = trend(seconds, values)
    slope, start = np.polyfit(seconds / 3600, values, 1)
    assert found.slope == pytest.approx(slope)
    assert found.start == pytest.approx(start + slope * seconds[0] / 3600)
    assert found.end == pytest.approx(start + slope * seconds[-1] / 3600)
    assert found.strength == pytest.approx(np.corrcoef(seconds, values)[0, 1])


def test_a_flat_series_has_no_strength():
    assert trend([0, 3600], [7, 7]) == (0.0, 7.0, 7.0, 0.0)


@pytest.mark.parametrize("seconds", [[], [5], [5, 5]])
def test_fewer_than_two_times_make_no_line(seconds):
    assert trend(seconds, [1.0] * len(seconds)) is None
