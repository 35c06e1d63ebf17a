"""A log as the page counts it: whole, still being read or still being written, under filters and a search."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.growing import GrowingCrossfilter
from app.logs.crossfilter.measures import Measure
from app.logs.dimensions import PARAM
from app.logs.insights.analysis import Analysis
from app.logs.model.counting import crossfilter_of, growing_crossfilter_of, latest_of
from app.logs.model.filters import SEARCH, Filters
from app.logs.model.finding import Finding
from app.logs.model.link import LINK, PARAMS, VALUES
from app.logs.model.measured import Measured
from app.logs.model.parameters import Parameters
from app.logs.model.time_axis import TimeAxis
from app.logs.model.told_by import same_moments, shift, told_by

if TYPE_CHECKING:
    from app.logs.store.log import Log
    from app.logs.store.store import Store

LOOK_AGAIN = 30.0
"""Seconds after which what stands out in a log that grows is looked for anew."""

FIND_AGAIN = 3.0
"""Seconds after which what is searched for is looked for among the requests that came."""


class CountedLog(Measured):
    """One log, or none, with its ``crossfilter`` under the filters that are set, and what is told of it.

    ``revision`` rises whenever something that a chart shows has changed; a view redraws then. ``measure`` is
    what is asked to be counted, ``param`` and ``param2`` the URL parameters shown, ``search`` what is looked
    for. ``zone`` is by whose clock times are asked to be told (see `Log.in_zone`): ``log`` does so where that
    can be; ``notices`` say what it could not do, and which filters it does not know.
    """

    link = LINK

    revision = traitlets.Int()
    param = traitlets.Unicode()
    param2 = traitlets.Unicode()
    search = traitlets.Unicode()
    zone = traitlets.Unicode()
    against: Any = traitlets.Tuple(allow_none=True, default_value=None)

    def __init__(self) -> None:
        super().__init__()
        self.log: Log | None = None
        self.notices: list[str] = []
        self._as_written: Log | None = None
        self.mmdb = ""
        self.finished = True
        self.growing = False
        self.rolling = 0
        self.finding = Finding()
        self._now = self._now_as_written = 0
        self._looked_at = self._found_at = 0.0
        self._parameters = Parameters()
        self._asked_params = ["", ""]
        nothing = _nothing()
        self._filters = Filters(nothing)
        self.analysis = Analysis(nothing)
        self._count(nothing)
        self.observe(self._look, "search")

    # ---- the log ----

    def forget(self) -> None:
        """Show no log at all, and keep what is asked for until one comes."""
        self.log = self._as_written = None
        self.growing, self.rolling, self.notices = False, 0, []
        self._count(_nothing())
        self._parameters = Parameters()
        self.finding.stop()
        self._changed()

    def show(self, log: Log, *, finished: bool = True) -> list[str]:
        """Show this log under the filters that are set; return a sentence for each it does not know.

        A log that is not ``finished`` is still being read: a filter it does not know yet may come true.
        """
        self._as_written = log
        self.log, lacking = told_by(log, self.zone)
        self.finished, self.growing, self.rolling = finished, False, 0
        self._count(crossfilter_of(self.log.store, finished=finished, mmdb=self.mmdb))
        self.notices = [*lacking, *self._under_filters(self.log.store)]
        return self.notices

    def grow(self, log: Log, now: int, rolling: int = 0) -> None:
        """Show this log, which is still being written, with what came since, at second ``now`` of its clock.

        ``rolling`` filters by the last so many seconds, up to now, in place of any interval; 0 by none. What
        stands out in them is found anew every ``LOOK_AGAIN`` seconds.
        """
        self._as_written, self._now_as_written = log, now
        log, lacking = told_by(log, self.zone)
        now += shift(self._as_written, log)
        goes_on = self.growing and self.log is not None and self.log.store is log.store
        before = self.crossfilter if goes_on and isinstance(self.crossfilter, GrowingCrossfilter) else None
        shown, analysis, found = (self.param, self.param2), self.analysis, self._filters.found
        self.log, self.finished, self.growing = log, False, True
        self._now, self.rolling = now, rolling
        self._count(growing_crossfilter_of(log.store, before), analyse=False)
        due = monotonic() - self._looked_at > LOOK_AGAIN and not analysis.job.running
        if before is None or ((due or rolling != analysis.seconds) and self.rows):
            analysis.abandon()
            latest = latest_of(log.store, now + 1 - rolling, now + 1) if rolling else None
            self.analysis = Analysis(self.crossfilter, rolling, latest)
            self._looked_at = monotonic() if self.rows else 0.0
        # A parameter that was the usual one stays on show when another becomes it.
        self._asked_params = [asked or was for asked, was in zip(self._asked_params, shown, strict=True)]
        if before is not None and found:
            self._filters.find(found, self._filters.flags)
        self.notices = [*lacking, *self._under_filters(log.store)]

    def roll(self, seconds: int) -> None:
        """Filter a log that grows by its last so many seconds from here on; 0 ends that."""
        if self.growing and self._as_written is not None:
            if not seconds:
                self._filters.wanted.pop("time", None)
            self.grow(self._as_written, self._now_as_written, seconds)

    @property
    def lacking(self) -> list[str]:
        """What cannot be told by the clock of the ``zone``, in sentences."""
        return told_by(self._as_written, self.zone)[1] if self._as_written is not None else []

    def choose_zone(self, zone: str) -> None:
        """Tell times by the clock of ``zone``, or by the log's own where it is empty; an interval and a zoom
        stay those of the same requests. Raises Problem for a zone that is not known, and for a log whose
        lines name none."""
        if self._as_written is not None:
            self._as_written.in_zone(zone)
        with self.hold_trait_notifications():
            self._tell_by(zone)

    def tell_places(self, file: str) -> None:
        """List hosts by what this MMDB file tells; by nothing where it is empty."""
        self.mmdb = file
        if self._as_written is not None and self.finished and not self.growing:
            self.show(self._as_written)

    def _tell_by(self, zone: str) -> None:
        before, given, self.zone = self.log, self._as_written, zone
        if given is None or before is None:
            return
        now, _ = told_by(given, zone)
        if "time" in self._filters.wanted and not self.rolling:
            self._filters.wanted["time"] = same_moments(self._filters.wanted["time"], before, now)
        if self.against is not None:
            self.against = same_moments(self.against, before, now)
        if self.zoom is not None:
            self.zoom = same_moments(self.zoom, before, now)
        if self.growing:
            self.grow(given, self._now_as_written, self.rolling)
        else:
            self.show(given, finished=self.finished)

    def _count(self, crossfilter: Crossfilter, analyse: bool = True) -> None:
        self.crossfilter = crossfilter
        self.axis = TimeAxis(crossfilter)
        self._filters.count_by(crossfilter)
        self._told_measures: list[Measure] | None = None
        if analyse:
            before, self.analysis = self.analysis, Analysis(crossfilter)
            before.abandon()

    def _under_filters(self, store: Store) -> list[str]:
        self._parameters = Parameters(store, self.rows)
        self._settle_params()
        wanted = dict(self._filters.wanted)
        if self.rolling:
            wanted["time"] = (self._now + 1 - self.rolling, self._now + 1)
        notices = self._apply(wanted)
        if not self.finished:
            self._filters.wanted = wanted
        self._changed()
        self._look()
        return notices

    def _changed(self) -> None:
        self.relink()
        self.revision += 1

    # ---- the parameters of its URLs ----

    @property
    def parameters(self) -> list[str]:
        """Names of the URL parameters that the log's requests hold, most frequent first; then of those of
        the pages that led to them, as ``referrer.NAME``."""
        return list(self._parameters.names)

    def choose_param(self, name: str, place: int = 0) -> None:
        """Show the values of a URL parameter in the first or the second ``place``.

        An empty name means the most frequent one without a chart. A parameter that is shown in the other
        place changes with the one here. The filter of the one that was shown here goes.
        """
        left = self.dimension_of_param(place)
        if name and name == self._shown_param(1 - place):
            self._asked_params[1 - place] = self._shown_param(place)
        self._asked_params[place] = name if name in self._parameters.names else ""
        kept = self.filters
        self._settle_params()
        if self.dimension_of_param(place) != left:
            kept.pop(left, None)
        self._apply(kept)
        self._changed()

    def _shown_param(self, place: int) -> str:
        return getattr(self, PARAMS[place])

    def dimension_of_param(self, place: int = 0) -> str:
        """The dimension of the URL parameter that is shown in this place."""
        return PARAM + self._shown_param(place)

    def _settle_params(self) -> None:
        """Count by the parameters that were asked for, or by the usual ones."""
        before = {self.dimension_of_param(0), self.dimension_of_param(1)}
        with self.hold_trait_notifications():
            self.param, self.param2 = self._parameters.shown(self._asked_params)
        now = {self.dimension_of_param(0), self.dimension_of_param(1)} - {PARAM}
        for dimension in before - now:
            self.crossfilter.remove(dimension)
        for dimension in now:
            self.crossfilter.add(dimension, *self._parameters.column(dimension.removeprefix(PARAM)))

    # ---- its filters ----

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set: labels or `Not` a dimension, ``(start, end)`` seconds for "time", and for
        "search" what is looked for."""
        return dict(self._filters.on)

    def _apply(self, wanted: dict[str, Any]) -> list[str]:
        wanted.pop(SEARCH, None)
        if not self.rows:
            self.crossfilter.clear()
            self._filters.wait(wanted)
            return []
        named = {
            self.dimension_of_param(VALUES.index(key)) if key in VALUES else key: selection
            for key, selection in wanted.items()
        }
        return self._filters.put(named, self.search, rolling=bool(self.rolling))

    def _look(self, _change: Any = None) -> None:
        """Look for what ``search`` says, and filter by it once it is found."""
        if self.log is None or not self.rows or not self.search.strip():
            self.finding.stop()
            self._filter_by_search(None)
            return
        again = self.searches_on and not self.finding.running
        if not (self.finished or self.growing):
            self.finding.stop()
            self._filter_by_search(None)
        elif self.search != self._filters.found or (again and monotonic() - self._found_at > FIND_AGAIN):
            self._found_at = monotonic()
            self.finding.look(self.log.store, self.rows, self.search, self._filter_by_search)
            self.revision += self.finding.running

    @property
    def searches_on(self) -> bool:
        """Whether requests came to a log that grows which were not looked through yet."""
        return self.growing and bool(self.search.strip()) and len(self._filters.flags) < self.rows

    def _filter_by_search(self, flags: NDArray[np.bool_] | None) -> None:
        was = SEARCH in self._filters.on
        if flags is None:
            self._filters.lose()
        else:
            self._filters.find(self.search, flags)
        if was or flags is not None:
            self._apply(self.filters)
            self._changed()


def _nothing() -> Crossfilter:
    return Crossfilter(np.empty(0, np.int64), {}, {})
