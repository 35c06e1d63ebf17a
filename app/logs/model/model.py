"""The state of the log page, and what a visitor can do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from app.logs.crossfilter.measures import MEASURES
from app.logs.crossfilter.periods import CHOSEN
from app.logs.crossfilter.phrases import Chip
from app.logs.crossfilter.projection import Projection, every, of_clock, of_labels
from app.logs.dimensions import PARAM
from app.logs.model.counted_log import CountedLog
from app.logs.model.counting import KIN, LISTS
from app.logs.model.filters import SEARCH
from app.logs.model.link import PARAMS, filters_of, told_filters
from app.logs.model.listing import kin_of
from app.logs.search.rules import Not, labels_of, rule

if TYPE_CHECKING:
    from app.logs.store.log import Log

QUOTED = re.compile(r'["\\]')

RANKED = (*LISTS, *PARAMS)
"""What is listed by the selection, or by all requests where that is chosen."""

ALL = ":all"
"""What ``rank`` in a link puts behind a dimension that is listed by all requests."""


class LogModel(CountedLog):
    """The state of the log page: one log, its filters, and how it is shown.

    Filters are kept as labels, so that they outlive a change of the log where the log knows them.
    """

    mode = traitlets.Unicode("draw")
    trend = traitlets.Bool()
    sort = traitlets.Unicode("time")
    source = traitlets.Unicode()
    client = traitlets.Unicode()
    ranked = traitlets.Tuple()
    listed = traitlets.Tuple()
    rate = traitlets.Bool()
    compare = traitlets.Unicode()

    def __init__(self, log: Log | None = None) -> None:
        super().__init__()
        if log is not None:
            self.show(log)

    # ---- filters ----

    def select(self, dimension: str, labels: Sequence[str], *, without: bool = False) -> None:
        """Let through only requests with one of these labels, or ``without`` all but those.

        None of them clears the filter.
        """
        wanted = self.filters
        wanted.pop(dimension, None)
        if labels:
            wanted[dimension] = rule(labels, without)
        self._apply(wanted)
        self._changed()

    def select_interval(self, start: int, end: int) -> None:
        """Let through only requests from second ``start`` up to, not including, ``end``."""
        wanted = self.filters
        wanted.pop("time", None)
        self.rolling = 0
        if end > start:
            wanted["time"] = (int(start), int(end))
        self._apply(wanted)
        self._changed()

    def select_all(self, selections: dict[str, Any], rolling: int = 0) -> None:
        """Replace all filters by these: labels or `Not` a dimension, ``(start, end)`` seconds for "time", and
        a text for "search". A log that grows may go on to be shown by its last ``rolling`` seconds."""
        rest = dict(selections)
        self.rolling = rolling
        with self.hold_trait_notifications():
            self.search = rest.pop(SEARCH, "")
            self._apply(rest)
            self._changed()

    def clear(self, dimension: str | None = None) -> None:
        """Remove the filter of one dimension, or all."""
        if dimension in (None, "time"):
            self.rolling = 0
        with self.hold_trait_notifications():
            if dimension in (None, SEARCH):
                self.search = ""
            kept = {} if dimension is None else {k: v for k, v in self.filters.items() if k != dimension}
            self._apply(kept)
            self._changed()

    def narrow(self, dimension: str, label: str, *, without: bool = False) -> None:
        """Let through only requests with this label, or ``without`` all but those: what is left out adds up.

        One label that is all of a filter ends it. A parameter that has no list of its own is searched for.
        """
        if dimension not in self.crossfilter.values:
            quoted = QUOTED.sub(r"\\\g<0>", label)
            term = f'{dimension}:"{quoted}"'
            self.search = f"{self.search} {'-' if without else ''}{term}".strip()
            return
        was = self.filters.get(dimension)
        if was == rule([label], without):
            self.clear(dimension)
        elif without and isinstance(was, Not):
            self.select(dimension, (*was.labels, label), without=True)
        else:
            self.select(dimension, [label], without=without)

    def turn(self, dimension: str) -> None:
        """Leave out what the filter of a dimension lets through, or the other way round."""
        selection = self.filters.get(dimension)
        if selection is not None and dimension not in ("time", SEARCH):
            self.select(dimension, labels_of(selection), without=not isinstance(selection, Not))

    def follow(self, insight: int, link: int) -> None:
        """Select what a phrase of an insight speaks of, within the last minutes if it was found in those."""
        selection = dict(self.analysis.insights[insight].links[link].selection)
        goes_on = self.rolling and "time" not in selection and "time" in self.filters
        if goes_on:
            selection["time"] = self.filters["time"]
        self.select_all(selection, self.rolling if goes_on else 0)

    def chips(self) -> list[Chip]:
        """The filters in words, one chip each."""
        return self._filters.chips()

    # ---- what is counted, of which time ----

    def count(self, measure: str) -> None:
        """Count something else on the whole page, by its name in `MEASURES`."""
        if measure in MEASURES:
            self.measure = measure
            self._changed()

    def compare_with(self, way: str, against: tuple[int, int] | None = None) -> None:
        """Compare with ``before`` or ``week`` (see `periods`), with nothing, or with an interval that was
        ``chosen``, from second to second ``against``."""
        self.compare, self.against = way, against if way == CHOSEN else None
        self._changed()

    def look_at(self, start: int, stop: int) -> None:
        """Zoom the time chart into a stretch of seconds, as far as the log goes; all of it is no zoom."""
        self.zoom = self.axis.within(start, stop)
        self._changed()

    def zoom_by(self, way: str) -> None:
        """Zoom ``in`` to the interval, or to the middle half; ``out``; or pan ``left`` or ``right``."""
        self.zoom = self.axis.zoomed(way, self.zoom, self.filters.get("time"))
        self._changed()

    @property
    def question(self) -> tuple[Any, ...]:
        """What is asked of the log, the same for as long as that only grows; a window that rolls is one."""
        filters = {name: on for name, on in self.filters.items() if name != "time" or not self.rolling}
        return filters, self.rolling, self.measure, self.compare, self.against, self.zone

    # ---- what is listed ----

    def projection(self, dimension: str, sort: str = "count") -> Projection:
        """The values of a dimension under all other filters; see `projection.of_labels`."""
        by_selection = self.ranks_by_selection(dimension)
        return of_labels(
            self.crossfilter, dimension, sort=sort, by_selection=by_selection, measure=self.counted
        )

    def every_value(self, dimension: str) -> Iterator[tuple[str, Any, Any]]:
        """All values of a dimension, see `projection.every`."""
        by_selection = self.ranks_by_selection(dimension)
        return every(self.crossfilter, dimension, by_selection=by_selection, measure=self.counted)

    def clock_projection(self, dimension: str) -> Projection:
        """The hours of the day ("hour") or of the week ("weekhour"), in their natural order."""
        return of_clock(self.crossfilter, dimension, self.counted)

    def listed_for(self, dimension: str) -> str:
        """The dimension that is listed in the place of this one."""
        there = kin_of(self.crossfilter, dimension)
        return next((name for name in self.listed if name in there), there[0])

    def list_for(self, dimension: str, name: str) -> None:
        """List another dimension in the place of this one."""
        rest = [other for other in self.listed if other not in KIN.get(dimension, ())]
        others = kin_of(self.crossfilter, dimension)[1:]
        self.listed = (*rest, name) if name in others else tuple(rest)
        self._changed()

    def rank(self, dimension: str, by_selection: bool) -> None:
        """List a dimension's most frequent values of the selection, or of the whole log."""
        own = self._ranked_as(dimension)
        rest = tuple(name for name in self.ranked if name.removesuffix(ALL) != own)
        self.ranked = rest if by_selection else (*rest, own + ALL)
        self._changed()

    def ranks_by_selection(self, dimension: str) -> bool:
        """Whether a dimension's values are listed by the requests selected."""
        return self._ranked_as(dimension) + ALL not in self.ranked

    def _ranked_as(self, dimension: str) -> str:
        """What ``ranked`` calls a dimension: a parameter by the place in which it is shown."""
        if not dimension.startswith(PARAM):
            return dimension
        return PARAMS[dimension == self.dimension_of_param(1)]

    # ---- the link ----

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says; return a sentence for each part that this log does not know."""
        with self.hold_trait_notifications():
            if state["zone"] != self.zone:
                # The link's interval and zoom are by this clock: they are not to be told by it once more.
                self._tell_by(state["zone"])
            notices = self.lacking
            self.mode, self.trend, self.search = state["mode"], state["trend"], state["search"]
            self.sort = state["sort"]
            self.measure = state["measure"]
            self.zoom, self.rate, self.compare = state["zoom"], state["rate"], state["compare"]
            self.against = state["against"]
            self.listed = tuple(name for name in state["show"] if name in LISTS)
            self.ranked = tuple(name for name in state["rank"] if name.removesuffix(ALL) in RANKED)
            self.source, self.client = state["log"], state["client"]
        self._asked_params = [state[key] for key in PARAMS]
        if self.rows:
            self._settle_params()
            notices += [
                f"No request has a parameter “{state[key][:40]}”: it is ignored."
                for key in PARAMS
                if getattr(self, key) != state[key] != ""
            ]
            if self.counted.name != self.measure:
                lacking = MEASURES[self.measure].title.lower()
                notices.append(f"This log does not tell of “{lacking}”: requests are counted.")
        notices += self._apply(filters_of(state))
        self._changed()
        return notices

    def told(self) -> dict[str, Any]:
        """What a link to this view holds: the filters, and how they are shown."""
        state = super().told()
        usual = self._parameters.usual(), self._parameters.usual(beside=self.param)
        for place, key in enumerate(PARAMS):
            shown, filtered = getattr(self, key), self.dimension_of_param(place) in self.filters
            # Another log, or this one with more in it, may have another usual one.
            state[key] = shown if filtered or shown != usual[place] else ""
        state |= told_filters(self.filters, self.dimension_of_param(1))
        if self.rolling:
            # The link holds the window, which is another interval each time.
            state.pop("time", None)
        return state
