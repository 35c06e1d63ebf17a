"""The paths that are not found, and the pages that lead to them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.tails import most
from app.logs.dimensions import NONE

NOT_FOUND = ("404", "410")
"""The statuses of what is not there, or not any more."""

MOST_PATHS, MOST_PAGES = 24, 3
"""Paths that are told of, and of each the pages that lead to it."""


class Missing(NamedTuple):
    """A path with the ``requests`` for it that found nothing.

    ``pages`` are the referrers that most of them came from, each with its requests; ``others`` is how many
    further ones there are, ``unlinked`` the requests that name none.
    """

    path: str
    requests: int
    pages: tuple[tuple[str, int], ...]
    others: int
    unlinked: int


def statuses_of(log: Crossfilter) -> tuple[str, ...]:
    """The statuses of a log that say that nothing was found."""
    return tuple(status for status in NOT_FOUND if status in log.values.get("status", ()))


def codes_of(log: Crossfilter) -> frozenset[int]:
    """The codes of the statuses that say so."""
    by_label = {label: code for code, label in enumerate(log.values.get("status", ()))}
    return frozenset(by_label[status] for status in statuses_of(log))


def not_found(log: Crossfilter) -> list[Missing]:
    """What is not found most under all filters but that on the status, the most frequent first."""
    statuses = codes_of(log)
    if "path" not in log.values or not statuses:
        return []
    others = {name: chosen for name, chosen in log.filters.items() if name != "status"}
    rows = log.matching({**others, "status": statuses})
    paths = log.column("path")[rows]
    requests = np.bincount(paths, minlength=len(log.values["path"]))
    found = []
    for code in most(requests, MOST_PATHS).tolist():
        path = str(log.values["path"][code])
        if requests[code] and path != NONE:
            found.append(_missing(log, path, rows[paths == code]))
    return found


def _missing(log: Crossfilter, path: str, rows: np.ndarray) -> Missing:
    if "referrer" not in log.values:
        return Missing(path, len(rows), (), 0, len(rows))
    codes, requests = np.unique(log.column("referrer")[rows], return_counts=True)
    labels = log.values["referrer"]
    unlinked = int(requests[codes == 0].sum()) if labels[0] == NONE else 0
    linked = [
        place for place in np.argsort(-requests, kind="stable").tolist() if labels[codes[place]] != NONE
    ]
    pages = tuple((str(labels[codes[place]]), int(requests[place])) for place in linked[:MOST_PAGES])
    return Missing(path, len(rows), pages, len(linked) - len(pages), unlinked)
