"""Traffic that grows or falls in the course of the log, or from one day on.

The logarithm of each whole day's requests is fitted by least squares with a slope and the weekend's
difference, and with a step in the place of the slope, at the day that leaves least. A step that leaves less
than the slope is told before it, each where it is far beyond its standard error, which is taken no less than
days differ anyway.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.dates import day
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link
from app.seconds import DAY

DAYS = 5
"""Whole days that are needed."""

DIFFER = 0.08
"""Standard deviation of the logarithm of a day's requests that is reckoned with at least."""

WEEKS = 14
"""Days from which on it can be seen how much one day is like the next."""

HOURS = 8
"""Hours of a day that are chances of their own: neighbours are alike."""

FACTOR = 1.5
"""How many times the first day's level the last one's must be, or the other way round."""

SURE, SURE_STEP = 3.5, 5.0
"""Standard errors that the slope must be from none, and a step, for which each day was looked at."""


def levels(evidence: Evidence, spread: float) -> list[Insight]:
    """One sentence where traffic grows or falls from the first whole day to the last.

    ``spread`` is the squared coefficient of variation of an hour's visits around their rhythm.
    """
    time = evidence.time[evidence.main]
    visits = evidence.visits
    if len(visits) < 50:
        return []
    first, last = -(-int(time[0] - 3600) // DAY), int(time[-1] + 3600) // DAY
    if last - first < DAYS:
        return []
    inside = time[(time >= first * DAY) & (time < last * DAY)]
    counts = np.bincount(inside // DAY - first, minlength=last - first)
    # Requests come in visits: that many of them are one chance.
    together = 2 * len(time) / len(visits)
    days = np.arange(first, last)
    size = max(1, -(-60 * len(days) // max(int(counts.sum()), 1)))
    if len(days) // size < DAYS:
        return []
    whole = len(days) // size * size
    sums = counts[:whole].reshape(-1, size).sum(1)
    middle = days[:whole].reshape(-1, size).mean(1)
    weekend = ((days[:whole] + 3) % 7 >= 5).reshape(-1, size).mean(1)
    others = [np.ones(len(sums))]
    if np.ptp(weekend) > 0 and len(sums) > DAYS:
        others.append(weekend)
    height, least = np.log(sums + 0.5), DIFFER**2 + spread / HOURS / size
    known = least + float((together / np.maximum(sums, 1)).mean())
    line = _fitted(middle - middle[0], others, height, known)
    steps = {
        place: _fitted(np.arange(len(sums)) >= place, others, height, known)
        for place in range(DAYS, len(sums) - DAYS + 1)
    }
    place = min(steps, key=lambda place: steps[place].left, default=0)
    start, end = int(days[0]) * DAY, int(days[whole - 1] + 1) * DAY
    if place and steps[place].left < line.left:
        told = _step(evidence, steps[place], start + place * size * DAY, end)
        if told:
            return told
    return _trend(evidence, line, float(middle[-1] - middle[0]), start, end)


def _trend(evidence: Evidence, line: _Fit, days: float, start: int, end: int) -> list[Insight]:
    """A sentence where a line over so many days, from one second to another, surely rises or falls."""
    factor = float(np.exp(line.slope * days))
    if abs(line.slope) < SURE * line.error or max(factor, 1 / factor) < FACTOR:
        return []
    requests = int(((evidence.time >= start) & (evidence.time < end)).sum())
    link = Link(f"{day(start)} to {day(end - 1)}", {"time": (start, end)}, requests)
    if line.slope > 0:
        more = f"about {factor:.1f} times as many requests a day at the end as at the start"
        sentence = f"Traffic grows from {{0}}: {more}."
        return [Insight("growth", sentence, (link,), weight=0.1 * requests, tone="note")]
    sentence = (
        f"Traffic falls from {{0}}: about {1 - factor:.0%} fewer requests a day at the end than at the start."
    )
    return [Insight("fall", sentence, (link,), weight=0.2 * requests, tone="warn")]


class _Fit(NamedTuple):
    """How steep something is, its standard error, and the mean square that is left."""

    slope: float
    error: float
    left: float


def _fitted(by: NDArray, others: list[NDArray], height: NDArray[np.float64], known: float) -> _Fit:
    """The least squares of the logarithms of days' requests by one column beside ``others``.

    ``known`` is the variance of a day that is reckoned with at least.
    """
    design = np.column_stack([by.astype(float), *others])
    fit, *_ = np.linalg.lstsq(design, height, rcond=None)
    left = height - design @ fit
    square = float(left @ left) / max(len(height) - design.shape[1], 1)
    noise = max(square, known)
    # Days hang together: what is left of one is partly left of the next.
    alike = (
        float(np.clip(np.corrcoef(left[1:], left[:-1])[0, 1], 0, 0.8))
        if len(left) >= WEEKS and left.std()
        else 0.0
    )
    noise *= (1 + alike) / (1 - alike)
    error = float(np.sqrt(noise * np.linalg.pinv(design.T @ design)[0, 0]))
    return _Fit(float(fit[0]), error, square)


def _step(evidence: Evidence, step: _Fit, start: int, end: int) -> list[Insight]:
    """One sentence where traffic is another from a day on."""
    factor = float(np.exp(step.slope))
    if abs(step.slope) < SURE_STEP * step.error or max(factor, 1 / factor) < FACTOR:
        return []
    requests = int(((evidence.time >= start) & (evidence.time < end)).sum())
    link = Link(f"from {day(start)} on", {"time": (start, end)}, requests)
    if step.slope > 0:
        sentence = f"Traffic is higher {{0}}: about {factor:.1f} times as many requests a day as before."
        return [Insight("growth", sentence, (link,), weight=0.1 * requests, tone="note")]
    sentence = f"Traffic is lower {{0}}: about {1 - factor:.0%} fewer requests a day than before."
    return [Insight("fall", sentence, (link,), weight=0.2 * requests, tone="warn")]
