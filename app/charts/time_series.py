"""A series over time with an interval that can be swept, drawn, typed and moved by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import bqplot
import ipywidgets
import numpy as np
import traitlets

from app.charts.card import Table
from app.charts.component import Component
from app.charts.figure import axis, draw, figure, fit_scale, heights
from app.charts.palette import ACCENT, BLUE, NEGATIVE, POSITIVE, TEXT, WHOLE
from app.charts.peaks import peak_cut
from app.charts.units import plain

MARGIN = (10, 8, 24, 48)


REACH = 4
"""The scale reaches up to a limit that is so many times as high as what is shown."""


class Span(TypedDict):
    """An interval from the bucket ``first`` up to ``end``, and the ``number`` of the message."""

    first: float
    end: float
    number: int


class Seconds(TypedDict):
    """Two times in seconds since 1970."""

    start: float
    stop: float


class TimeSeries(Component):
    """Counts a bucket of time as a line, a part of them as an area under it, and an interval.

    Value ``i`` stands for ``bucket`` seconds. ``cuts`` says when: each ``[i, second]`` (since 1970, of the
    clock that wrote the data) starts a stretch without a hole, the first at 0. ``interval`` is ``[]`` or
    ``[first, end]`` in buckets, half open. In the mode *sweep* the interval follows the pointer (sideways
    moves, up and down widens, a click freezes it); in *draw* it is drawn by dragging.
    ``edges`` are the interval's two seconds where it does not end on buckets; with ``on_seconds`` the
    times that are typed are taken to the second, and told there.
    With ``on_zoom`` there are buttons to zoom and pan; ``quick`` are names of intervals that can be chosen at
    once. A few peaks that would flatten all else are cut off at ``cut_at``; None where there are none.
    ``then`` are the values that those of the interval are held against, where they are, as a dotted line, and
    ``versus`` says what they are of.
    ``limit`` are the words at a dashed line (see ``show_limit``), ``limit_at`` its height at the right, of 1.
    The browser sends the next interval only when the last was answered (``answered`` echoes its number),
    so a slow answer never piles up.
    """

    vue_file = (__file__, "time_series.vue")
    page_sets = ("mode",)

    figure = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    cuts = traitlets.List(traitlets.List()).tag(sync=True)
    bucket = traitlets.Int(3600).tag(sync=True)
    values: traitlets.List[Any] = traitlets.List().tag(sync=True)
    parts: traitlets.List[Any] = traitlets.List().tag(sync=True)
    interval = traitlets.List(traitlets.Int()).tag(sync=True)
    edges = traitlets.List(traitlets.Int()).tag(sync=True)
    exact = traitlets.Bool(False).tag(sync=True)
    mode = traitlets.Enum(["draw", "sweep"], "draw").tag(sync=True)
    margin = traitlets.List(list(MARGIN)).tag(sync=True)
    marks = traitlets.List(traitlets.Dict()).tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    noun = traitlets.Unicode("requests").tag(sync=True)
    part_noun = traitlets.Unicode("errors").tag(sync=True)
    unit = traitlets.Unicode("count").tag(sync=True)
    zooms = traitlets.Bool(False).tag(sync=True)
    zoomed = traitlets.Bool(False).tag(sync=True)
    quick = traitlets.List(traitlets.Unicode()).tag(sync=True)
    then: traitlets.List[Any] = traitlets.List().tag(sync=True)
    versus = traitlets.Unicode().tag(sync=True)
    limit = traitlets.Unicode().tag(sync=True)
    limit_at = traitlets.Float(0.0).tag(sync=True)

    def __init__(
        self,
        *,
        height: int = 264,
        on_interval: Callable[[list[int]], None] | None = None,
        on_seconds: Callable[[int, int], None] | None = None,
        on_zoom: Callable[[str], None] | None = None,
        on_quick: Callable[[str], None] | None = None,
        **state: Any,
    ) -> None:
        self._on_interval, self._on_seconds = on_interval, on_seconds
        self._on_zoom, self._on_quick = on_zoom, on_quick
        self.cut_at: float | None = None
        self._totals: Sequence[float | None] = ()
        self._limits: Sequence[float | None] = ()
        self._x = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        self._y = bqplot.LinearScale(min=0.0, max=1.0, allow_padding=False)
        scales = {"x": self._x, "y": self._y}
        self._total_line = bqplot.Lines(
            x=[],
            y=[],
            scales=scales,
            colors=[WHOLE],
            fill="bottom",
            fill_colors=[WHOLE],
            fill_opacities=[0.45],
        )
        self._line = bqplot.Lines(x=[], y=[], scales=scales, colors=[BLUE], stroke_width=1.6)
        self._part_line = bqplot.Lines(
            x=[],
            y=[],
            scales=scales,
            colors=[NEGATIVE],
            stroke_width=1.0,
            fill="bottom",
            fill_colors=[NEGATIVE],
            fill_opacities=[0.35],
        )
        self._then_line = bqplot.Lines(
            x=[], y=[], scales=scales, colors=[TEXT], line_style="dotted", stroke_width=1.4, visible=False
        )
        self._limit_line = bqplot.Lines(
            x=[], y=[], scales=scales, colors=[NEGATIVE], line_style="dashed", stroke_width=1.4, visible=False
        )
        self._trend = bqplot.Lines(x=[], y=[], scales=scales, colors=[POSITIVE], visible=False)
        self._outliers = bqplot.Scatter(
            x=[], y=[], scales=scales, colors=["transparent"], stroke=ACCENT, stroke_width=2, default_size=70
        )
        self._y_axis = axis(self._y, vertical=True, tick_format=",d")
        super().__init__(
            figure=figure(
                [
                    self._total_line,
                    self._part_line,
                    self._line,
                    self._then_line,
                    self._limit_line,
                    self._trend,
                    self._outliers,
                ],
                [self._y_axis],
                height=height,
                margin=MARGIN,
            ),
            exact=on_seconds is not None,
            zooms=on_zoom is not None,
            **state,
        )
        self.figure.animation_duration = 0

    def show(
        self,
        cuts: Sequence[Sequence[int]],
        bucket: int,
        values: Sequence[float | None],
        parts: Sequence[float],
        totals: Sequence[float | None],
    ) -> None:
        """Show one value a bucket; ``parts`` (errors), where there are any, are counted in ``values`` too."""
        count = len(values)
        places = _places(count)
        self._totals = totals
        with self.hold_sync():
            self.cuts, self.bucket = [list(cut) for cut in cuts], int(bucket)
            self.values, self.parts = plain(values), plain(parts)
        self._x.max = float(max(count, 1))
        self._y_axis.visible = count > 0
        self._part_line.visible = bool(parts)
        self._fit(values)
        for line, numbers in (
            (self._total_line, totals),
            (self._line, values),
            (self._part_line, parts),
        ):
            with line.hold_sync():
                line.x = places
                line.y = np.resize(heights(numbers), len(places))

    def _fit(self, values: Sequence[float | None]) -> None:
        """Give the scale its height, up to the limit's where that does not flatten all else."""
        totals = self._totals
        self.cut_at = peak_cut([*values, *totals])
        if self.cut_at is not None:
            values = totals = [self.cut_at]
        top = max((number for number in (*values, *totals) if number is not None), default=0)
        high = max((number for number in self._limits if number is not None), default=0)
        if len(self._limits) == len(self.values) and top < high <= REACH * top:
            values, totals = [*values, high], [*totals, high]
        fits = fit_scale(self._y, self._y_axis, values, totals, self.unit)
        self._total_line.visible = fits or self.cut_at is not None

    def show_limit(self, limits: Sequence[float | None], words: str = "") -> None:
        """Draw a dashed line at a height each bucket, None where it has none; no line without any."""
        shown = len(limits) > 0 and len(limits) == len(self.values)
        if not shown and not self._limits:
            return
        self._limits = list(limits) if shown else []
        self._fit(self.values)
        with self._limit_line.hold_sync():
            self._limit_line.visible = shown
            if shown:
                places = _places(len(limits))
                self._limit_line.x = places
                self._limit_line.y = np.resize(heights(limits), len(places))
        last = next((number for number in reversed(self._limits) if number is not None), 0.0)
        with self.hold_sync():
            self.limit, self.limit_at = words if shown else "", float(last / self._y.max)

    def hold_against(self, then: Sequence[float | None], versus: str) -> None:
        """Draw as a dotted line what the values are held against, None where a bucket has none.

        Without any there is no line. What is higher than the scale is cut off."""
        with self.hold_sync():
            self.then, self.versus = plain(then), versus if then else ""
        places = _places(len(then))
        draw(self._then_line, places, np.resize(np.minimum(heights(then), self._y.max), len(places)))

    def show_outliers(self, places: Sequence[int], says: Sequence[str]) -> None:
        """Ring the buckets at ``places``; ``says`` tells of each what is unusual about it."""
        rings = [i for i in places if 0 <= i < len(self.values)]
        with self._outliers.hold_sync():
            self._outliers.x = np.asarray(rings, dtype=float) + 0.5
            self._outliers.y = np.minimum(heights([self.values[i] for i in rings]), self._y.max)
        self.marks = [{"at": i, "say": say} for i, say in zip(places, says, strict=True)]

    def show_trend(self, ends: tuple[float, float, float, float] | None, strength: float = 0.0) -> None:
        """Draw a line ``(x0, y0, x1, y1)``, green upward and red downward, as wide as it is strong."""
        with self._trend.hold_sync():
            self._trend.visible = ends is not None
            if ends is not None:
                x0, y0, x1, y1 = ends
                self._trend.x, self._trend.y = np.array([x0, x1]), np.array([y0, y1])
                self._trend.colors = [POSITIVE if y1 >= y0 else NEGATIVE]
                self._trend.stroke_width = 1.5 + 4.5 * min(abs(strength), 1.0)

    def vue_span(self, span: Span) -> None:
        """The interval was moved in the browser."""
        count = len(self.values)
        first, end = (max(0, min(int(place), count)) for place in (span["first"], span["end"]))
        self.interval, self.edges = [first, end] if end > first else [], []
        if self._on_interval is not None:
            self._on_interval(self.interval)
        self.answered = span["number"]

    def vue_zoom(self, way: str) -> None:
        """Zoom ``in`` or ``out``, pan ``left`` or ``right``, or show ``all`` again."""
        if self._on_zoom is not None and way in ("in", "out", "left", "right", "all"):
            self._on_zoom(way)

    def vue_quickly(self, name: str) -> None:
        """One of the quick ranges was chosen."""
        if self._on_quick is not None and name in self.quick:
            self._on_quick(name)

    def vue_seconds(self, typed: Seconds) -> None:
        """Two times were typed."""
        if self._on_seconds is None or not self.cuts:
            return
        place, second = self.cuts[-1]
        last = second + (len(self.values) - place) * self.bucket
        start, stop = max(int(typed["start"]), self.cuts[0][1]), min(int(typed["stop"]), last)
        if start < stop:
            self._on_seconds(start, stop)

    def table(self) -> Table:
        """The series' numbers: time, requests, errors and their share, all."""
        places = np.arange(len(self.values))
        cuts = np.array(self.cuts or [[0, 0]])
        stretch = cuts[np.searchsorted(cuts[:, 0], places, side="right") - 1]
        times = (stretch[:, 1] + (places - stretch[:, 0]) * self.bucket).astype("datetime64[s]")
        rows = [
            [str(t).replace("T", " ")[:16], n, *self._part_cells(place), total]
            for place, (t, n, total) in enumerate(zip(times, self.values, self._totals, strict=True))
        ]
        of_parts = [self.part_noun, f"{self.part_noun} %"] if self.parts else []
        titles = ["time", f"{self.noun} selected", *of_parts, f"all {self.noun}"]
        if len(self.then) == len(self.values) > 0:
            titles.append(self.versus)
            rows = [[*row, was] for row, was in zip(rows, self.then, strict=True)]
        return titles, rows

    def _part_cells(self, place: int) -> list[float]:
        """A bucket's part, and its share in percent; nothing where no part is shown."""
        if not self.parts:
            return []
        part, whole = self.parts[place], self.values[place]
        if self.unit == "share":
            return [round(part, 4), round(100 * part, 1)]
        return [part, round(100 * part / whole, 1) if whole else 0]


def _places(count: int) -> np.ndarray:
    """Where the buckets are drawn; one alone, of which nothing would be seen as a point, in its width."""
    return np.array([0.0, 1.0]) if count == 1 else np.arange(count, dtype=float) + 0.5
