"""Two probabilities as a place on a line: at its left end the classifier is sure of the first class.

The line is a band of side 1: across stands the probability of the second class. Up and down means nothing;
it keeps dots apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEIGHT = 0.3
_SPREAD = 9973.0  # a prime: neighbouring probabilities land on unlike heights


def positions(probabilities: ArrayLike) -> NDArray[np.float64]:
    """Places (texts × 2) of probabilities (texts × 2), normalised first; a row of zeros is in the middle.

    The same probabilities have the same place.
    """
    shares = np.asarray(probabilities, np.float64)
    totals = shares.sum(axis=1)
    across = np.divide(shares[:, 1], totals, out=np.full(len(shares), 0.5), where=totals > 0)
    return np.column_stack([across, HEIGHT * np.mod(across * _SPREAD, 1.0)])


def regions() -> list[NDArray[np.float64]]:
    """For each class the half of the band where its probability is the larger, its own end first."""
    return [np.array([[end, 0.0], [0.5, 0.0], [0.5, HEIGHT], [end, HEIGHT]]) for end in (0.0, 1.0)]
