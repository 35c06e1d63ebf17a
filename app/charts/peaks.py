"""A few peaks that would flatten everything else in a chart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FEW, FLAT, LEAST = 0.98, 5, 40
"""Where the highest of at least ``LEAST`` values is ``FLAT`` times what ``FEW`` of them stay below, a few
peaks would flatten all else: the scale ends at twice that."""


def peak_cut(values: Sequence[float | None]) -> float | None:
    """Where to cut off a few peaks, None where nothing needs it.

    >>> peak_cut([*[1] * 60, 100]), peak_cut([*[1] * 60, 4])
    (2.0, None)
    """
    known = np.array([value for value in values if value], dtype=float)
    if len(known) < LEAST:
        return None
    usual = float(np.quantile(known, FEW))
    return 2 * usual if known.max() > FLAT * usual else None
