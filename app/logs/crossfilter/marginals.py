"""Counts by bucket and by only those attributes that are filtered: fewer by far than by all attributes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.contraction import Contraction
from app.logs.crossfilter.flags import FAILED
from app.logs.crossfilter.parts import Flagged
from app.logs.crossfilter.recent import Recent

KEPT = 16
"""Sets of attributes whose counts are kept; five attributes have 32."""

WORTH = 4
"""How many times fewer numbers there have to be than cells: they are added up with those of empty cells."""


class Marginals:
    """The cells of a log: a bucket in each row, a combination with the codes of ``table`` in each column."""

    def __init__(self, cells: Contraction, table: Mapping[str, NDArray]) -> None:
        self._cells, self._table = cells, table
        self._kept = Recent(KEPT)

    def by_bucket(self, combos: Flagged) -> NDArray[np.int64]:
        """Requests of the chosen combinations in each bucket."""
        names = tuple(sorted({"status" if name == FAILED else name for name, _ in combos.key}))
        kept = self._kept.get(names, lambda: self._made(names))
        if kept is None:
            return self._cells.over_columns(combos.flags)
        counts, group = kept
        # All combinations of one group pass, or none does.
        chosen = np.zeros(counts.shape[1], np.int64)
        chosen[group] = combos.flags
        return counts @ chosen

    def _made(self, names: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.intp]] | None:
        cells = self._cells
        if not all(name in self._table for name in names):
            return None
        codes = np.array([self._table[name] for name in names]).reshape(len(names), cells.width)
        group = np.unique(codes, axis=1, return_inverse=True)[1].reshape(-1)
        buckets, groups = len(cells.starts) - 1, int(group.max(initial=0)) + 1
        if WORTH * buckets * groups > len(cells.counts):
            return None
        keys = np.repeat(np.arange(buckets) * groups, np.diff(cells.starts)) + group[cells.columns]
        counts = np.bincount(keys, cells.counts, buckets * groups).astype(np.int64)
        return counts.reshape(buckets, groups), group
