"""Near-duplicates: texts that are the same as another, or nearly so, and the one that each is compared with.

Likeness is the cosine of the vectors that `Neighbours` has. All pairs of at least `LIKE` are found without
comparing all pairs (Bayardo, Ma and Srikant 2007): of a vector of length 1, what is left without its rarest
words is shorter than `LIKE`, so whatever is so near shares one of these few.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from app.sentiment.leaks import Alike
from app.sentiment.neighbours import Neighbour, Neighbours

LIKE = 0.8
"""Likeness from which on two texts are near-duplicates."""

TOO_COMMON = 2_000
"""Texts from which on a word finds no near-duplicates: texts of nothing else are compared as a whole only."""

_AT_ONCE = 2_000_000
"""Pairs that are looked up in one go."""

_NUMBERS = 4_000_000
"""Numbers of vectors that are held in one go where pairs are compared: some 200 MB."""


@dataclass(frozen=True)
class Compared:
    """Which texts of a set are near to one another."""

    neighbours: Neighbours
    twins: Twins

    @classmethod
    def of(
        cls, texts: NDArray[np.object_], alike: Alike, step: Callable[[], object] = lambda: None
    ) -> Compared:
        """Compare texts; for many it takes seconds. What ``step`` raises, now and then, ends it."""
        neighbours = Neighbours(texts)
        return cls(neighbours, Twins(neighbours.space, alike, step))


class Twins:
    """The near-duplicates of a set, by the ``space`` of its texts (texts × tokens, rows of length 1 or 0).

    A text's twin is the nearest one with another label, where one is near enough, else the nearest; ``alike``
    tells which texts are the same, and their labels.
    """

    def __init__(self, space: csr_matrix, alike: Alike, step: Callable[[], object] = lambda: None) -> None:
        count = space.shape[0]
        self._labels = np.unique(alike.labels.astype(str), return_inverse=True)[1]
        self._twin: NDArray[np.intp] = np.full(count, -1)
        self._likeness = np.zeros(count)
        self._compare(space, step)
        self._take_same(alike.groups)
        found = np.flatnonzero((self._twin >= 0) & ~alike.conflicting)
        twin = self._twin[found]
        same = self._labels[found] == self._labels[twin]
        pair = np.minimum(found, twin)
        self.rows = found[np.lexsort((found, pair, -self._likeness[found], same))]
        """Rows of near-duplicates, a pair beside each other, those under two labels first, then the nearest.

        Those that are one text under two labels are not among them.
        """
        self.conflicting = np.array([row for one in alike.conflicts() for row in one.rows], np.intp)
        """Rows of texts that stand under several labels, those of one text beside each other."""

    def of(self, row: int) -> Neighbour | None:
        """The text that the one in ``row`` is nearly the same as; None where there is none."""
        twin = int(self._twin[row])
        return Neighbour(twin, float(self._likeness[row])) if twin >= 0 else None

    def _compare(self, space: csr_matrix, step: Callable[[], object]) -> None:
        rare = _rarest(space)
        holding = csr_matrix(rare.T)
        pairs = np.bincount(rare.indices, minlength=rare.shape[1])
        ends = np.cumsum(rare @ pairs)
        begin = 0
        while begin < space.shape[0]:
            before = ends[begin - 1] if begin else 0
            end = max(int(np.searchsorted(ends, before + _AT_ONCE, side="right")), begin + 1)
            met = csr_matrix(rare[begin:end] @ holding).tocoo()
            row, other = met.row.astype(np.intp) + begin, met.col.astype(np.intp)
            row, other = row[row != other], other[row != other]
            likeness = _likeness(space, row, other, step)
            near = likeness >= LIKE - 1e-9
            self._take(row[near], other[near], np.minimum(likeness[near], 1.0))
            begin = end

    def _take(self, row: NDArray[np.intp], other: NDArray[np.intp], likeness: NDArray[np.float64]) -> None:
        """Of all pairs of some rows, keep each row's twin."""
        same = self._labels[row] == self._labels[other]
        order = np.lexsort((other, -likeness, same, row))
        rows, first = np.unique(row[order], return_index=True)
        self._twin[rows], self._likeness[rows] = other[order][first], likeness[order][first]

    def _take_same(self, groups: NDArray[np.intp]) -> None:
        """Let texts that are the same be each other's twins, those with another label before all others."""
        order = np.lexsort((self._labels, groups))
        begins = np.flatnonzero(np.diff(groups[order], prepend=-1))
        sizes = np.diff(begins, append=len(order))
        first, last = (np.repeat(order[ends], sizes) for ends in (begins, begins + sizes - 1))
        labels, known = self._labels[order], self._twin[order]
        # In the order of labels, a text of several has another one's at one end of its group.
        other = np.where(self._labels[first] != labels, first, last)
        differs = self._labels[other] != labels
        before = np.where(order == first, last, np.roll(order, 1))
        has_other = (known >= 0) & (self._labels[known] != labels)
        taken = differs | ((np.repeat(sizes, sizes) > 1) & ~has_other)
        self._twin[order[taken]] = np.where(differs, other, before)[taken]
        self._likeness[order[taken]] = 1.0


def _likeness(
    space: csr_matrix, row: NDArray[np.intp], other: NDArray[np.intp], step: Callable[[], object]
) -> NDArray[np.float64]:
    """The cosine of each pair of rows, a part of the pairs at a time: long texts in many pairs are much."""
    tokens = np.diff(space.indptr)
    ends = np.cumsum(tokens[row] + tokens[other])
    likeness, begin = np.zeros(len(row)), 0
    while begin < len(row):
        step()
        before = ends[begin - 1] if begin else 0
        end = max(int(np.searchsorted(ends, before + _NUMBERS, side="right")), begin + 1)
        both = space[row[begin:end]].multiply(space[other[begin:end]])
        likeness[begin:end] = np.asarray(both.sum(axis=1)).ravel()
        begin = end
    return likeness


def _rarest(space: csr_matrix) -> csr_matrix:
    """Of each text the rarest tokens, without which its vector is shorter than `LIKE`."""
    held = np.bincount(space.indices, minlength=space.shape[1])
    row = np.repeat(np.arange(space.shape[0]), np.diff(space.indptr))
    order = np.lexsort((space.indices, held[space.indices], row))
    squares = space.data[order] ** 2
    before = np.cumsum(squares) - squares
    total = np.append(np.cumsum(squares), 0.0)[space.indptr[1:] - 1]
    left = total[row] - before
    token = space.indices[order]
    kept = (left >= LIKE**2 - 1e-9) & (held[token] > 1) & (held[token] < TOO_COMMON)
    return csr_matrix((np.ones(int(kept.sum())), (row[kept], token[kept])), shape=space.shape)
