"""Requests in the order of one of their fields."""

from __future__ import annotations

import numpy as np
import polars as pl

from app.logs.dimensions import NONE
from app.logs.store.labels import several
from app.logs.store.store import Store

SORTED = {
    "time": "",
    "host": "host",
    "method": "method",
    "target": "path",
    "status": "status",
    "bytes": "",
    "referrer": "referrer",
    "user agent": "agent",
}
"""What requests can be put in order by, each with the dimension whose labels tell it, where one does."""


def ordered(store: Store, rows: np.ndarray, by: str) -> np.ndarray:
    """``rows``, which come in the order of time, in that of a field of `SORTED`.

    ``-`` before its name turns it round. Of equal ones the earlier comes first. What is missing comes last,
    both ways.
    """
    field, down = by.removeprefix("-"), by.startswith("-")
    if field == "time":
        return rows[::-1] if down else rows
    if field == "bytes":
        key, missing = store.size[rows], store.size[rows] < 0
    else:
        codes, place = np.unique(store.codes[SORTED[field]][rows], return_inverse=True)
        labels = pl.Series(several(store.values[SORTED[field]], codes), dtype=pl.String)
        ranks = np.empty(len(codes), np.int64)
        ranks[labels.arg_sort().to_numpy()] = np.arange(len(codes))
        key, missing = ranks[place], (labels == NONE).to_numpy()[place]
    key = np.where(missing, np.iinfo(np.int64).max, -key if down else key)
    return rows[np.argsort(key, kind="stable")]
