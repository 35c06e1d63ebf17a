"""What a visitor set on the log page, and what each chart shows because of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from app.counted import counted
from app.links import Choice, Flag, Interval, Labels, Linked, LinkState, Text
from app.logs.counting import KIN, LISTS, crossfilter_of, growing_crossfilter_of
from app.logs.crossfilter.comparison import Change, changes, ranked
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.grouping import SHORTEST, DayColumns, Points
from app.logs.crossfilter.growing import GrowingCrossfilter
from app.logs.crossfilter.labelling import Labelling
from app.logs.crossfilter.measures import ERRORS, MEASURES, REQUESTS, Measure
from app.logs.crossfilter.periods import BEFORE, WEEK, Periods, earlier, last_whole_day
from app.logs.crossfilter.phrases import TITLES, Chip, filter_text, title_of
from app.logs.crossfilter.projection import LISTED, Projection, every, numbers, of_clock, of_labels
from app.logs.crossfilter.timeline import DAY, HOUR, Span
from app.logs.dimensions import CATEGORY_PARAMETERS, NONE, PARAM, PRODUCT_PARAMETERS
from app.logs.finding import Finding
from app.logs.insights.analysis import Analysis
from app.logs.insights.outliers import Outlier
from app.logs.insights.trend import Trend, trend
from app.logs.search.rules import Not, both, labels_of, rule
from app.logs.store.ordering import SORTED
from app.logs.written.requests import parameters

if TYPE_CHECKING:
    from app.logs.store.log import Log
    from app.logs.store.store import Store

PARAMS = ("param", "param2")
"""The URL parameters that are shown at once, as traits and in a link; ``value`` for each holds its filter."""

VALUES = ("value", "value2")

QUOTED = re.compile(r'["\\]')

SEARCH = "search"
"""The filter that lets through what is looked for."""

RULED = {name: TITLES[name] for name in ("day", "hour", "weekhour", *LISTS)} | {
    "value": "Parameter value",
    "value2": "Value of the second parameter",
}
"""What a filter can let through or leave out, by its key in a link, and what a visitor calls it."""

NOT = "not."
"""What a link puts before the key of a filter that leaves out."""

RANKED = (*LISTS, *PARAMS)
"""What is listed by the selection, or by all requests where that is chosen."""

ALL = ":all"
"""What ``rank`` in a link puts behind a dimension that is listed by all requests."""

COMPARED = ("status", "product", "category", "agent", "path", "host", "referrer", "method")
"""Dimensions of which it is told what rose and fell."""

MOST_CHANGES = 12
"""Values that are told of which rose or fell."""

LINK = LinkState(
    Text("log", title="Log", trait="source"),
    Interval("time", title="Time"),
    Interval("zoom", title="Zoom"),
    Labels("day", title="Day"),
    Labels("hour", title="Hour"),
    Labels("weekhour", title="Weekday × hour"),
    *(Labels(name, title=TITLES[name]) for name in LISTS),
    Text("param", title="Parameter"),
    Labels("value", title="Parameter value"),
    Text("param2", title="Second parameter"),
    Labels("value2", title="Value of the second parameter"),
    *(Labels(NOT + name, title=f"Not {title}") for name, title in RULED.items()),
    Labels("rank", title="Ranking", trait="ranked"),
    Labels("show", title="Lists", trait="listed"),
    Choice("measure", REQUESTS.name, "Measure", tuple(MEASURES)),
    Choice("mode", "draw", "Interval", ("draw", "sweep")),
    Choice("compare", "", "Comparison", ("", BEFORE, WEEK)),
    Flag("trend", title="Trend line"),
    Flag("rate", title="Share of errors"),
    Text("search", title="Search", flows=True),
    Choice("sort", "time", "Order", tuple(way + name for name in SORTED for way in ("", "-"))),
)


LOOK_AGAIN = 30.0
"""Seconds after which what stands out in a log that grows is looked for anew."""

FIND_AGAIN = 3.0
"""Seconds after which what is searched for is looked for among the requests that came."""


class LogModel(Linked):
    """The state of the log page: one log, its filters, and what is shown of it.

    ``revision`` rises whenever something that a chart shows has changed; a view redraws then. Filters
    are kept as labels, so that they outlive a change of the log where the log knows them.
    """

    link = LINK

    revision = traitlets.Int()
    param = traitlets.Unicode()
    param2 = traitlets.Unicode()
    measure = traitlets.Unicode(REQUESTS.name)
    mode = traitlets.Unicode("draw")
    trend = traitlets.Bool()
    search = traitlets.Unicode()
    sort = traitlets.Unicode("time")
    source = traitlets.Unicode()
    ranked = traitlets.Tuple()
    listed = traitlets.Tuple()
    zoom: Any = traitlets.Tuple(allow_none=True, default_value=None)
    rate = traitlets.Bool()
    compare = traitlets.Unicode()

    def __init__(self, log: Log | None = None) -> None:
        super().__init__()
        self._filters: dict[str, Any] = {}
        self._wanted: dict[str, Any] = {}
        self.finding = Finding()
        self._found = ""
        self.log: Log | None = None
        self.finished = True
        self.growing = False
        self.rolling = 0
        self._now = 0
        self._looked_at = self._found_at = 0.0
        self._flags = np.empty(0, bool)
        nothing = Crossfilter(np.empty(0, np.int64), {}, {})
        self.analysis = Analysis(nothing)
        self._count(nothing)
        self._parameters: tuple[str, ...] = ()
        self._own: tuple[str, ...] = ()
        self._usual: dict[str, str] = {}
        self._asked_params = ["", ""]
        self.observe(self._look, "search")
        if log is not None:
            self.show(log)

    # ---- the log ----

    def forget(self) -> None:
        """Show no log at all, and keep what is asked for until one comes."""
        self.log, self.growing, self.rolling = None, False, 0
        self._count(Crossfilter(np.empty(0, np.int64), {}, {}))
        self._parameters = self._own = ()
        self._usual = {}
        self.finding.stop()
        self._changed()

    def show(self, log: Log, *, finished: bool = True) -> list[str]:
        """Show this log under the filters that are set; return a sentence for each it does not know.

        A log that is not ``finished`` is still being read: a filter it does not know yet may come true.
        """
        self.log, self.finished, self.growing, self.rolling = log, finished, False, 0
        self._count(crossfilter_of(log.store, finished=finished))
        return self._under_filters(log.store)

    def grow(self, log: Log, now: int, rolling: int = 0) -> None:
        """Show this log, which is still being written, with what came since; ``now`` is its clock's second.

        ``rolling`` filters by the last so many seconds, up to now, in place of any interval; 0 by none. What
        stands out is found anew every ``LOOK_AGAIN`` seconds.
        """
        goes_on = self.growing and self.log is not None and self.log.store is log.store
        before = self.crossfilter if goes_on and isinstance(self.crossfilter, GrowingCrossfilter) else None
        shown, analysis, found = (self.param, self.param2), self.analysis, self._found
        self.log, self.finished, self.growing = log, False, True
        self._now, self.rolling = now, rolling
        self._count(growing_crossfilter_of(log.store, before), analyse=False)
        due = monotonic() - self._looked_at > LOOK_AGAIN and not analysis.looking.running
        if before is None or (due and self.rows):
            analysis.abandon()
            self.analysis = Analysis(self.crossfilter)
            self._looked_at = monotonic() if self.rows else 0.0
        # A parameter that was the usual one stays on show when another becomes it.
        self._asked_params = [asked or was for asked, was in zip(self._asked_params, shown, strict=True)]
        if before is not None and found:
            # What came since is not looked through yet.
            self._found = found
            self._bring_search()
        self._under_filters(log.store)

    def roll(self, seconds: int) -> None:
        """Filter a log that grows by its last so many seconds from here on; 0 ends that."""
        if self.growing and self.log is not None:
            if not seconds:
                self._wanted.pop("time", None)
            self.grow(self.log, self._now, seconds)

    def _under_filters(self, store: Store) -> list[str]:
        self._own = tuple(name for name, _ in store.param_names)
        of_referrers = (name for name in store.referrer_param_names if name not in self._own)
        self._parameters = (*self._own, *of_referrers)
        self._usual = {}
        self._settle_params()
        wanted = dict(self._wanted)
        if self.rolling:
            wanted["time"] = (self._now + 1 - self.rolling, self._now + 1)
        notices = self._apply(wanted)
        if not self.finished:
            self._wanted = wanted
        self._changed()
        self._look()
        return notices

    def _count(self, crossfilter: Crossfilter, analyse: bool = True) -> None:
        self.crossfilter = crossfilter
        self._whole_points = Points.of(crossfilter.timeline)
        self.days = DayColumns.of(crossfilter.timeline)
        self._labelling = Labelling(crossfilter)
        self._told_measures: list[Measure] | None = None
        self._found = ""
        if analyse:
            before, self.analysis = self.analysis, Analysis(crossfilter)
            before.abandon()

    @property
    def parameters(self) -> list[str]:
        """Names of the URL parameters that the log's requests hold, most frequent first; then of those of
        the pages that led to them, as ``referrer.NAME``."""
        return list(self._parameters)

    def _usual_param(self, beside: str = "") -> str:
        """The most frequent parameter that has no chart of its own and whose values repeat, as a session's
        number does not; else the most frequent one of those, or of all where there are no others. One that
        is shown ``beside`` is none of them."""
        if beside not in self._usual:
            self._usual[beside] = self._find_usual(beside)
        return self._usual[beside]

    def _find_usual(self, beside: str) -> str:
        taken = (*PRODUCT_PARAMETERS, *CATEGORY_PARAMETERS)
        others = [name for name in self._own if name != beside]
        candidates = [name for name in others[:8] if name.lower() not in taken]
        for name in candidates:
            codes, labels = self._param_columns(name)
            if len(labels) <= LISTED or len(labels) * 5 <= np.count_nonzero(codes):
                return name
        return next(iter((*candidates, *others)), "")

    def _param_columns(self, name: str) -> tuple[NDArray[Any], Sequence[str]]:
        if self.log is None:
            return np.empty(0, np.uint32), ()
        codes, labels = self.log.store.param(name)
        return codes[: self.rows], labels

    def choose_param(self, name: str, place: int = 0) -> None:
        """Show the values of a URL parameter in the first or the second ``place``.

        An empty name means the most frequent one without a chart. A parameter that is shown in the other
        place changes with the one here. The filter of the one that was shown here goes.
        """
        left = self.dimension_of_param(place)
        if name and name == self._shown_param(1 - place):
            self._asked_params[1 - place] = self._shown_param(place)
        self._asked_params[place] = name if name in self._parameters else ""
        kept = dict(self._filters)
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
        first, second = (name if name in self._parameters else "" for name in self._asked_params)
        # A second one that was asked for is not to be taken by the first.
        first = first or self._usual_param(beside=second)
        second = second if second != first else ""
        with self.hold_trait_notifications():
            self.param, self.param2 = first, second or self._usual_param(beside=first)
        now = {self.dimension_of_param(0), self.dimension_of_param(1)} - {PARAM}
        for dimension in before - now:
            self.crossfilter.remove(dimension)
        for dimension in now:
            self.crossfilter.add(dimension, *self._param_columns(dimension.removeprefix(PARAM)))

    # ---- what part of the time is shown ----

    @property
    def span(self) -> tuple[int, int]:
        """From the log's first second up to, not including, the one after its last."""
        if not self.rows:
            return 0, 0
        clock = self.crossfilter.timeline
        return int(clock.starts[0]), int(clock.starts[-1]) + clock.bucket

    @property
    def points(self) -> Points:
        """The points of the time chart: of the whole log, or of the stretch that is zoomed into."""
        first, last = self.span
        if self.zoom and max(self.zoom[0], first) < min(self.zoom[1], last):
            return Points.within(max(self.zoom[0], first), min(self.zoom[1], last))
        return self._whole_points

    def look_at(self, start: int, stop: int) -> None:
        """Zoom the time chart into a stretch of seconds, as far as the log goes; all of it is no zoom."""
        first, last = self.span
        width = min(max(stop - start, SHORTEST), last - first)
        start = min(max(start, first), last - width)
        self.zoom = None if width >= last - first else (start, start + width)
        self._changed()

    def zoom_by(self, way: str) -> None:
        """Zoom ``in`` to the interval, or to the middle half; ``out``; or pan ``left`` or ``right``."""
        first, last = self._view()
        width = last - first
        chosen = self._filters.get("time")
        if way == "in" and chosen and max(chosen[0], first) - min(chosen[1], last) > -width:
            self.look_at(*chosen)
        elif way == "in":
            self.look_at(first + width // 4, last - width // 4)
        elif way == "out":
            self.look_at(first - width, last + width)
        elif way in ("left", "right"):
            by = max(width // 2, 1) * (1 if way == "right" else -1)
            self.look_at(first + by, last + by)
        else:
            self.look_at(*self.span)

    def _view(self) -> tuple[int, int]:
        return self.points.seconds(0, len(self.points)) if len(self.points) else (0, 0)

    @property
    def quick_ranges(self) -> dict[str, tuple[int, int]]:
        """Intervals that end with the log, and the day before its last one, where they fit into it."""
        if not self.rows:
            return {}
        last = int(self.crossfilter.time.max()) + 1
        midnight = (last - 1) // DAY * DAY
        ranges = {
            "last hour": (last - HOUR, last),
            "last 24 hours": (last - DAY, last),
            "last 7 days": (last - 7 * DAY, last),
            "the day before the last": (midnight - DAY, midnight),
        }
        first = int(self.crossfilter.time.min())
        return {name: span for name, span in ranges.items() if span[0] > first}

    # ---- what is listed ----

    def kin(self, dimension: str) -> list[str]:
        """The dimensions that can be listed in the place of this one: those of which the log has a value."""
        found = [name for name in KIN.get(dimension, (dimension,)) if self._has(name)]
        return found or [dimension]

    def listed_for(self, dimension: str) -> str:
        """The dimension that is listed in the place of this one."""
        kin = self.kin(dimension)
        return next((name for name in self.listed if name in kin), kin[0])

    def list_for(self, dimension: str, name: str) -> None:
        """List another dimension in the place of this one."""
        rest = [other for other in self.listed if other not in KIN.get(dimension, ())]
        self.listed = (*rest, name) if name in self.kin(dimension)[1:] else tuple(rest)
        self._changed()

    def lists(self, dimension: str) -> bool:
        """Whether there is anything to list in the place of this dimension."""
        return any(map(self._has, KIN.get(dimension, (dimension,))))

    def _has(self, dimension: str) -> bool:
        if dimension not in self.crossfilter.values:
            return False
        labels = self.crossfilter.values[dimension]
        return len(labels) > 2 or any(
            label != NONE and n for label, n in zip(labels, self.crossfilter.total(dimension), strict=True)
        )

    # ---- what is counted ----

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

    def count(self, measure: str) -> None:
        """Count something else on the whole page, by its name in `MEASURES`."""
        if measure in MEASURES:
            self.measure = measure
            self._changed()

    def compare_with(self, way: str) -> None:
        """Compare with ``before`` or ``week`` (see `periods`), or with nothing."""
        self.compare = way
        self._changed()

    @property
    def chosen_period(self) -> tuple[int, int] | None:
        """The interval that is selected, or the day, or the days one after the other."""
        if "time" in self._filters:
            return self._filters["time"]
        days = self._filters.get("day", ())
        if not days or isinstance(days, Not):
            return None
        starts = sorted(int(np.datetime64(day, "s").astype(np.int64)) for day in days)
        if starts[-1] - starts[0] != DAY * (len(starts) - 1):
            return None
        return starts[0], starts[-1] + DAY

    def periods(self) -> Periods | None:
        """What is compared with what: the period that is chosen, or else the last whole day, with one before.

        None where the log does not reach so far back.
        """
        if not self.rows:
            return None
        seen = int(self.crossfilter.time.min()), int(self.crossfilter.time.max())
        now = self.chosen_period or last_whole_day(seen)
        return None if now is None else earlier(now, self.compare or BEFORE, (self.span[0], seen[1]))

    def _within(self, period: tuple[int, int]) -> dict[str, Any]:
        """All filters but those on the interval and the days, and this period."""
        others = {
            name: chosen for name, chosen in self.crossfilter.filters.items() if name not in ("time", "day")
        }
        return {**others, "time": self.crossfilter.timeline.span(*period)}

    def amount_within(self, measure: Measure, period: tuple[int, int]) -> float:
        """A measure of the requests of a period that pass all filters but those on the interval and days."""
        return self.crossfilter.amount(measure, self._within(period))

    @property
    def compared(self) -> Periods | None:
        """The periods of a comparison that is wanted; None without one, or where no period is chosen."""
        return self.periods() if self.compare and self.chosen_period is not None else None

    def then(self, dimension: str, codes: Sequence[int]) -> list[Any]:
        """What is counted of these values in the period before; nothing without a comparison."""
        periods = self.compared
        if periods is None or not codes:
            return []
        where = {name: chosen for name, chosen in self._within(periods.then).items() if name != dimension}
        return numbers(self.crossfilter.count(dimension, where, self.counted)[list(codes)])

    def changes(self) -> list[Change]:
        """What rose and fell most between the periods that are compared, in requests or errors."""
        periods = self.compared
        if periods is None:
            return []
        measure = ERRORS if self.counted is ERRORS else REQUESTS
        now, then = self._within(periods.now), self._within(periods.then)
        found: list[Change] = []
        for dimension in COMPARED:
            if dimension in self.crossfilter.values and dimension not in self.crossfilter.filters:
                found += changes(
                    dimension,
                    self.crossfilter.count(dimension, now, measure),
                    self.crossfilter.count(dimension, then, measure),
                )
        return ranked(found, MOST_CHANGES)

    # ---- filters ----

    def select(self, dimension: str, labels: Sequence[str], *, without: bool = False) -> None:
        """Let through only requests with one of these labels, or ``without`` all but those.

        None of them clears the filter.
        """
        self._filters.pop(dimension, None)
        if labels:
            self._apply({**self._filters, dimension: rule(labels, without)})
        else:
            self._apply(dict(self._filters))
        self._changed()

    def select_interval(self, start: int, end: int) -> None:
        """Let through only requests from second ``start`` up to, not including, ``end``."""
        wanted = {key: value for key, value in self._filters.items() if key != "time"}
        self.rolling = 0
        if end > start:
            wanted["time"] = (int(start), int(end))
        self._apply(wanted)
        self._changed()

    def select_all(self, selections: dict[str, Any]) -> None:
        """Replace all filters by these: labels or `Not` a dimension, ``(start, end)`` seconds for "time", and
        a text for "search"."""
        rest = dict(selections)
        self.rolling = 0
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
            kept = {} if dimension is None else {k: v for k, v in self._filters.items() if k != dimension}
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
        was = self._filters.get(dimension)
        if was == rule([label], without):
            self.clear(dimension)
        elif without and isinstance(was, Not):
            self.select(dimension, (*was.labels, label), without=True)
        else:
            self.select(dimension, [label], without=without)

    @staticmethod
    def parameters_of(query: str) -> list[tuple[str, str]]:
        """The parameters of a query, each with its value that counts: the first."""
        found: dict[str, str] = {}
        for name, value in parameters(query):
            found.setdefault(name, value)
        return list(found.items())

    def turn(self, dimension: str) -> None:
        """Leave out what the filter of a dimension lets through, or the other way round."""
        if dimension in self._filters and dimension not in ("time", SEARCH):
            selection = self._filters[dimension]
            self.select(dimension, labels_of(selection), without=not isinstance(selection, Not))

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

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set: labels or `Not` a dimension, ``(start, end)`` seconds for "time", and for
        "search" what is looked for."""
        return dict(self._filters)

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
        elif self.search != self._found or (again and monotonic() - self._found_at > FIND_AGAIN):
            self._found_at = monotonic()
            self.finding.look(self.log.store, self.rows, self.search, self._filter_by_search)
            self.revision += self.finding.running

    @property
    def searches_on(self) -> bool:
        """Whether requests came to a log that grows which were not looked through yet."""
        return self.growing and bool(self.search.strip()) and len(self._flags) < self.rows

    def _filter_by_search(self, flags: NDArray[np.bool_] | None) -> None:
        was = SEARCH in self._filters
        if flags is None:
            self._found = ""
            self.crossfilter.remove(SEARCH)
        else:
            self._found, self._flags = self.search, flags
            self._bring_search()
        if was or flags is not None:
            self._apply(dict(self._filters))
            self._changed()

    def _bring_search(self) -> None:
        """Count by what was found; of a log that grew meanwhile, the rest was not looked through yet."""
        flags = np.zeros(self.rows, np.uint8)
        flags[: len(self._flags)] = self._flags
        self.crossfilter.add(SEARCH, flags, ("no", "yes"))

    def _apply(self, wanted: dict[str, Any]) -> list[str]:
        self.crossfilter.clear()
        self._filters = {}
        wanted.pop(SEARCH, None)
        if not self.rows:
            # No log yet: what a link asked for waits for it.
            self._filters = dict(wanted)
            self._wanted = dict(wanted)
            return []
        notices = []
        for key, selection in wanted.items():
            dimension = self.dimension_of_param(VALUES.index(key)) if key in VALUES else key
            title = title_of(dimension)
            if dimension not in self.crossfilter.dimensions:
                notices.append(f"This log has no “{title}”: that filter is ignored.")
                continue
            if dimension == "time":
                self.crossfilter.set("time", self._span(*selection))
                known: Any = selection
                if "time" not in self.crossfilter.filters:
                    notices.append("This log has no requests in the interval: it is ignored.")
                    continue
            else:
                without = isinstance(selection, Not)
                codes = {label: self._labelling.code(dimension, label) for label in labels_of(selection)}
                known = tuple(label for label, code in codes.items() if code is not None)
                lost = [label for label, code in codes.items() if code is None]
                if lost:
                    notices.append(f"{title} {', '.join(lost[:3])} does not occur in this log: ignored.")
                if not known:
                    continue
                passing = [code for code in codes.values() if code is not None]
                self.crossfilter.set(dimension, passing, without=without)
                known = rule(known, without)
            self._filters[dimension] = known
        self._wanted = dict(self._filters)
        if self._found and self._found == self.search:
            self.crossfilter.set(SEARCH, [1])
            self._filters[SEARCH] = self.search
        return notices

    def _span(self, start: int, end: int) -> tuple[int, int] | Span:
        """The buckets of an interval; a window that rolls holds none of their requests where none came."""
        clock = self.crossfilter.timeline
        found = clock.span(start, end)
        if self.rolling and found[0] >= found[1] and len(clock):
            return Span(len(clock) - 1, len(clock), start, end)
        return found

    # ---- what charts show ----

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

    def over_time(self, measure: Measure | None = None, *, filtered: bool = True) -> list[Any]:
        """A measure by point of the time chart: the one that is counted, unless another is given.

        Under all filters but the interval's, or under none.
        """
        points, measure = self.points, measure or self.counted
        if points.close:
            start = int(points.starts[0])
            return numbers(
                self.crossfilter.over_seconds(start, points.step, len(points), measure, filtered=filtered)
            )
        return numbers(self.crossfilter.over_buckets(points.of_each, len(points), measure, filtered=filtered))

    def by_day(self, *, filtered: bool = True) -> list[Any]:
        """What is counted by column of the day chart, under all filters but that of days, or under none."""
        groups = self.days.of_each[self.crossfilter.timeline.day]
        return numbers(
            self.crossfilter.over_buckets(
                groups, len(self.days.codes), self.counted, own="day", filtered=filtered
            )
        )

    def interval_points(self) -> list[int]:
        """The selected interval as ``[first, end]`` in points of the time chart; empty if none is."""
        chosen = self.crossfilter.filters.get("time")
        if self.points.close:
            wanted = self._filters.get("time")
            return self.points.of_seconds(*wanted) if wanted else []
        return self.points.of_buckets(*chosen[:2]) if isinstance(chosen, tuple) else []

    def interval_seconds(self) -> list[int]:
        """The selected interval's two seconds where points cannot tell it; empty where they do."""
        points = self.interval_points()
        wanted = self._filters.get("time")
        if not points or wanted is None:
            return []
        first, last = self.points.seconds(0, len(self.points))
        known = [max(wanted[0], first), min(wanted[1], last)]
        return [] if known == list(self.points.seconds(*points)) else known

    def point_at(self, second: int) -> int:
        """The point of the time chart that holds this second of the log's clock."""
        bucket = self.crossfilter.timeline.at(second)
        return self.points.of_buckets(bucket, bucket + 1)[0]

    def unusual(self) -> list[Outlier]:
        """The hours to ring.

        They are judged over all requests, so none where a filter, measure or zoom shows others.
        """
        if self.points.close or self.counted is not REQUESTS or set(self.crossfilter.filters) - {"time"}:
            return []
        return self.analysis.outliers

    def trend_line(self) -> tuple[int, int, Trend] | None:
        """The line through the points of the interval, from one up to another; None where none is wanted."""
        if not self.trend:
            return None
        first, end = self.interval_points() or (0, len(self.points))
        values = [0 if value is None else value for value in self.over_time()]
        line = trend(self.points.starts[first:end], values[first:end])
        return None if line is None else (first, end, line)

    def follow(self, insight: int, link: int) -> None:
        """Select what a phrase of an insight speaks of."""
        self.select_all(dict(self.analysis.insights[insight].links[link].selection))

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
        return order[flags[order]]

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
            for dimension, selection in self._filters.items()
        ]

    # ---- the link ----

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says; return a sentence for each part that this log does not know."""
        notices = []
        with self.hold_trait_notifications():
            self.mode, self.trend, self.search = state["mode"], state["trend"], state["search"]
            self.sort = state["sort"]
            self.measure = state["measure"]
            self.zoom, self.rate, self.compare = state["zoom"], state["rate"], state["compare"]
            self.listed = tuple(name for name in state["show"] if name in LISTS)
            self.ranked = tuple(name for name in state["rank"] if name.removesuffix(ALL) in RANKED)
            self.source = state["log"]
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
        wanted = {"time": state["time"]} if state["time"] else {}
        for key in RULED:
            if state[key] or state[NOT + key]:
                name = key
                if key in VALUES and state[PARAMS[VALUES.index(key)]]:
                    name = PARAM + state[PARAMS[VALUES.index(key)]]
                wanted[name] = both(state[key], state[NOT + key])
        notices += self._apply(wanted)
        self._changed()
        return notices

    def told(self) -> dict[str, Any]:
        """What a link to this view holds: the filters, and how they are shown."""
        state = super().told()
        usual = self._usual_param()
        state["param"] = self.param if self.param != usual else ""
        state["param2"] = self.param2 if self.param2 != self._usual_param(beside=self.param) else ""
        for dimension, selection in self._filters.items():
            if dimension == SEARCH:
                continue
            key = dimension
            if dimension.startswith(PARAM):
                key = VALUES[dimension == self.dimension_of_param(1)]
            if isinstance(selection, Not):
                state[NOT + key] = selection.labels
            else:
                state[key] = selection
        if self.rolling:
            # The link holds the window, which is another interval each time.
            state.pop("time", None)
        return state

    def _changed(self) -> None:
        self.relink()
        self.revision += 1
