"""Dimensions of many values (paths, hosts, referrers): the most frequent ones kept, the rest folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

SHOWN = 50
"""Values of a tail that answer at once; all others fold into the rest."""

PART = 1_000_000


@dataclass(frozen=True)
class Without:
    """All codes of a dimension but these."""

    codes: frozenset[int]


Codes = frozenset[int] | Without
"""Which codes of a dimension pass a filter: these, or all but these."""


def listed(chosen: Codes) -> frozenset[int]:
    """The codes that a filter names, whether it lets them through or leaves them out."""
    return chosen.codes if isinstance(chosen, Without) else chosen


def passes(codes: NDArray, chosen: Codes) -> NDArray[np.bool_]:
    """Which elements of ``codes`` pass."""
    return np.isin(codes, list(listed(chosen)), invert=isinstance(chosen, Without))


class Tail:
    """One dimension of many values, its codes by row, and its most frequent values.

    ``shown`` are the codes of the most frequent values, by requests descending, then by code;
    ``totals[code]`` are the requests of each value.
    """

    def __init__(self, codes: NDArray, values: Sequence[str]) -> None:
        self.codes = codes
        self.values = values
        self.totals = np.zeros(len(values), np.int64)
        for at in range(0, len(codes), PART):
            self.totals += np.bincount(codes[at : at + PART], minlength=len(values))
        self.shown = most(self.totals, SHOWN)

    @cached_property
    def ranks(self) -> NDArray[np.uint8]:
        """Each row's place in ``shown``; ``len(shown)`` for every folded value."""
        rank = np.full(len(self.values), len(self.shown), np.uint8)
        rank[self.shown] = np.arange(len(self.shown))
        found = np.empty(len(self.codes), np.uint8)
        for at in range(0, len(found), PART):
            found[at : at + PART] = rank[self.codes[at : at + PART]]
        return found

    def rows(self, selection: Codes) -> NDArray[np.intp]:
        """The row numbers, ascending, whose code passes."""
        if isinstance(selection, Without):
            left = np.ones(len(self.codes), bool)
            left[self.rows(selection.codes)] = False
            return np.flatnonzero(left)
        ranks = {int(code): rank for rank, code in enumerate(self.shown)}
        if len(selection) <= 4 and all(code in ranks for code in selection):
            found = np.zeros(len(self.codes), bool)
            for code in selection:
                found |= self.ranks == ranks[code]
            return np.flatnonzero(found)
        chosen = self.chosen(selection)
        parts = [
            at + np.flatnonzero(chosen[self.codes[at : at + PART]]) for at in range(0, len(self.codes), PART)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.intp)

    def requests(self, selection: Codes) -> int:
        """Requests whose code passes."""
        named = int(self.totals[list(listed(selection))].sum())
        return len(self.codes) - named if isinstance(selection, Without) else named

    def chosen(self, selection: Codes) -> NDArray[np.bool_]:
        """Which codes pass, as one flag a code."""
        without = isinstance(selection, Without)
        flags = np.full(len(self.values), without)
        flags[list(listed(selection))] = not without
        return flags


def most(requests: NDArray[np.int64], n: int) -> NDArray[np.intp]:
    """The codes of the ``n`` values of most requests, most first, then by code."""
    if n >= len(requests):
        return np.argsort(-requests, kind="stable")
    # Under a filter most values have nothing: they are looked at only where too few have something.
    some = np.flatnonzero(requests > 0)
    if len(some) < n:
        first = some[np.argsort(-requests[some], kind="stable")]
        rest = np.flatnonzero(requests == 0)[: n - len(some)]
        if len(some) + len(rest) < n:
            below = np.flatnonzero(requests < 0)
            rest = np.r_[rest, below[np.argsort(-requests[below], kind="stable")]]
        return np.r_[first, rest][:n]
    # Turned round, since to part the few from the end takes ten times as long where most are equal.
    turned = -requests[some]
    least = np.partition(turned, n - 1)[n - 1]
    above = some[turned < least]
    above = above[np.argsort(-requests[above], kind="stable")]
    return np.r_[above, some[turned == least][: n - len(above)]]
