"""The weights that a kernel gives to points by their distance.

All are symmetric and highest at 0 (Fan and Gijbels, *Local Polynomial Modelling and Its Applications*, 1996).
Every estimate is a ratio of weights, so only their shape matters: each is 1 at 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def gaussian(u: Array) -> Array:
    """exp(−u²/2), scaled along the last axis so that the nearest point weighs 1.

    Without the scaling, far from all points, every weight would underflow to 0.
    """
    squares = u**2
    return np.exp((squares.min(axis=-1, keepdims=True) - squares) / 2)


def epanechnikov(u: Array) -> Array:
    """1 − u² within one bandwidth, 0 beyond."""
    return np.clip(1 - u**2, 0, None)


def tricube(u: Array) -> Array:
    """(1 − |u|³)³ within one bandwidth, 0 beyond."""
    return np.clip(1 - np.abs(u) ** 3, 0, None) ** 3


def triangular(u: Array) -> Array:
    """1 − |u| within one bandwidth, 0 beyond."""
    return np.clip(1 - np.abs(u), 0, None)


def uniform(u: Array) -> Array:
    """1 within one bandwidth, 0 beyond."""
    return (np.abs(u) <= 1).astype(float)


KERNELS: Final[dict[str, Callable[[Array], Array]]] = {
    "Gaussian": gaussian,
    "Epanechnikov": epanechnikov,
    "tricube": tricube,
    "triangular": triangular,
    "uniform": uniform,
}
