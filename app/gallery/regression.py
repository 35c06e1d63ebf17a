"""What the kernel regression demo is about: points, how they are smoothed and within which limits."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from app.gallery.finite import Finite
from app.gallery.kernels import KERNELS, Array
from app.gallery.link_fields import Number, Points
from app.gallery.local_polynomial import LocalPolynomial, best_bandwidth, polynomial
from app.links import Choice, Flag, Linked, LinkState
from app.problem import Problem

X: Final = (0.0, 10.0)
Y: Final = (-3.0, 3.0)
GRID: Final = np.linspace(*X, 201)
BANDWIDTHS: Final = (0.1, 5.0)
MOST_POINTS: Final = 100
ROUNDED: Final = 0.005
"""Half of the last decimal that a dragged point keeps, and that a link holds."""

NO_BAND: Final = "no band"
SPREAD: Final = "spread of the points"
ERROR: Final = "standard error of the curve"
BANDS: Final = (NO_BAND, SPREAD, ERROR)


def _example() -> tuple[tuple[float, float], ...]:
    """Forty points around a sine that rises: a shape that no straight line and no parabola follows."""
    random = np.random.default_rng(8)
    x = np.sort(random.uniform(0.2, 9.8, 40))
    y = 1.4 * np.sin(x) + 0.12 * (x - 5) + random.normal(0, 0.35, len(x))
    return tuple((round(float(a), 2), round(float(b), 2)) for a, b in zip(x, y, strict=True))


EXAMPLE: Final = _example()


class Fit(NamedTuple):
    """What the settings give: heights over `GRID`, and what there is at the test point.

    ``half`` is half the height of the inner band, one standard deviation (None without bands); ``ordinary``
    the ordinary polynomial (None unless it is wanted); ``near`` and ``local`` are the polynomial fitted at
    the test point, a bandwidth to either side; ``weights`` those of the points there, the largest 1;
    ``height`` is the curve's height there, ``effective`` the number of equally weighing points that would
    count as much (Kish), ``loo`` the root of the leave-one-out error.
    """

    curve: Array
    half: Array | None
    ordinary: Array | None
    near: Array
    local: Array
    weights: Array
    height: float
    effective: float
    loo: float

    @property
    def gap(self) -> str:
        """Why there is no height at the test point; empty where there is one."""
        return "" if self.weights.any() else "no point is within the kernel there"

    @property
    def alone(self) -> str:
        """Why there is no leave-one-out error; empty where there is one."""
        return "" if np.isfinite(self.loo) else "some point has too few others within the kernel"


class Regression(Linked):
    """Points ``((x, y), …)`` and the settings of their smoother; ``at`` is the place of the test point.

    Settings are changed by assignment, points also by `move`, `add` and `remove`.
    """

    points = traitlets.Tuple(default_value=EXAMPLE)
    kernel = traitlets.Enum(list(KERNELS), "Gaussian")
    order = traitlets.CInt(1, min=0, max=5)
    bandwidth = Finite(0.6, min=BANDWIDTHS[0], max=BANDWIDTHS[1])
    band = traitlets.Enum(BANDS, SPREAD)
    polynomial = traitlets.Bool(False)
    at = Finite(5.0, min=X[0], max=X[1])

    link = LinkState(
        Choice("kernel", "Gaussian", options=tuple(KERNELS)),
        Number("order", 1, low=0, high=5, decimals=0),
        Number("bandwidth", 0.6, low=BANDWIDTHS[0], high=BANDWIDTHS[1]),
        Choice("band", SPREAD, options=BANDS),
        Flag("polynomial"),
        Number("at", 5.0, low=X[0], high=X[1]),
        Points("points", EXAMPLE, x=X, y=Y, most=MOST_POINTS),
    )

    @traitlets.validate("points")
    def _drawable(self, proposal: Any) -> tuple[tuple[float, float], ...]:
        points = tuple(_pair(point) for point in proposal["value"])
        if not 0 < len(points) <= MOST_POINTS:
            raise Problem(
                f"There are {len(points)} points: the curve goes through 1 to {MOST_POINTS}.",
                "Give that many, as ((1, 0.5), (2, -1)).",
            )
        for x, y in points:
            if not (X[0] <= x <= X[1] and Y[0] <= y <= Y[1]):
                raise Problem(
                    f"The point ({x:g}, {y:g}) lies outside the chart.",
                    f"Give x from {X[0]:g} to {X[1]:g} and y from {Y[0]:g} to {Y[1]:g}.",
                )
        return points

    def move(self, index: int, x: float, y: float) -> None:
        """Put a point elsewhere, within the chart."""
        if 0 <= index < len(self.points):
            self.points = (*self.points[:index], _inside(x, y), *self.points[index + 1 :])

    def add(self, x: float, y: float) -> None:
        """Add a point, unless there are enough."""
        if len(self.points) < MOST_POINTS:
            self.points = (*self.points, _inside(x, y))

    def remove(self, index: int) -> None:
        """Take a point away, unless it is the last."""
        if 0 <= index < len(self.points) > 1:
            self.points = (*self.points[:index], *self.points[index + 1 :])

    def replace_points(self, x: ArrayLike, y: ArrayLike) -> None:
        """Take over a chart's points, of which some were dragged, added or deleted.

        What is dragged beyond the chart stays at its edge; none at all, or too many, are not taken. Points
        that lie where they lay keep every decimal. Raises Problem for what is no place.
        """
        x, y = np.asarray(x).ravel().tolist(), np.asarray(y).ravel().tolist()
        if len(x) == len(y) and 0 < len(x) <= MOST_POINTS:
            places = [_inside(*place) for place in zip(x, y, strict=True)]
            old = dict(zip((_inside(*point) for point in self.points), self.points, strict=True))
            self.points = tuple(old.get(place, place) for place in places)

    def look(self, x: ArrayLike) -> None:
        """Put the test point where a chart has its one dot. Raises Problem for what is no place."""
        places = np.asarray(x).ravel().tolist()
        self.at = _inside(places[0] if places else None, 0)[0]

    @property
    def xy(self) -> tuple[Array, Array]:
        """The points' two coordinates."""
        points = np.array(self.points, dtype=float).reshape(-1, 2)
        return points[:, 0], points[:, 1]

    def fit(self) -> Fit:
        """The curve, and how it comes about at the test point."""
        fitted = LocalPolynomial(*self.xy, self.kernel, self.order, self.bandwidth)
        places = np.append(GRID, self.at)
        curve = fitted.fit(places)
        reach = np.linspace(-1, 1, 41)
        weights = fitted.weights([self.at])[0]
        weights = weights / (weights.max() or 1)
        return Fit(
            curve[:-1],
            self._half(fitted),
            polynomial(*self.xy, self.order, GRID) if self.polynomial else None,
            self.at + reach * self.bandwidth,
            reach[:, None] ** np.arange(self.order + 1) @ fitted.coefficients(self.at),
            weights,
            float(curve[-1]),
            float(weights.sum() ** 2 / np.sum(weights**2)) if weights.any() else 0.0,
            float(np.sqrt(fitted.loo_error())),
        )

    def _half(self, fitted: LocalPolynomial) -> Array | None:
        if self.band == NO_BAND:
            return None
        return fitted.standard_error(GRID) if self.band == ERROR else fitted.spread(GRID)

    def choose_bandwidth(self) -> bool:
        """Set the bandwidth of the least leave-one-out error; tell whether there is one."""
        best = best_bandwidth(*self.xy, self.kernel, self.order, *BANDWIDTHS)
        if best is not None:
            # As many decimals as a slider and a link hold, so that all say the same.
            self.bandwidth = round(min(max(best, BANDWIDTHS[0]), BANDWIDTHS[1]), 2)
        return best is not None


def _pair(point: Any) -> tuple[float, float]:
    try:
        x, y = (float(number) for number in point)
    except (TypeError, ValueError):
        x = y = np.nan
    if not np.isfinite([x, y]).all():
        raise Problem(f"{point!r} is not a point.", "Give two numbers, as (1, 0.5).")
    return x, y


def _inside(x: Any, y: Any) -> tuple[float, float]:
    x, y = _pair((x, y))
    return round(min(max(x, X[0]), X[1]), 2) + 0.0, round(min(max(y, Y[0]), Y[1]), 2) + 0.0
