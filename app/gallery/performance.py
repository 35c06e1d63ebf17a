"""What a period did to a value: its return, its worst fall, the straight line through it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.gallery.prices import Prices

YEAR = 365.25  # days


class Trend(NamedTuple):
    """The line of least squares: its values on the first and the last day.

    ``strength`` is Pearson's correlation of value and time, from -1 to 1.
    """

    start: float
    end: float
    strength: float


class Performance(NamedTuple):
    """A period from one close to another.

    ``total`` is the return over it, ``annual`` the same a year, compounded (None under a year), ``fall`` the
    worst drawdown: the deepest loss from the highest close before it, from ``peak`` to ``trough``. Returns
    are fractions of the value; all are of prices alone, without dividends.
    """

    first: np.datetime64
    last: np.datetime64
    total: float
    annual: float | None
    fall: float
    peak: np.datetime64
    trough: np.datetime64
    trend: Trend


def performance(prices: Prices, start: np.datetime64, end: np.datetime64) -> Performance | None:
    """How the values did from the last one known on ``start`` to the last one known on ``end``.

    None if that is the same one, or if nothing was known on ``start``.
    """
    first, last = np.searchsorted(prices.days, [start, end], side="right") - 1
    if first < 0 or last <= first:
        return None
    days, values = prices.days[first : last + 1], prices.values[first : last + 1]
    total = float(values[-1] / values[0] - 1)
    years = (days[-1] - days[0]).astype(int) / YEAR
    highs = np.maximum.accumulate(values)
    trough = int(np.argmin(values / highs))
    peak = int(np.argmax(values[: trough + 1]))
    return Performance(
        days[0],
        days[-1],
        total,
        float((1 + total) ** (1 / years) - 1) if years > 0.99 else None,
        float(values[trough] / values[peak] - 1),
        days[peak],
        days[trough],
        _trend((days - days[0]).astype(float), values),
    )


def _trend(time: np.ndarray, values: np.ndarray) -> Trend:
    x, y = time - time.mean(), values - values.mean()
    spread = np.sqrt((x @ x) * (y @ y))
    slope = (x @ y) / (x @ x)
    return Trend(
        float(values.mean() + slope * x[0]),
        float(values.mean() + slope * x[-1]),
        float(np.clip((x @ y) / spread, -1, 1)) if spread else 0.0,
    )
