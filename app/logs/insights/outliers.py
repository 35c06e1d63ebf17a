"""Hours with far more or far fewer requests than their hour of the day and day of the week lead to expect.

The rule, in three steps:

1. Counts become 2 * sqrt(n + 3/8) (Anscombe 1948), which gives random counts of any size a standard
   deviation of 1, so that busy and quiet hours are judged alike.
2. The usual value of an hour is the median of its hour of the day over all days, plus the median of
   what is left on its weekday (two rounds of Tukey's median polish, 1977). Medians do not follow the
   outliers that they are to find. A log of fewer than three days has one median for all hours.
3. What is left is measured in robust standard deviations, 1.4826 times the median absolute deviation,
   but no less than the 1 that chance alone gives (so a deviation of zero does no harm). Beyond 3.5 an
   hour is an outlier: the modified z-score of Iglewicz and Hoaglin (1993).

The first and last hour of a stretch are mostly cut off, so they are not judged; nor is a log shorter
than twelve hours.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from app.logs.crossfilter.timeline import Timeline
from app.seconds import DAY, HOUR

FAR = 3.5
"""Robust standard deviations beyond which an hour is an outlier."""

SHORTEST = 12
"""Hours that a log must cover for any of them to be judged."""

CHANCE = 0.01
"""How likely it may be that any hour of a log is ringed by chance."""

DAYS = 3
"""Days that a log must cover to have a daily rhythm, and weeks to have a weekly one."""


class Outlier(NamedTuple):
    """An hour that starts at second ``start``, its requests, what is usual, and how far off that is.

    ``score`` is in robust standard deviations; negative when there are too few requests.
    """

    start: int
    requests: int
    usual: float
    score: float

    @property
    def words(self) -> str:
        """Why the hour stands out.

        >>> Outlier(0, 1200, 90.0, 5.1).words
        'far more than usual in this hour (1,200, usually 90)'
        """
        word = "more" if self.score > 0 else "fewer"
        return f"far {word} than usual in this hour ({self.requests:,}, usually {self.usual:,.0f})"


class Hours(NamedTuple):
    """Requests by clock hour: ``starts`` in seconds, and whether the log covers each hour ``whole``."""

    starts: NDArray[np.int64]
    requests: NDArray[np.int64]
    whole: NDArray[np.bool_]


def hourly(timeline: Timeline, requests: NDArray[np.int64]) -> Hours:
    """Requests by time bucket as requests by hour."""
    numbers = timeline.starts // HOUR
    firsts = np.flatnonzero(np.r_[True, np.diff(numbers) > 0][: len(numbers)])
    hours = numbers[firsts]
    sums = np.add.reduceat(requests, firsts) if len(firsts) else np.empty(0, np.int64)
    near = np.diff(hours) == 1
    return Hours(hours * HOUR, sums, np.r_[False, near][: len(hours)] & np.r_[near, False][: len(hours)])


def usual(hours: Hours) -> NDArray[np.float64]:
    """The requests that each hour would usually have."""
    return np.maximum(_level(hours) ** 2 / 4 - 3 / 8, 0)


def outliers(hours: Hours) -> list[Outlier]:
    """The hours that are not what they usually are, in order of time."""
    if hours.whole.sum() < SHORTEST:
        return []
    left = _stable(hours.requests) - _level(hours)
    spread = max(1.4826 * float(np.median(np.abs(left[hours.whole]))), 1.0)
    score = left / spread
    expected = usual(hours)
    return [
        Outlier(int(hours.starts[i]), int(hours.requests[i]), float(expected[i]), float(score[i]))
        for i in np.flatnonzero((np.abs(score) > FAR) & hours.whole)
    ]


def sure(hours: Hours) -> list[Outlier]:
    """The outliers that hold against chance, though so many hours were looked at.

    Requests come in clusters, a page with its pictures and one client's pages: their numbers differ by more
    than those of chance alone. How much more is taken from all hours but the hundredth that differs most, and
    the hours are judged by the negative binomial distribution of that spread (Bonferroni for their number).
    In a log of a few requests a day, whose usual hour has none, an hour with some is then nothing to tell.
    """
    found = outliers(hours)
    if not found:
        return []
    # One request more: none at all is not known to be none for ever.
    mean = usual(hours) + 1
    off = ((hours.requests - mean) ** 2 / mean)[hours.whole]
    kept = np.sort(off)[: max(int(0.99 * len(off)), 1)]
    spread = max(float(kept.mean()), 1.0 + 1e-6)
    at = {int(start): place for place, start in enumerate(hours.starts)}
    surely = []
    for hour in found:
        expected = mean[at[hour.start]]
        judged_by = expected / (spread - 1), 1 / spread
        more, fewer = stats.nbinom.sf, stats.nbinom.cdf
        chance = more(hour.requests - 1, *judged_by) if hour.score > 0 else fewer(hour.requests, *judged_by)
        if chance * len(off) < CHANCE:
            surely.append(hour)
    return surely


def _stable(requests: NDArray[np.int64]) -> NDArray[np.float64]:
    return 2 * np.sqrt(requests + 3 / 8)


def _level(hours: Hours) -> NDArray[np.float64]:
    """The usual value of each hour, on the scale where chance has a standard deviation of 1."""
    height = _stable(hours.requests)
    judged = hours.whole if hours.whole.any() else np.ones(len(height), bool)
    if not len(height):
        return height
    days = hours.starts // DAY
    covered = len(np.unique(days[judged]))
    level = np.full(len(height), np.median(height[judged]))
    if covered < DAYS:
        return level
    groups = [hours.starts % DAY // HOUR]
    if covered >= 7 * DAYS:
        groups.append((days + 3) % 7)
    for _ in range(2):
        for group in groups:
            level += _medians(height - level, group, judged)
    return level


def _medians(left: NDArray[np.float64], group: NDArray[np.int64], judged: NDArray[np.bool_]) -> NDArray:
    """For each hour the median of what is left in its group; zero for a group of none."""
    found = np.zeros(int(group.max()) + 1)
    for code in np.unique(group[judged]):
        found[code] = np.median(left[judged & (group == code)])
    return found[group]
