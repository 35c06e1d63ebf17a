"""What rose and fell from one period to another, beyond what chance does to numbers so small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

FEW = 10
"""Requests in both periods together below which nothing is said of a value."""

TOGETHER = 4.0
"""Requests that come as one chance, as a page does with its pictures."""

CHANCE = 0.01
"""How likely it may be that any of the values compared is told by chance."""


class Change(NamedTuple):
    """A value of a dimension with its requests, or what else is counted, ``now`` and ``then``."""

    dimension: str
    code: int
    now: int
    then: int


def changes(
    dimension: str,
    now: NDArray[np.int64],
    then: NDArray[np.int64],
    length: float = 1.0,
    together: float = TOGETHER,
) -> list[Change]:
    """The values whose requests differ by more than chance, those that differ most first.

    ``length`` is how long ``now`` lasts against ``then``. Requests of a value that neither rose nor fell fall
    into either period by their lengths. The test of that (Przyborowski and Wilenski 1940) is two-sided, takes
    so many that come ``together`` for one, and is corrected for the values looked at.
    """
    both = now + then
    places = np.flatnonzero(both >= FEW)
    share = length / (1 + length)
    n, k = np.round(both[places] / together), np.round(now[places] / together)
    tail = np.minimum(stats.binom.cdf(k, n, share), stats.binom.sf(k - 1, n, share))
    sure = places[2 * tail * max(len(places), 1) < CHANCE]
    order = sure[np.argsort(-np.abs(now[sure] - length * then[sure]), kind="stable")]
    return [Change(dimension, int(code), int(now[code]), int(then[code])) for code in order]


def ranked(found: Sequence[Change], most: int) -> list[Change]:
    """The changes of several dimensions together, those of most requests first."""
    return sorted(found, key=lambda change: -abs(change.now - change.then))[:most]


def in_percent(now: float | None, then: float | None, few: float = FEW) -> str:
    """A change in words: ``+12%``, ``−3.4%``, ``unchanged``, ``new``; nothing where both are below ``few``.

    No number is so many percent of what is below ``few``: that is named.

    >>> in_percent(112, 100), in_percent(50, 0), in_percent(3, 5), in_percent(24, 1)
    ('+12%', 'new', '', 'after 1')
    """
    if not now and not then:
        return ""
    if max(now or 0, then or 0) < few:
        return ""
    if not then:
        return "new"
    if then < few:
        return f"after {then:,.0f}"
    part = (now or 0) / then - 1
    if abs(part) < 0.0005:
        return "unchanged"
    return (f"{part:+,.0%}" if abs(part) >= 0.1 else f"{part:+.1%}").replace("-", "−")


def each_in_percent(
    now: Sequence[float | None], then: Sequence[float | None], unit: str = "count", *, anew: bool = False
) -> list[str]:
    """The change of each number in words; nothing where it is not known what it was. Only counts can be few.

    Labels can come ``anew``: that is said of few as well, since it is no percentage.

    >>> each_in_percent([112, 7, 3, 2], [100, None, 5, 0], anew=True)
    ['+12%', '', '', 'new']
    """
    few = FEW if unit == "count" else 0
    return [
        "" if was is None else "new" if anew and number and not was else in_percent(number, was, few)
        for number, was in zip(now, then, strict=True)
    ]
