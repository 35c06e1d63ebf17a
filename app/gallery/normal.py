"""The normal distribution with a mean and a standard deviation that can be changed."""

from __future__ import annotations

from math import erf, pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.gallery.finite import Finite
from app.gallery.link_fields import Number
from app.links import Linked, LinkState

SPAN = (-14.0, 14.0)
"""Holds three sigma around every mean."""

HEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8)
"""Up to the density's peak at the smallest sigma, 1 / (0.5 √2π) = 0.80."""


class Area(NamedTuple):
    """The part of the distribution within ``k`` sigma of the mean: from, to, and its probability."""

    k: int
    start: float
    end: float
    share: float


class Normal(Linked):
    """N(mu, sigma²)."""

    mu = Finite(0.0, min=-5.0, max=5.0)
    sigma = Finite(1.0, min=0.5, max=3.0)

    link = LinkState(
        Number("mu", 0.0, low=-5, high=5),
        Number("sigma", 1.0, low=0.5, high=3),
    )

    @property
    def title(self) -> str:
        """The distribution's name."""
        return f"Normal distribution, μ = {_short(self.mu)}, σ = {_short(self.sigma)}"

    def density(self, x: ArrayLike) -> NDArray[np.float64]:
        """The probability a unit of x, at x."""
        z = (np.asarray(x, dtype=float) - self.mu) / self.sigma
        return np.exp(-(z**2) / 2) / (self.sigma * sqrt(2 * pi))

    def area(self, k: int) -> Area:
        """What lies within ``k`` sigma: erf(k / √2), whatever mu and sigma."""
        return Area(k, self.mu - k * self.sigma, self.mu + k * self.sigma, erf(k / sqrt(2)))


def _short(value: float) -> str:
    """A setting to two decimals, of which the second is left out where it is 0."""
    return f"{value:.2f}".removesuffix("0").replace("-", "−")
