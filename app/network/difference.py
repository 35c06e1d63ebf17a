"""How far two models' errors lie apart, row by row, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SURE = 2.0
"""Standard errors beyond which a mean difference is one: about 95 of 100."""


@dataclass(frozen=True)
class Difference:
    """A mean of differences a row, and its standard error."""

    mean: float
    error: float

    @property
    def above(self) -> bool:
        """Whether it is above zero, beyond its noise."""
        return self.mean > SURE * self.error and self.mean > 0

    def times(self, errors: float) -> float:
        """How many times so many standard errors it is."""
        return self.mean / (errors * self.error) if self.error else math.copysign(math.inf, self.mean)

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Difference:
        """Of one number a row."""
        spread = float(values.std(ddof=1)) if len(values) > 1 else math.inf
        return cls(float(values.mean()), spread / math.sqrt(max(len(values), 1)))


UNKNOWN = Difference(math.nan, math.nan)
"""Of models that were not tried."""
