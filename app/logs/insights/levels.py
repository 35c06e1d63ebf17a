"""Traffic that grows or falls in the course of the log.

The logarithm of each whole day's requests is fitted by least squares with a slope and the weekend's
difference. The slope is told when it is far beyond its standard error, which is taken no less than days
differ anyway.
"""

from __future__ import annotations

import numpy as np

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

SURE = 3.5
"""Standard errors that the slope must be from none."""


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
    columns = [np.ones(len(sums)), middle - middle[0]]
    if np.ptp(weekend) > 0 and len(sums) > DAYS:
        columns.append(weekend)
    design = np.column_stack(columns)
    height = np.log(sums + 0.5)
    fit, *_ = np.linalg.lstsq(design, height, rcond=None)
    left = height - design @ fit
    free = max(len(sums) - design.shape[1], 1)
    noise = max(
        float(left @ left) / free,
        DIFFER**2 + spread / HOURS / size + float((together / np.maximum(sums, 1)).mean()),
    )
    # Days hang together: what is left of one is partly left of the next.
    alike = (
        float(np.clip(np.corrcoef(left[1:], left[:-1])[0, 1], 0, 0.8))
        if len(left) >= WEEKS and left.std()
        else 0.0
    )
    noise *= (1 + alike) / (1 - alike)
    error = float(np.sqrt(noise * np.linalg.inv(design.T @ design)[1, 1]))
    slope, span = float(fit[1]), float(middle[-1] - middle[0])
    factor = float(np.exp(slope * span))
    if abs(slope) < SURE * error or max(factor, 1 / factor) < FACTOR:
        return []
    start, end = int(days[0]) * DAY, int(days[whole - 1] + 1) * DAY
    requests = int(((evidence.time >= start) & (evidence.time < end)).sum())
    link = Link(f"{day(start)} to {day(end - 1)}", {"time": (start, end)}, requests)
    if slope > 0:
        more = f"about {factor:.1f} times as many requests a day at the end as at the start"
        sentence = f"Traffic grows from {{0}}: {more}."
        return [Insight("growth", sentence, (link,), weight=0.1 * requests, tone="note")]
    sentence = (
        f"Traffic falls from {{0}}: about {1 - factor:.0%} fewer requests a day at the end than at the start."
    )
    return [Insight("fall", sentence, (link,), weight=0.2 * requests, tone="warn")]
