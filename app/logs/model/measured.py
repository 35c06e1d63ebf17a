"""What is counted in a log: which measure, at which points of time, and which requests are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.counted import counted
from app.links import Linked
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.grouping import Points
from app.logs.crossfilter.measures import MEASURES, REQUESTS, Measure
from app.logs.model.filters import SEARCH
from app.logs.model.finding import Finding
from app.logs.model.time_axis import TimeAxis

if TYPE_CHECKING:
    from app.logs.store.log import Log


class Measured(Linked):
    """A log, or none, counted by its ``crossfilter``; `CountedLog` says how it comes to be."""

    log: Log | None
    crossfilter: Crossfilter
    axis: TimeAxis
    finding: Finding
    _told_measures: list[Measure] | None

    measure = traitlets.Unicode(REQUESTS.name)
    zoom: Any = traitlets.Tuple(allow_none=True, default_value=None)

    @property
    def rows(self) -> int:
        """Requests accepted so far."""
        return self.crossfilter.rows

    @property
    def selected(self) -> int:
        """Requests that pass all filters."""
        return self.crossfilter.selected

    @property
    def summary(self) -> str:
        """``13,628 of 13,628 requests selected``."""
        return f"{self.selected:,} of {counted(self.rows, 'request')} selected"

    @property
    def measures(self) -> list[Measure]:
        """What can be counted in this log, in the order of `MEASURES`."""
        if self._told_measures is None:
            self._told_measures = [m for m in MEASURES.values() if self.crossfilter.can_tell(m)]
        return self._told_measures

    @property
    def counted(self) -> Measure:
        """What the charts and lists count: the measure that is chosen, or requests where the log lacks it."""
        chosen = MEASURES[self.measure]
        return chosen if chosen in self.measures else REQUESTS

    @property
    def points(self) -> Points:
        """The points of the time chart: of the whole log, or of the stretch that is zoomed into."""
        return self.axis.points(self.zoom)

    def selected_rows(self) -> NDArray[np.intp]:
        """The selected requests' rows in time order.

        While a search goes on these are what it has found so far.
        """
        if self.log is None:
            return np.empty(0, np.intp)
        if self.finding.running:
            others = {name: chosen for name, chosen in self.crossfilter.filters.items() if name != SEARCH}
            rows = self.crossfilter.matching(others)
            rows = rows[self.finding.early[rows]]
        else:
            rows = self.crossfilter.selected_rows()
        order = self.log.store.order()
        if len(rows) == len(order):
            return order
        flags = np.zeros(len(order), bool)
        flags[rows] = True
        found: NDArray[np.intp] = order[flags[order]]
        return found
