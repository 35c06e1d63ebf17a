"""The figures above the charts of a log: what each measure comes to, over time, against the time before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from app.logs.crossfilter.comparison import FEW
from app.logs.crossfilter.measures import P95, REQUESTS, Measure
from app.logs.crossfilter.periods import Periods
from app.logs.crossfilter.projection import numbers
from app.logs.model import LogModel
from app.logs.model.comparing import amount_within, periods_of

POINTS = 60
"""Points of a small line over time, at most."""


@dataclass(frozen=True)
class Figure:
    """A measure of the requests that are selected.

    ``line`` is the measure over the time of the log, under all filters but the interval's. ``now`` and
    ``then`` are what it came to in both ``periods``; these are None where there is nothing to compare with.
    It is of ``few`` where ``then`` is too little for a percentage of it: of what is counted, or of requests.
    """

    measure: Measure
    value: float
    line: list[Any]
    periods: Periods | None = None
    now: float = float("nan")
    then: float = float("nan")
    few: bool = False


def each_figure(model: LogModel) -> Iterator[Figure]:
    """A figure for each measure that the log knows; of response times that which is counted, or 95%.

    They come one by one: of a million requests one may take some hundredths of a second.
    """
    shown = [measure for measure in model.measures if not measure.quantile]
    if len(shown) < len(model.measures):
        shown.append(model.counted if model.counted.quantile else P95)
    for measure in shown:
        yield _figure(model, measure)


def _figure(model: LogModel, measure: Measure) -> Figure:
    value, line = model.crossfilter.amount(measure), _line(model, measure)
    periods = periods_of(model)
    if periods is None:
        return Figure(measure, value, line)
    now, then = (amount_within(model, measure, periods, period) for period in (periods.now, periods.then))
    if not then or isnan(then) or isnan(now):
        return Figure(measure, value, line)
    of = measure if measure.unit == "count" else REQUESTS
    few = amount_within(model, of, periods, periods.then) < FEW
    return Figure(measure, value, line, periods, now, then, few)


def _line(model: LogModel, measure: Measure) -> list[Any]:
    buckets = len(model.crossfilter.timeline)
    width = -(-buckets // POINTS) or 1
    groups = np.arange(buckets) // width
    return numbers(model.crossfilter.over_buckets(groups, -(-buckets // width), measure))
