"""Kernel regression: at every place, a polynomial fitted to the points by weights that fall with distance.

After Fan and Gijbels, *Local Polynomial Modelling and Its Applications* (1996), chapters 2 to 4. Order 0 is
the estimator of Nadaraya and Watson, order 1 the local line. Lengths are those of ``x``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from app.gallery.kernels import KERNELS, Array


class LocalPolynomial:
    """A local polynomial of an ``order`` over points ``x``, ``y``, by a ``kernel`` of a ``bandwidth``.

    Where fewer points weigh than the order needs, the smallest coefficients that fit best are taken; where
    none does, estimates are NaN.

    >>> float(LocalPolynomial([0, 1, 2], [1, 3, 5], "Gaussian", 1, 0.5).fit([1.5])[0].round(12))
    4.0
    """

    def __init__(self, x: ArrayLike, y: ArrayLike, kernel: str, order: int, bandwidth: float) -> None:
        self.x = np.asarray(x, dtype=float)
        self.y = np.asarray(y, dtype=float)
        self.kernel, self.order, self.bandwidth = kernel, order, bandwidth
        self._smoother: Array | None = None

    def weights(self, at: ArrayLike) -> Array:
        """What each point weighs at each place: shape (places, points), the largest weights near 1."""
        distances = (self.x - np.asarray(at, dtype=float)[:, None]) / self.bandwidth
        return KERNELS[self.kernel](distances)

    def operator(self, at: ArrayLike) -> Array:
        """The rows l(x) of which the estimates l(x)·y are made: shape (coefficients, places, points).

        The first coefficient is the estimate itself; coefficient k belongs to ((X − x) / bandwidth)ᵏ.
        """
        places = np.asarray(at, dtype=float)
        weights = self.weights(places)
        roots = np.sqrt(weights)
        distances = (self.x - places[:, None]) / self.bandwidth
        # Beyond the kernel's reach a distance weighs nothing, but its fifth power would spoil the numbers.
        distances = np.where(weights > 0, distances, 0.0)
        powers = distances[..., None] ** np.arange(self.order + 1)
        rows = np.linalg.pinv(powers * roots[..., None], rcond=1e-10) * roots[:, None, :]
        rows[~(weights > 0).any(axis=1)] = np.nan
        return np.moveaxis(rows, 1, 0)

    def fit(self, at: ArrayLike) -> Array:
        """The curve's height at each place."""
        return self.operator(at)[0] @ self.y

    def coefficients(self, at: float) -> Array:
        """The polynomial fitted at one place: coefficient k belongs to ((X − at) / bandwidth)ᵏ."""
        return self.operator([at])[:, 0, :] @ self.y

    @property
    def smoother(self) -> Array:
        """The matrix L that turns the observed ``y`` into the fitted ones: shape (points, points)."""
        if self._smoother is None:
            self._smoother = self.operator(self.x)[0]
        return self._smoother

    def residuals(self) -> Array:
        """Observed minus fitted, at the points."""
        return self.y - self.smoother @ self.y

    def spread(self, at: ArrayLike) -> Array:
        """The standard deviation of the points around the curve: of the residuals, by the kernel's weights.

        It says how far a single point lies from the curve, not how sure the curve is.
        """
        weights = self.weights(at)
        whole = weights.sum(axis=1)
        squares = weights @ self.residuals() ** 2
        return np.sqrt(np.divide(squares, whole, out=np.full(len(whole), np.nan), where=whole > 0))

    def standard_error(self, at: ArrayLike) -> Array:
        """The standard deviation of the curve itself, were the points drawn anew: s‖l(x)‖.

        s² is the sum of squared residuals over n − 2 tr L + tr LᵀL (Hastie and Tibshirani, *Generalized
        Additive Models*, 1990, section 3.5); NaN where the curve takes all the freedom that the points
        leave. The curve's bias is not in it.
        """
        freedom = len(self.x) - 2 * np.trace(self.smoother) + np.sum(self.smoother**2)
        if freedom < 1e-6:
            return np.full(len(np.asarray(at)), np.nan)
        sigma = np.sqrt(np.sum(self.residuals() ** 2) / freedom)
        return sigma * np.sqrt(np.sum(self.operator(at)[0] ** 2, axis=1))

    def loo_error(self) -> float:
        """The mean squared error of predicting each point from all others (leave-one-out cross-validation).

        A linear smoother need not be fitted anew for that: the error is the residual over 1 − Lᵢᵢ. Infinite
        where some point cannot be predicted without itself.
        """
        alone = 1 - np.diag(self.smoother)
        if not np.all(alone > 1e-8):
            return np.inf
        return float(np.mean((self.residuals() / alone) ** 2))


def best_bandwidth(
    x: ArrayLike, y: ArrayLike, kernel: str, order: int, low: float, high: float, steps: int = 48
) -> float | None:
    """The bandwidth between two limits whose leave-one-out error is least, to two decimals.

    Of a geometric row of ``steps`` candidates, then of as many between the neighbours of the best. None if
    with none of them every point can be predicted from the others.
    """
    for _ in range(2):
        candidates = np.geomspace(low, high, steps)
        errors = [LocalPolynomial(x, y, kernel, order, float(h)).loo_error() for h in candidates]
        best = int(np.argmin(errors))
        if not np.isfinite(errors[best]):
            return None
        low, high = candidates[max(best - 1, 0)], candidates[min(best + 1, steps - 1)]
        steps = 12
    return round(float(candidates[best]), 2)


def polynomial(x: ArrayLike, y: ArrayLike, order: int, at: ArrayLike) -> Array:
    """The ordinary polynomial of least squares through all points, each weighing the same."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    middle, scale = x.mean(), np.ptp(x) or 1.0
    design = ((x - middle) / scale)[:, None] ** np.arange(order + 1)
    found = np.linalg.lstsq(design, y, rcond=None)[0]
    return ((np.asarray(at, dtype=float) - middle) / scale)[:, None] ** np.arange(order + 1) @ found
