"""Whether chances mean what they say: of rows given 70%, 70 of 100 should be of the class."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.network.diagnostics.separation import Separation

GROUPS = 10
"""Groups of equally many rows, by the chance that they were given."""

FEWEST = 20
"""Rows of a group at least: the share of fewer says little."""


@dataclass(frozen=True)
class Calibration:
    """For groups of rows the mean chance ``said`` and the share that ``were`` of the class.

    ``brier`` is the mean squared difference of chance and truth (Brier 1950), ``guessed`` that of whoever
    always says the class's share.
    """

    said: NDArray[np.float64]
    were: NDArray[np.float64]
    brier: float
    guessed: float

    @property
    def off(self) -> float:
        """The mean distance between what was said and what was, over the groups."""
        return float(np.abs(self.said - self.were).mean()) if len(self.said) else math.nan

    @classmethod
    def of(cls, separation: Separation) -> Calibration:
        """Of chances from 0 to 1. Groups are scikit-learn's quantiles; fewer of them where rows are few."""
        from sklearn.calibration import calibration_curve
        from sklearn.metrics import brier_score_loss

        chances, are = np.clip(separation.scores, 0, 1), separation.are
        groups = max(min(GROUPS, len(are) // FEWEST), 2)
        were, said = calibration_curve(are, chances, n_bins=groups, strategy="quantile")
        share = separation.share
        return cls(said, were, float(brier_score_loss(are, chances)), share * (1 - share))
