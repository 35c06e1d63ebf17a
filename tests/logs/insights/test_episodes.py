"""How likely so many are by chance: against sums of exact fractions, also where hardly any chance is left."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from scipy import stats

from app.logs.insights.episodes import episodes, tail


def rising(x: Fraction, times: int) -> Fraction:
    """x (x + 1) … (x + times - 1)."""
    product = Fraction(1)
    for step in range(times):
        product *= x + step
    return product


def exactly(hits: int, requests: int, usual: Fraction, spread: Fraction) -> float:
    """The upper tail of the beta-binomial distribution by its definition."""
    more = (1 - spread) / spread
    a, b = usual * more, (1 - usual) * more
    above = sum(comb(requests, k) * rising(a, k) * rising(b, requests - k) for k in range(hits, requests + 1))
    return float(above / rising(a + b, requests))


@pytest.mark.parametrize(("hits", "requests"), [(0, 10), (3, 40), (20, 60), (60, 150), (150, 150), (90, 200)])
@pytest.mark.parametrize(
    ("usual", "spread"), [(Fraction(1, 50), Fraction(1, 10_000)), (Fraction(1, 10), Fraction(1, 80))]
)
def test_the_tail_is_that_of_the_beta_binomial(hits, requests, usual, spread):
    found = tail(hits, requests, float(usual), float(spread))
    assert found == pytest.approx(exactly(hits, requests, usual, spread), rel=1e-6)


def test_a_tail_of_very_many_terms_is_that_of_the_beta_distribution():
    """Of a million requests what chance adds to the shares themselves is next to nothing."""
    for share in (0.3, 0.4, 0.5):
        found = tail(int(share * 1_000_000), 1_000_000, 0.1, 0.012)
        assert found == pytest.approx(stats.beta.sf(share, 0.1 * 988 / 12, 0.9 * 988 / 12), rel=0.02)


@pytest.mark.parametrize("size", [1_000, 5_000, 60_000])
def test_an_episode_of_many_requests_is_as_sure_as_one_of_few(size):
    """Two in five fail for two fifths of the time, else one in fifty: beyond any doubt at every size."""
    rng = np.random.default_rng(size)
    time = np.sort(rng.integers(0, 35 * 86_400, size))
    inside = (time > 14 * 86_400) & (time < 28 * 86_400)
    hits = rng.random(size) < np.where(inside, 0.4, 0.02)
    first, *_ = episodes(time, hits, 900, ratio=3.0, least=0.1, support=20)
    assert first.chance < 1e-40
