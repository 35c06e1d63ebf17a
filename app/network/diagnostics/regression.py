"""How far predicted numbers are from the actual ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class RegressionFit:
    """Predicted and actual values of one target, float64 of shape (rows,), in the data's units."""

    predicted: NDArray[np.float64]
    actual: NDArray[np.float64]

    @classmethod
    def of(cls, predicted: ArrayLike, actual: ArrayLike, output: int = 0) -> RegressionFit:
        """The fit of one output column."""
        columns = (
            np.asarray(values, np.float64).reshape(len(np.asarray(values)), -1)
            for values in (predicted, actual)
        )
        found = [values[:, output] for values in columns]
        return cls(*found)

    @property
    def residuals(self) -> NDArray[np.float64]:
        """Actual minus predicted."""
        return self.actual - self.predicted

    @property
    def r2(self) -> float:
        """1 − Σ residual² / Σ (actual − mean)²; NaN for a constant target."""
        spread = float(np.sum((self.actual - self.actual.mean()) ** 2))
        return 1 - float(np.sum(self.residuals**2)) / spread if spread else float("nan")

    @property
    def mean_absolute_error(self) -> float:
        """In the target's units."""
        return float(np.mean(np.abs(self.residuals)))

    @property
    def bias(self) -> float:
        """How much too high predictions are on average, in the target's units; below 0 too low."""
        return -float(np.mean(self.residuals))

    @property
    def root_mean_squared_error(self) -> float:
        """In the target's units."""
        return float(np.sqrt(np.mean(self.residuals**2)))

    def worst(self, count: int) -> NDArray[np.intp]:
        """The rows furthest off, worst first; predictions that are no numbers come before all."""
        size = np.where(np.isfinite(self.residuals), np.abs(self.residuals), np.inf)
        return np.argsort(-size, kind="stable")[:count]
