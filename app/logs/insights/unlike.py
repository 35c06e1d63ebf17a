"""Whether a value's share of errors is more than the shares of such values differ by nature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.logs.insights.episodes import tail

SUPPORT = 20
"""Requests that a value must have before its share says anything."""

SPREAD, WIDEST = 0.012, 0.04
"""How far the error shares of values differ (the beta-binomial's rho), at least and at most: each path has
its own."""

BY_VALUES = 1e-3
"""How unlikely it must be that, of values whose shares differ as they do in this log, any fails so often."""


def unlike_others(hits: NDArray[np.int64], total: NDArray[np.int64], code: int) -> float:
    """How likely a value has its hits by chance, if its share is drawn as those of the other values are.

    How far these differ is found by moments (Kleinman 1973), from the values with enough requests but for the
    one that is judged: the shares of paths differ by nature, and the one that fails most is no news by that.
    """
    some = total >= SUPPORT
    some[code] = False
    n, k = total[some].astype(float), hits[some].astype(float)
    mean = (hits.sum() - hits[code] + 0.5) / (total.sum() - total[code] + 1)
    spread = SPREAD
    if len(n) > 2:
        off = float((n * (k / n - mean) ** 2).sum()) / (mean * (1 - mean))
        free = len(n) - 1
        spread = (off - free) / max(float(n.sum() - (n**2).sum() / n.sum()) - free, 1.0)
    spread = float(np.clip(spread, SPREAD, WIDEST))
    return tail(int(hits[code]), int(total[code]), min(float(mean), 0.9), spread)
