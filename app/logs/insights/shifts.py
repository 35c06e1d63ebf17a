"""Responses that are slower, or larger, from some time on until the log ends, as a release makes them.

What each response takes beside the usual of its path is cut, in the order of time, into blocks of equally
many; their medians are parted in two where that leaves least squares (the change point of binary
segmentation). It is a step, and not a drift, where a straight line leaves more; and it is told where nearly
every block after it is above nearly every one before it, by more than chance.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, minutes
from app.seconds import DAY

BLOCK, BLOCKS, FEWEST = 100, 48, 12
"""Responses of a block at least, and how many blocks there are at most and at least."""

APART = 0.1
"""The part of the blocks of either side that may lie beyond those of the other."""

CHANCE = 1e-5
"""How likely such a step may be by chance, wherever it is: Student's test, times the places."""

ENOUGH = 2 * DAY
"""Seconds that both sides must last: less than that may be the hours of a day."""


class Shift(NamedTuple):
    """Seconds from when to when the median of what is measured is higher, how high, and how high before."""

    start: int
    end: int
    now: float
    usual: float


def shift(
    evidence: Evidence,
    measured: NDArray,
    rows: NDArray[np.intp],
    height: NDArray[np.float64],
    times: float,
    block: int = BLOCK,
) -> Shift | None:
    """Where the median of what is ``measured`` is ``times`` as high from some time on; None where it is not.

    ``height`` is the logarithm of what each of ``rows`` took, beside the usual of its path; ``block`` of them
    or more are one block.
    """
    count = min(BLOCKS, len(rows) // block)
    if count < FEWEST:
        return None
    edges = np.linspace(0, len(rows), count + 1).astype(int)
    medians = np.array([np.median(height[first:end]) for first, end in pairwise(edges.tolist())])
    place = _step(medians)
    before, after = medians[:place], medians[place:]
    if not place or np.quantile(after, APART) <= np.quantile(before, 1 - APART):
        return None
    if stats.ttest_ind(after, before, alternative="greater").pvalue * count > CHANCE:
        return None
    at = int(edges[place])
    time = evidence.time[rows]
    if min(int(time[at] - time[0]), int(time[-1] - time[at])) < ENOUGH:
        return None
    start, end = minutes(int(time[at]), int(time[-1]))
    now, usual = (float(np.median(measured[rows[part]])) for part in (time >= start, time < start))
    return Shift(start, end, now, usual) if now >= times * usual else None


def _step(medians: NDArray[np.float64]) -> int:
    """Where the second part of two begins that differ most; 0 where a line fits better, or it falls."""
    count = len(medians)
    sums = np.cumsum(medians)
    places = np.arange(2, count - 1)
    low = sums[places - 1] / places
    high = (sums[-1] - sums[places - 1]) / (count - places)
    # The squares that both means explain, beside that of all.
    explained = places * low**2 + (count - places) * high**2 - sums[-1] ** 2 / count
    best = int(np.argmax(np.where(high > low, explained, -1.0)))
    line = np.polynomial.Polynomial.fit(np.arange(count), medians, 1)(np.arange(count))
    by_line = float(((line - medians.mean()) ** 2).sum())
    return int(places[best]) if high[best] > low[best] and explained[best] > by_line else 0


def covers(insight: Insight, start: int, end: int) -> bool:
    """Whether a sentence is about half of this time or more."""
    spans = [link.selection["time"] for link in insight.links if "time" in link.selection]
    return any(2 * (min(int(last), end) - max(int(first), start)) > end - start for first, last in spans)
