"""What the charts over time show of a log: the measure by point and by day, the interval, rings and trend."""

from __future__ import annotations

from typing import Any

from app.logs.crossfilter.measures import REQUESTS, Measure
from app.logs.crossfilter.projection import numbers
from app.logs.insights.outliers import Outlier
from app.logs.insights.trend import Trend, trend
from app.logs.model.model import LogModel


def over_time(model: LogModel, measure: Measure | None = None, *, filtered: bool = True) -> list[Any]:
    """A measure by point of the time chart: the one that is counted, unless another is given.

    Under all filters but the interval's, or under none.
    """
    crossfilter, points, measure = model.crossfilter, model.points, measure or model.counted
    if points.close:
        start = int(points.starts[0])
        return numbers(crossfilter.over_seconds(start, points.step, len(points), measure, filtered=filtered))
    return numbers(crossfilter.over_buckets(points.of_each, len(points), measure, filtered=filtered))


def by_day(model: LogModel, *, filtered: bool = True) -> list[Any]:
    """What is counted by column of the day chart, under all filters but that of days, or under none."""
    crossfilter, days = model.crossfilter, model.axis.days
    groups = days.of_each[crossfilter.timeline.day]
    return numbers(
        crossfilter.over_buckets(groups, len(days.codes), model.counted, own="day", filtered=filtered)
    )


def interval_points(model: LogModel) -> list[int]:
    """The selected interval as ``[first, end]`` in points of the time chart; empty if none is."""
    chosen, points = model.crossfilter.filters.get("time"), model.points
    if points.close:
        wanted = model.filters.get("time")
        return points.of_seconds(*wanted) if wanted else []
    return points.of_buckets(*chosen[:2]) if isinstance(chosen, tuple) else []


def interval_seconds(model: LogModel) -> list[int]:
    """The selected interval's two seconds where points cannot tell it; empty where they do."""
    interval, points = interval_points(model), model.points
    wanted = model.filters.get("time")
    if not interval or wanted is None:
        return []
    first, last = points.seconds(0, len(points))
    known = [max(wanted[0], first), min(wanted[1], last)]
    return [] if known == list(points.seconds(*interval)) else known


def point_at(model: LogModel, second: int) -> int:
    """The point of the time chart that holds this second of the log's clock."""
    bucket = model.crossfilter.timeline.at(second)
    return model.points.of_buckets(bucket, bucket + 1)[0]


def unusual(model: LogModel) -> list[Outlier]:
    """The hours to ring.

    They are judged over all requests, so none where a filter, measure or zoom shows others.
    """
    if model.points.close or model.counted is not REQUESTS or set(model.crossfilter.filters) - {"time"}:
        return []
    return model.analysis.outliers


def trend_line(model: LogModel) -> tuple[int, int, Trend] | None:
    """The line through the points of the interval, from one up to another; None where none is wanted."""
    if not model.trend:
        return None
    first, end = interval_points(model) or (0, len(model.points))
    values = [0 if value is None else value for value in over_time(model)]
    line = trend(model.points.starts[first:end], values[first:end])
    return None if line is None else (first, end, line)
