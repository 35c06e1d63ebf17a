"""Where, in the order of time, too many of the requests are of one kind.

The requests are cut into bins of equal length, and every window of some bins is looked at, at several
lengths. The window with the greatest likelihood ratio against the usual share is the candidate (Kulldorff's
scan statistic, 1997). Its edges are then found to the request, as the stretch of greatest likelihood. Whether
it is more than chance is judged by the beta-binomial distribution, whose shares differ from window to window
as much as they do in this log, corrected for the many windows looked at (Bonferroni).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import logsumexp

CHANCE = 1e-5
"""How unlikely, for all that was looked at together, what is told must be by chance."""

BLOCKS = 40
"""Blocks of as many requests, whose shares tell how far shares differ usually."""

FEWEST, IN_A_BLOCK = 10, 2
"""Blocks that there are where hits are few, at least, and the hits that a block then has on average."""

BY_CHANCE, ALIKE = 0.9, 1e-4
"""Where blocks differ no more than by chance in nine of ten logs, rho is this."""

MOST_BINS = 4000
"""Bins that are made at most."""

MOST = 3
"""Episodes of one kind that are looked for."""


FAINT, TERMS = 1e-6, 2_000
"""A chance below which it is summed up term by term, and of how many terms: those that follow are taken for a
geometric series."""


class Episode(NamedTuple):
    """Requests ``first`` up to ``end`` (in the order of time), of which ``hits`` are of the kind.

    ``usual`` is the share of the others, ``chance`` how likely it all is by chance.
    """

    first: int
    end: int
    hits: int
    usual: float
    chance: float

    @property
    def requests(self) -> int:
        """All requests of the episode."""
        return self.end - self.first


def episodes(
    time: NDArray[np.int64],
    hits: NDArray[np.bool_],
    step: int,
    *,
    ratio: float,
    least: float,
    support: int,
    cluster: float = 1.0,
) -> list[Episode]:
    """The stretches in which the share of hits is ``ratio`` times the usual and at least ``least``.

    ``time`` is ascending; ``support`` hits are wanted at least. ``cluster`` says how many hits come together
    as one chance.
    """
    found: list[Episode] = []
    place = np.arange(len(time))
    while len(found) < MOST and hits.sum() >= support:
        best = _best(time, hits, step, ratio, least, support, cluster)
        if best is None:
            break
        found.append(best._replace(first=int(place[best.first]), end=int(place[best.end - 1]) + 1))
        keep = np.ones(len(time), bool)
        keep[best.first : best.end] = False
        time, hits, place = time[keep], hits[keep], place[keep]
    return found


def _best(
    time: NDArray[np.int64],
    hits: NDArray[np.bool_],
    step: int,
    ratio: float,
    least: float,
    support: int,
    cluster: float,
) -> Episode | None:
    # What a clock that jumped has put years away must not make bins without end.
    step = max(step, int(time[-1] - time[0]) // MOST_BINS)
    edges = np.searchsorted(time, np.arange(time[0] // step, time[-1] // step + 2) * step)
    sums = np.r_[0, np.cumsum(hits)]
    bins, looks = len(edges) - 1, 0
    best, window = 0.0, (0, 0)
    width = 1
    while width <= max(bins * 3 // 4, 1):
        first, end = edges[:-width], edges[width:]
        n, k = end - first, sums[end] - sums[first]
        looks += int((n > 0).sum())
        usual = (sums[-1] - k + 0.5) / (len(hits) - n + 1)
        good = (k >= support) & (k >= least * n) & (k >= ratio * usual * n)
        if good.any():
            score = np.where(good, _likelihood(k, n, usual), 0)
            at = int(np.argmax(score))
            if score[at] > best:
                best, window = float(score[at]), (int(first[at]), int(end[at]))
        width = max(width + 1, int(width * 1.4))
    if not best:
        return None
    begin, stop = _edges(hits, window, sums)
    requests, inside = stop - begin, int(sums[stop] - sums[begin])
    outside, spread = shares(np.r_[hits[:begin], hits[stop:]])
    # What is usual is itself known from so many requests only (Jeffreys' prior).
    spread += 1 / ((len(hits) - requests) / cluster + 2)
    chance = tail(inside, requests, outside, spread, cluster) * looks
    if inside < max(support, least * requests, ratio * outside * requests) or chance > CHANCE:
        return None
    return Episode(begin, stop, inside, outside, chance)


def shares(hits: NDArray[np.bool_]) -> tuple[float, float]:
    """The share of hits, and how much shares of different times differ (the beta-binomial's rho).

    The latter is taken from blocks of as many requests without the quarter that has most hits, which may be
    other episodes.
    """
    # Half a hit more: none at all is not known to be none for ever.
    usual = min((int(hits.sum()) + 0.5) / (len(hits) + 1), 0.999)
    # Blocks of hardly a hit each would differ by chance alone.
    some = int(IN_A_BLOCK * len(hits) / max(int(hits.sum()), 1))
    size = max(len(hits) // BLOCKS, min(some, len(hits) // FEWEST), 1)
    blocks = np.sort(hits[: len(hits) // size * size].reshape(-1, size).sum(1)) / size
    calm = blocks[: max(len(blocks) * 3 // 4, 1)]
    noise = calm.mean() * (1 - calm.mean())
    free = len(calm) - 1
    if size * len(calm) * float(calm.var()) < noise * stats.chi2.ppf(BY_CHANCE, max(free, 1)):
        return usual, ALIKE
    extra = 1.2 * float(calm.var()) - noise / size
    return usual, float(np.clip(extra / noise if noise > 0 else 0, ALIKE, 0.1))


def tail(hits: int, requests: int, usual: float, spread: float, cluster: float = 1.0) -> float:
    """How likely at least so many hits are by chance, as a beta-binomial of what counts by itself."""
    n, k = int(np.ceil(requests / cluster)), int(np.floor(hits / cluster))
    more = (1 - spread) / spread
    judged_by = n, usual * more, (1 - usual) * more
    # Not frozen: scipy makes a class of functions anew for each frozen distribution, a millisecond and 40 kB.
    chance = float(stats.betabinom.sf(k - 1, *judged_by))
    if chance > FAINT or not 0 < k <= n:
        return chance
    # One minus what is below has no digits left for so little, and many looks would make much of that: what
    # is above is summed.
    terms = stats.betabinom.logpmf(np.arange(k, min(n, k + TERMS) + 1), *judged_by)
    above = float(np.exp(logsumexp(terms)))
    if k + TERMS < n:
        fall = float(np.exp(terms[-1] - terms[-2]))
        above += float(np.exp(terms[-1])) * fall / (1 - fall)
    return above


def _likelihood(k: NDArray, n: NDArray, usual: NDArray) -> NDArray[np.float64]:
    """The logarithm of how much likelier k of n are at their own share than at the usual one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / np.maximum(n, 1)
        some = np.where(k > 0, k * np.log(share / usual), 0)
        rest = np.where(n > k, (n - k) * np.log((1 - share) / (1 - usual)), 0)
    return some + rest


def _edges(hits: NDArray[np.bool_], window: tuple[int, int], sums: NDArray[np.int64]) -> tuple[int, int]:
    """The stretch around a window where hits are likelier at its share than at that outside (Kadane)."""
    first, end = window
    share = min((sums[end] - sums[first]) / (end - first), 0.995)
    usual = (sums[-1] - sums[end] + sums[first] + 0.5) / (len(hits) - end + first + 1)
    around = max(end - first, 50)
    low, high = max(first - around, 0), min(end + around, len(hits))
    gain = np.where(hits[low:high], np.log(share / usual), np.log((1 - share) / (1 - usual)))
    total = np.r_[0, np.cumsum(gain)]
    lowest = np.minimum.accumulate(total)
    last = int(np.argmax(total - lowest))
    begin = int(np.argmax(total[: last + 1] == lowest[last]))
    return low + begin, low + last
