"""The filters that are set on a log, kept as labels; what the log does not know of them is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.labelling import Labelling
from app.logs.crossfilter.phrases import Chip, filter_text, title_of
from app.logs.crossfilter.timeline import Span
from app.logs.search.rules import Not, labels_of, rule

SEARCH = "search"
"""The filter that lets through what is looked for."""


class Filters:
    """Filters in labels, so that they outlive a change of the log where the new one knows them.

    ``on`` are those that are set: labels or `Not` a dimension, ``(start, end)`` seconds for "time", and for
    "search" what is looked for. ``wanted`` are those to be set on the next log that is counted. ``found`` is
    the search whose requests are known, by ``flags`` of those that there were when it ended.
    """

    def __init__(self, crossfilter: Crossfilter) -> None:
        self.on: dict[str, Any] = {}
        self.wanted: dict[str, Any] = {}
        self.flags: NDArray[np.bool_] = np.empty(0, bool)
        self.count_by(crossfilter)

    def count_by(self, crossfilter: Crossfilter) -> None:
        """Be set on another crossfilter once they are `put`; what was found was found elsewhere."""
        self._crossfilter = crossfilter
        self._labelling = Labelling(crossfilter)
        self.found = ""

    def wait(self, wanted: Mapping[str, Any]) -> None:
        """Ask for these filters of a log that is still to come."""
        self.on, self.wanted = dict(wanted), dict(wanted)

    def put(self, wanted: Mapping[str, Any], search: str, *, rolling: bool = False) -> list[str]:
        """Set these filters and no others; return a sentence for each part that the log does not know.

        What was found is one of them where it still is what is looked for. An interval that is ``rolling``
        holds even where no request came within it.
        """
        self._crossfilter.clear()
        self.on = {}
        notices: list[str] = []
        for dimension, selection in wanted.items():
            if dimension not in self._crossfilter.dimensions:
                notices.append(f"This log has no “{title_of(dimension)}”: that filter is ignored.")
            elif dimension == "time":
                notices += self._put_interval(selection, rolling)
            else:
                notices += self._put_labels(dimension, selection)
        self.wanted = dict(self.on)
        if self.found and self.found == search:
            self._crossfilter.set(SEARCH, [1])
            self.on[SEARCH] = search
        return notices

    def _put_interval(self, interval: tuple[int, int], rolling: bool) -> list[str]:
        clock = self._crossfilter.timeline
        buckets: tuple[int, int] | Span = clock.span(*interval)
        if rolling and buckets[0] >= buckets[1] and len(clock):
            buckets = Span(len(clock) - 1, len(clock), *interval)
        self._crossfilter.set("time", buckets)
        if "time" not in self._crossfilter.filters:
            return ["This log has no requests in the interval: it is ignored."]
        self.on["time"] = interval
        return []

    def _put_labels(self, dimension: str, selection: Any) -> list[str]:
        without = isinstance(selection, Not)
        codes = {label: self._labelling.code(dimension, label) for label in labels_of(selection)}
        known = {label: code for label, code in codes.items() if code is not None}
        if known:
            self._crossfilter.set(dimension, list(known.values()), without=without)
            self.on[dimension] = rule(tuple(known), without)
        lost = [label for label in codes if label not in known]
        words = f"{title_of(dimension)} {', '.join(lost[:3])} does not occur in this log: ignored."
        return [words] if lost else []

    def find(self, search: str, flags: NDArray[np.bool_]) -> None:
        """Count by what was found: requests that came since were not looked through."""
        self.found, self.flags = search, flags
        column = np.zeros(self._crossfilter.rows, np.uint8)
        column[: len(flags)] = flags
        self._crossfilter.add(SEARCH, column, ("no", "yes"))

    def lose(self) -> None:
        """Know of nothing that was found any more."""
        self.found = ""
        self._crossfilter.remove(SEARCH)

    def chips(self) -> list[Chip]:
        """The filters in words, one chip each."""
        return [
            Chip(
                dimension,
                title_of(dimension),
                filter_text(dimension, selection),
                without=isinstance(selection, Not),
                turns=dimension not in ("time", SEARCH),
            )
            for dimension, selection in self.on.items()
        ]
