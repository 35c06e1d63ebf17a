"""The paths whose responses take longest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.measures import P95, Measure
from app.logs.crossfilter.projection import named, numbers

FEWEST = 10
"""Requests that a path must have to be told of, where any has so many: of fewer, one response is all that a
percentile says."""

MOST = 30
"""Paths that are told of."""


class Slowest(NamedTuple):
    """Paths by code, the slowest first, with the ``seconds`` of each under the filters and in the whole log;
    of paths with at least ``fewest`` requests. ``chosen`` and ``excluded`` are places among them."""

    codes: list[int]
    seconds: list[float | None]
    totals: list[float | None]
    fewest: int
    chosen: list[int]
    excluded: list[int]


def slowest(log: Crossfilter, measure: Measure = P95) -> Slowest:
    """The slowest paths under all filters but that of paths, by a percentile of how long responses took.

    Paths that the filter names are always among them.
    """
    requests, seconds = log.project("path"), log.project("path", measure)
    known = np.isfinite(seconds)
    known[0] = False
    enough = known & (requests >= FEWEST)
    fewest = FEWEST if enough.any() else 1
    candidates = np.flatnonzero(enough if fewest == FEWEST else known)
    # Of as slow ones the one of more requests comes first.
    order = np.lexsort((candidates, -requests[candidates], -seconds[candidates]))[:MOST]
    chosen, excluded = named(log, "path")
    codes = candidates[order].tolist()
    codes += sorted((chosen | excluded) - set(codes))
    return Slowest(
        codes,
        numbers(seconds[codes]),
        numbers(log.total("path", measure)[codes]),
        fewest,
        [place for place, code in enumerate(codes) if code in chosen],
        [place for place, code in enumerate(codes) if code in excluded],
    )
