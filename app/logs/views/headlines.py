"""The figures above the charts of a log: requests, visitors, errors, bytes and response time selected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

import numpy as np

from app.charts.headlines import Headline
from app.charts.units import in_unit
from app.logs.crossfilter.comparison import Change, in_percent
from app.logs.crossfilter.measures import BYTES, ERRORS, P95, REQUESTS, VISITORS, Measure
from app.logs.crossfilter.phrases import moment, title_of
from app.logs.crossfilter.projection import numbers
from app.logs.model import LogModel

POINTS = 60
"""Points of a small line over time, at most."""


def headlines(model: LogModel) -> list[Headline]:
    """A figure for each measure that the log knows; of response times that which is counted, or 95%."""
    return list(each_headline(model))


def each_headline(model: LogModel) -> Iterator[Headline]:
    """The figures one by one: of a million requests one may take some hundredths of a second."""
    times = [measure for measure in model.measures if measure.quantile]
    shown = [measure for measure in model.measures if not measure.quantile]
    if times:
        shown.append(model.counted if model.counted.quantile else P95)
    for measure in shown:
        yield _headline(model, measure, times)


def _headline(model: LogModel, measure: Measure, times: list[Measure]) -> Headline:
    log = model.crossfilter
    value = log.amount(measure)
    change, versus = _change(model, measure)
    return Headline(
        measure.name,
        "Response time" if measure.quantile else measure.title,
        in_unit(value, measure.unit),
        _full(value, measure),
        _note(model, measure, value),
        _line(model, measure),
        change,
        versus,
        [(time.name, time.short) for time in times] if measure.quantile else [],
    )


def _full(value: float, measure: Measure) -> str:
    return "" if measure.quantile or isnan(value) else f"{in_unit(value)} {measure.noun}"


def _note(model: LogModel, measure: Measure, value: float) -> str:
    log = model.crossfilter
    if measure is ERRORS:
        return f"{in_unit(value / model.selected, 'share')} of requests" if model.selected else ""
    if measure is BYTES:
        return f"{in_unit(value)} bytes"
    if measure is VISITORS:
        return "a client a day, no bots"
    if measure is REQUESTS:
        return f"of {in_unit(model.rows)}" if model.selected < model.rows else ""
    return f"{measure.words} of the responses" if log.rows else ""


def _line(model: LogModel, measure: Measure) -> list[float | None]:
    """The measure over the time of the log, under all filters but the interval's."""
    buckets = len(model.crossfilter.timeline)
    width = -(-buckets // POINTS) or 1
    groups = np.arange(buckets) // width
    return numbers(model.crossfilter.over_buckets(groups, -(-buckets // width), measure))


def _change(model: LogModel, measure: Measure) -> tuple[str, str]:
    periods = model.periods()
    if periods is None:
        return "", ""
    now, then = (model.amount_within(measure, period) for period in (periods.now, periods.then))
    if not then or isnan(then) or isnan(now):
        return "", ""
    # Without an interval it is the last whole day that changed, which has to be said.
    day = "" if model.chosen_period else f"{moment(periods.now[0]).removesuffix(' 00:00')}, "
    return in_percent(now, then, 0), f"{day}on {periods.words} ({in_unit(then, measure.unit)})"


def change_parts(values: Mapping[str, Sequence[str]], change: Change) -> list[tuple[str, int | None]]:
    """A change as a sentence piece by piece, the value being its first link: `InsightList.show`.

    >>> change_parts({"path": ["(none)", "/cart"]}, Change("path", 1, 120, 40))
    [('Path ', None), ('/cart', 0), (' rose: 120 after 40 (+200%).', None)]
    """
    label = values[change.dimension][change.code]
    verb = "rose" if change.now > change.then else "fell"
    part = in_percent(change.now, change.then, 0)
    return [
        (f"{title_of(change.dimension)} ", None),
        (label, 0),
        (f" {verb}: {change.now:,} after {change.then:,} ({part}).", None),
    ]
