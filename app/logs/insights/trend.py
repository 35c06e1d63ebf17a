"""The straight line that fits a stretch of a time series best."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from app.seconds import HOUR


class Trend(NamedTuple):
    """A least-squares line.

    ``slope`` is the change of the value an hour, ``start`` and ``end`` the line's values at the first and
    last time, ``strength`` Pearson's correlation of value and time, from -1 to 1 (0 for a flat series).
    """

    slope: float
    start: float
    end: float
    strength: float

    @property
    def words(self) -> str:
        """The change along the line and how straight the trend is (see `strength_name`).

        >>> trend([0, 3600, 7200], [10, 12, 14]).words
        '+40%, strong (r = 1.00)'
        """
        change = f"{100 * (self.end / self.start - 1):+.0f}%".replace("-", "−") if self.start > 0 else "up"
        return f"{change}, {strength_name(self.strength)}"


def trend(seconds: ArrayLike, values: ArrayLike) -> Trend | None:
    """The line of least squares through these values; None when they are at fewer than two times.

    >>> trend([0, 3600, 7200], [10, 12, 14])
    Trend(slope=2.0, start=10.0, end=14.0, strength=1.0)
    """
    hours = np.asarray(seconds, float) / HOUR
    heights = np.asarray(values, float)
    if len(hours) < 2 or hours.min() == hours.max():
        return None
    x, y = hours - hours.mean(), heights - heights.mean()
    slope = float(x @ y / (x @ x))
    spread = float(np.sqrt((x @ x) * (y @ y)))
    strength = float(np.clip(x @ y / spread, -1, 1)) if spread else 0.0
    first, last = heights.mean() + slope * x[[0, -1]]
    return Trend(slope, float(first), float(last), strength)


def strength_name(r: float) -> str:
    """How straight a trend is, in words (Cohen 1988: |r| from 0.1 weak, 0.3 medium, 0.5 strong)."""
    size = abs(r)
    word = (
        "strong"
        if size >= 0.5
        else "medium"
        if size >= 0.3
        else "weak"
        if size >= 0.1
        else "no more than chance"
    )
    return f"{word} (r = {r:.2f})".replace("-", "−")
