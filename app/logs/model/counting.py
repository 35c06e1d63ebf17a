"""The requests of a log as the page counts them, with what its paths and referrers tell besides."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.growing import GrowingCrossfilter
from app.logs.dimensions import CODED, NONE
from app.logs.store.addresses import MOST, Told, file_kinds, sites
from app.logs.store.agents import is_bot
from app.logs.store.geography import places
from app.problem import Problem

if TYPE_CHECKING:
    from app.logs.store.store import Store

KIN = {
    "agent": ("agent", "system", "device"),
    "method": ("method", "version"),
    "path": ("path", "kind"),
    "host": ("host", "vhost", "country"),
    "referrer": ("referrer", "site"),
}
"""Dimensions that are listed in one place, the first unless another is chosen."""

LISTS = (
    "status",
    *(name for name in CODED if name not in ("status", *KIN)),
    *(n for own in KIN.values() for n in own),
)
"""Dimensions shown as values with labels."""


def growing_crossfilter_of(store: Store, before: GrowingCrossfilter | None = None) -> GrowingCrossfilter:
    """The requests of a store that grows; what ``before`` counted of the first of them is not counted anew.

    What addresses tell is left out: it may change with every address that comes.
    """
    return GrowingCrossfilter(*_columns(store), before=before)


def latest_of(store: Store, start: int, stop: int) -> Callable[[], Crossfilter]:
    """What counts the requests from second ``start`` up to, not including, ``stop``: of those that are there
    now, whatever comes while it counts, so that it may do that in another thread."""
    time, codes, values, measures, person = _columns(store)

    def counted() -> Crossfilter:
        rows = np.flatnonzero((time >= start) & (time < stop))
        return Crossfilter(
            time[rows],
            {name: column[rows] for name, column in codes.items()},
            values,
            {name: column[rows] for name, column in measures.items()},
            person,
        )

    return counted


def _columns(
    store: Store,
) -> tuple[
    NDArray[np.int64],
    dict[str, NDArray],
    dict[str, Sequence[str]],
    dict[str, NDArray],
    NDArray[np.bool_],
]:
    rows = store.rows
    codes: dict[str, NDArray] = {name: store.codes[name][:rows] for name in LISTS if name in store.codes}
    values = {name: store.values[name] for name in codes}
    measures = {name: column[:rows] for name, column in store.measures.items()}
    person = np.array([not is_bot(label) for label in store.values["agent"]], bool)
    return store.time[:rows], codes, values, measures, person


def crossfilter_of(store: Store, *, finished: bool = True, mmdb: str = "") -> Crossfilter:
    """The requests read so far; what addresses tell is found once all are read.

    ``mmdb`` is a file that tells the country or network of hosts; where it cannot be read, none are listed.
    """
    time, codes, values, measures, person = _columns(store)
    if finished and len(time):
        for name, of, (known, labels) in _told(store, len(time)):
            codes[name], values[name] = known[codes[of]], labels
        if mmdb and len(values["host"]) <= MOST:
            try:
                known, labels = places(list(values["host"]), mmdb)
            except Problem as problem:
                logging.getLogger(__name__).warning("%s", problem)
            else:
                codes["country"], values["country"] = known[codes["host"]], labels
    crossfilter = Crossfilter(time, codes, values, measures, person)
    if finished:
        crossfilter.settle()
    return crossfilter


def _told(store: Store, rows: int) -> list[tuple[str, str, Told]]:
    """The dimensions that addresses tell: the name of each, what it is told from, and its codes by those."""
    paths, referrers = store.values["path"], store.values["referrer"]
    if len(paths) > MOST or len(referrers) > MOST:
        return []
    told = [("kind", "path", file_kinds(list(paths)))]
    if any(label != NONE for label in referrers):
        requests = np.bincount(store.codes["referrer"][:rows], minlength=len(referrers))
        hosts = list(store.values["vhost"]) if "vhost" in store.codes else []
        told.append(("site", "referrer", sites(list(referrers), requests, list(paths), hosts)))
    return told
