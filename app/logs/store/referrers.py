"""The parameters of the URLs that led to requests: what a page knew, and the request no longer says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from app.logs.dimensions import NONE
from app.logs.store.labels import several
from app.logs.store.queries import names, parameter

OF_REFERRER = "referrer."
"""What stands before the name of such a parameter."""

LOOKED_AT = 1 << 15
"""Referrers, the first that came, in which the names are looked for."""

_AT_ONCE = 1 << 16


class ReferrerParameters:
    """What the queries of referrers say, found when asked for and remembered until there are more of them."""

    def __init__(self) -> None:
        self._names: tuple[int, list[str]] = (0, [])
        self._values: dict[str, tuple[int, np.ndarray, list[str]]] = {}

    def names(self, labels: Sequence[str]) -> list[str]:
        """The parameters found, as ``referrer.NAME``, that of most referrers first."""
        looked_at = min(len(labels), LOOKED_AT)
        if self._names[0] != looked_at:
            queries = _queries(several(labels, np.arange(looked_at)))
            found = names(queries, pl.Series(np.ones(len(queries), np.int64)))
            ranked = sorted(found, key=lambda name: (-found[name], name))
            self._names = looked_at, [OF_REFERRER + name for name in ranked]
        return self._names[1]

    def values(self, name: str, codes: np.ndarray, labels: Sequence[str]) -> tuple[np.ndarray, list[str]]:
        """Codes (uint32, one a request) and labels of a parameter, by the codes of the referrers."""
        known = self._values.get(name)
        if known is None or known[0] != len(labels):
            texts = [
                parameter(queries, name.removeprefix(OF_REFERRER))
                for queries in (_queries(part) for part in _parts(labels))
            ]
            of_each = pl.concat([pl.Series([NONE], dtype=pl.String), *texts])
            distinct = of_each.unique(maintain_order=True)
            place = of_each.replace_strict(distinct, pl.Series(np.arange(len(distinct), dtype=np.uint32)))
            known = self._values[name] = len(labels), place.to_numpy()[1:], distinct.to_list()
        return known[1][codes], known[2]


def _parts(labels: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(labels), _AT_ONCE):
        yield several(labels, np.arange(first, min(first + _AT_ONCE, len(labels))))


def _queries(referrers: list[str]) -> pl.Series:
    """What stands behind the question mark, as it is written; nothing where there is none."""
    return pl.Series(referrers, dtype=pl.String).str.extract(r"\?([^#]*)").fill_null("")
