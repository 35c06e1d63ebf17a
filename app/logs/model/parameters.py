"""The parameters of a log's URLs, and which two of them are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.projection import LISTED
from app.logs.dimensions import CATEGORY_PARAMETERS, PRODUCT_PARAMETERS
from app.logs.store.labels import several
from app.logs.written.requests import parameters

if TYPE_CHECKING:
    from app.logs.store.store import Store

COMMONEST = 8
"""Parameters among which the usual one is looked for."""

LOOKED_AT = 200
"""Values of a parameter by which it is judged whether they are numbers of something."""


class Parameters:
    """The URL parameters that the first ``rows`` requests of a store hold; of no store, none.

    ``names`` begin with the most frequent; after those of the log's own URLs come those of the pages that led
    to them, as ``referrer.NAME``.
    """

    def __init__(self, store: Store | None = None, rows: int = 0) -> None:
        self._store, self._rows = store, rows
        self._requested = tuple(name for name, _ in store.param_names) if store is not None else ()
        of_referrers = store.referrer_param_names if store is not None else ()
        self.names = (*self._requested, *(name for name in of_referrers if name not in self._requested))
        self._usual: dict[str, str] = {}

    def column(self, name: str) -> tuple[NDArray[Any], Sequence[str]]:
        """Each request's code of a parameter, and the labels of the codes."""
        if self._store is None:
            return np.empty(0, np.uint32), ()
        codes, labels = self._store.param(name)
        return codes[: self._rows], labels

    def usual(self, beside: str = "") -> str:
        """The most frequent parameter that tells requests apart: it has several values, and they repeat, as
        the number of a session does not; it has no chart of its own.

        Where there is none, one whose values are numbers or names of something that is many, then one of a
        single value, then any. One that is shown ``beside`` is none of them.
        """
        if beside not in self._usual:
            self._usual[beside] = self._find_usual(beside)
        return self._usual[beside]

    def _find_usual(self, beside: str) -> str:
        charted = (*PRODUCT_PARAMETERS, *CATEGORY_PARAMETERS)
        others = [name for name in self._requested if name != beside]
        candidates = [name for name in others[:COMMONEST] if name.lower() not in charted]
        second = ""
        for name in candidates:
            codes, labels = self.column(name)
            repeats = len(labels) <= LISTED or len(labels) * 5 <= np.count_nonzero(codes)
            # Code 0 is of the requests that do not have it.
            if not repeats or len(labels) <= 2:
                continue
            if len(labels) <= LISTED or not _numbers_things(labels):
                return name
            second = second or name
        return second or next(iter((*candidates, *others)), "")

    def shown(self, asked: Sequence[str]) -> tuple[str, str]:
        """The two shown where these two are ``asked`` for: usual ones in the place of unknown ones."""
        first, second = (name if name in self.names else "" for name in asked)
        # A second one that was asked for is not to be taken by the first.
        first = first or self.usual(beside=second)
        second = second if second != first else ""
        return first, second or self.usual(beside=first)


def _numbers_things(labels: Sequence[str]) -> bool:
    """Whether most values of a parameter hold a digit, as numbers of sessions, users and times do, and what
    people search for does not."""
    looked = several(labels, np.arange(1, min(len(labels), LOOKED_AT + 1)))
    return 2 * sum(any(map(str.isdigit, label)) for label in looked) > len(looked)


def parameters_of(query: str) -> list[tuple[str, str]]:
    """The parameters of a query, each with its value that counts: the first."""
    found: dict[str, str] = {}
    for name, value in parameters(query):
        found.setdefault(name, value)
    return list(found.items())
