"""The time axis of a log's charts: the stretch shown, its points, and the ranges offered (last 7 days)."""

from __future__ import annotations

from functools import cached_property

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.grouping import SHORTEST, DayColumns, Points
from app.seconds import DAY, HOUR

Seconds = tuple[int, int]
"""From one second of the log's clock up to, not including, another."""


class TimeAxis:
    """The time of a log, whole or zoomed into a stretch of seconds; a ``zoom`` of None is all of it.

    ``days`` are the columns of the day chart, which no zoom changes.
    """

    def __init__(self, crossfilter: Crossfilter) -> None:
        self._crossfilter = crossfilter
        self._whole = Points.of(crossfilter.timeline)
        self.days = DayColumns.of(crossfilter.timeline)

    @property
    def span(self) -> Seconds:
        """From the log's first second up to, not including, the one after its last."""
        clock = self._crossfilter.timeline
        return (int(clock.starts[0]), int(clock.starts[-1]) + clock.bucket) if len(clock) else (0, 0)

    @cached_property
    def seen(self) -> Seconds:
        """The seconds of the first and the last request; of a log without any, zeros."""
        time = self._crossfilter.time
        return (int(time.min()), int(time.max())) if len(time) else (0, 0)

    def points(self, zoom: Seconds | None) -> Points:
        """The points of the time chart: of the whole log, or of the stretch that is zoomed into."""
        first, last = self.span
        if zoom and max(zoom[0], first) < min(zoom[1], last):
            return Points.within(max(zoom[0], first), min(zoom[1], last))
        return self._whole

    def within(self, start: int, stop: int) -> Seconds | None:
        """The zoom into a stretch of seconds, as far as the log goes."""
        first, last = self.span
        width = min(max(stop - start, SHORTEST), last - first)
        start = min(max(start, first), last - width)
        return None if width >= last - first else (start, start + width)

    def zoomed(self, way: str, zoom: Seconds | None, chosen: Seconds | None) -> Seconds | None:
        """The zoom after one step: ``in`` to the ``chosen`` interval or the middle half, ``out``, ``left`` or
        ``right``; of any other way, none."""
        points = self.points(zoom)
        first, last = points.seconds(0, len(points)) if len(points) else (0, 0)
        width = last - first
        if way == "in" and chosen and max(chosen[0], first) - min(chosen[1], last) > -width:
            return self.within(*chosen)
        if way == "in":
            return self.within(first + width // 4, last - width // 4)
        if way == "out":
            return self.within(first - width, last + width)
        if way in ("left", "right"):
            by = max(width // 2, 1) * (1 if way == "right" else -1)
            return self.within(first + by, last + by)
        return None

    @property
    def quick_ranges(self) -> dict[str, Seconds]:
        """Intervals that end with the log, and the day before its last one, where they fit into it."""
        if not self._crossfilter.rows:
            return {}
        first, last = self.seen[0], self.seen[1] + 1
        midnight = (last - 1) // DAY * DAY
        ranges = {
            "last hour": (last - HOUR, last),
            "last 24 hours": (last - DAY, last),
            "last 7 days": (last - 7 * DAY, last),
            "the day before the last": (midnight - DAY, midnight),
        }
        return {name: span for name, span in ranges.items() if span[0] > first}
