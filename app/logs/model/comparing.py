"""What is counted in one period, held against the period before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.logs.crossfilter.comparison import Change, ranked
from app.logs.crossfilter.comparison import changes as changes_of
from app.logs.crossfilter.measures import ERRORS, REQUESTS, Measure
from app.logs.crossfilter.periods import BEFORE, Periods, earlier, last_whole_day
from app.logs.crossfilter.projection import numbers
from app.logs.model.model import LogModel
from app.logs.search.rules import Not
from app.seconds import DAY

COMPARED = ("status", "product", "category", "agent", "path", "host", "referrer", "method")
"""Dimensions of which it is told what rose and fell."""

MOST_CHANGES = 12
"""Values that are told of which rose or fell."""


def chosen_period(model: LogModel) -> tuple[int, int] | None:
    """The interval that is selected, or the day, or the days one after the other."""
    if "time" in model.filters:
        start, end = model.filters["time"]
        return start, end
    days = model.filters.get("day", ())
    if not days or isinstance(days, Not):
        return None
    starts = sorted(int(np.datetime64(day, "s").astype(np.int64)) for day in days)
    if starts[-1] - starts[0] != DAY * (len(starts) - 1):
        return None
    return starts[0], starts[-1] + DAY


def periods_of(model: LogModel) -> Periods | None:
    """What is compared with what: the period that is chosen, or else the last whole day, with one before.

    None where the log does not reach so far back.
    """
    if not model.rows:
        return None
    seen = int(model.crossfilter.time.min()), int(model.crossfilter.time.max())
    now = chosen_period(model) or last_whole_day(seen)
    return None if now is None else earlier(now, model.compare or BEFORE, (model.axis.span[0], seen[1]))


def compared(model: LogModel) -> Periods | None:
    """The periods of a comparison that is wanted; None without one, or where no period is chosen."""
    return periods_of(model) if model.compare and chosen_period(model) is not None else None


def _within(model: LogModel, period: tuple[int, int]) -> dict[str, Any]:
    """All filters but those on the interval and the days, and this period."""
    filters = model.crossfilter.filters
    others = {name: chosen for name, chosen in filters.items() if name not in ("time", "day")}
    return {**others, "time": model.crossfilter.timeline.span(*period)}


def amount_within(model: LogModel, measure: Measure, period: tuple[int, int]) -> float:
    """A measure of the requests of a period that pass all filters but those on the interval and days."""
    return model.crossfilter.amount(measure, _within(model, period))


def amounts_before(model: LogModel, dimension: str, codes: Sequence[int]) -> list[Any]:
    """What is counted of these values in the period before; nothing without a comparison."""
    both = compared(model)
    if both is None or not codes:
        return []
    where = {name: chosen for name, chosen in _within(model, both.then).items() if name != dimension}
    return numbers(model.crossfilter.count(dimension, where, model.counted)[list(codes)])


def changes(model: LogModel) -> list[Change]:
    """What rose and fell most between the periods that are compared, in requests or errors."""
    both = compared(model)
    if both is None:
        return []
    crossfilter = model.crossfilter
    measure = ERRORS if model.counted is ERRORS else REQUESTS
    now, before = _within(model, both.now), _within(model, both.then)
    found: list[Change] = []
    for dimension in COMPARED:
        if dimension in crossfilter.values and dimension not in crossfilter.filters:
            found += changes_of(
                dimension,
                crossfilter.count(dimension, now, measure),
                crossfilter.count(dimension, before, measure),
            )
    return ranked(found, MOST_CHANGES)
