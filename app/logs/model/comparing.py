"""What is counted in one period, held against the period before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.logs.crossfilter.comparison import TOGETHER, Change, ranked
from app.logs.crossfilter.comparison import changes as changes_of
from app.logs.crossfilter.measures import ERRORS, REQUESTS, VISITORS, Measure
from app.logs.crossfilter.periods import BEFORE, CHOSEN, Periods, earlier, last_whole_day
from app.logs.crossfilter.projection import numbers
from app.logs.crossfilter.tails import Without, listed
from app.logs.model.model import LogModel
from app.logs.not_found import Missing, codes_of
from app.logs.search.rules import Not
from app.logs.store.labels import find
from app.seconds import DAY, HOUR

COMPARED = ("status", "product", "category", "agent", "path", "host", "referrer", "method")
"""Dimensions of which it is told what rose and fell."""

HOURS = {"hour": 24, "weekhour": 168}
"""Dimensions of the clock whose values are hours, and how many of them there are."""

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
    chosen = chosen_period(model)
    now, way = chosen or last_whole_day(model.axis.seen), model.compare or BEFORE
    if now is None:
        return None
    # What was chosen to be compared with is not held against a day that nobody chose.
    way = way if chosen or way != CHOSEN else BEFORE
    return earlier(now, way, (model.axis.span[0], model.axis.seen[1]), model.against)


def compared(model: LogModel) -> Periods | None:
    """The periods of a comparison that is wanted; None without one, or where no period is chosen."""
    return periods_of(model) if model.compare and chosen_period(model) is not None else None


def _within(model: LogModel, both: Periods, period: tuple[int, int]) -> dict[str, Any]:
    """All filters but those on the interval and the days, and this one of the periods.

    A filter on hours means those of the period now: in the one before it is on as many hours earlier.
    """
    filters = model.crossfilter.filters
    others = {name: chosen for name, chosen in filters.items() if name not in ("time", "day")}
    for name in HOURS.keys() & others.keys():
        others[name] = _earlier(others[name], round((both.now[0] - period[0]) / HOUR), HOURS[name])
    return {**others, "time": model.crossfilter.timeline.span(*period)}


def _earlier(hours: Any, by: int, around: int) -> Any:
    """A filter on hours of the day or of the week, so many hours earlier."""
    codes = frozenset((code - by) % around for code in listed(hours))
    return Without(codes) if isinstance(hours, Without) else codes


def amount_within(model: LogModel, measure: Measure, both: Periods, period: tuple[int, int]) -> float:
    """A measure of the requests of one of both periods that pass all filters but interval and days."""
    return model.crossfilter.amount(measure, _within(model, both, period))


def amounts_before(
    model: LogModel, dimension: str, codes: Sequence[int], measure: Measure | None = None
) -> list[Any]:
    """What is counted of these values, or a measure, in the period before; nothing without a comparison."""
    both = compared(model)
    if both is None or not codes:
        return []
    where = {name: chosen for name, chosen in _within(model, both, both.then).items() if name != dimension}
    return numbers(model.crossfilter.count(dimension, where, measure or model.counted)[list(codes)])


def missing_before(model: LogModel, told: Sequence[Missing]) -> list[int]:
    """How often each of these paths was not found in the period before; nothing without a comparison."""
    both = compared(model)
    if both is None or not told:
        return []
    log = model.crossfilter
    requests = log.count("path", {**_within(model, both, both.then), "status": codes_of(log)})
    codes = [find(log.values["path"], missing.path) for missing in told]
    return [0 if code is None else int(requests[code]) for code in codes]


def clock_before(model: LogModel, dimension: str) -> list[Any]:
    """What is counted of the hours of the day ("hour") or of the week ("weekhour") in the period before.

    Each hour of it stands where its counterpart in the chosen period does. Nothing without a comparison."""

    def hour(time: NDArray[np.int64]) -> NDArray[np.int64]:
        return time % DAY // HOUR

    def hour_of_week(time: NDArray[np.int64]) -> NDArray[np.int64]:
        # Monday is 0; 1 January 1970 was a Thursday.
        return (time // DAY + 3) % 7 * 24 + hour(time)

    place = {"hour": hour, "weekhour": hour_of_week}[dimension]
    return _before(model, place, HOURS[dimension], dimension)


def days_before(model: LogModel) -> list[Any]:
    """What is counted in the period before by column of the day chart: of those that are wholly within the
    days that are chosen, or that the interval touches; None of all others. Nothing without a comparison."""
    both = compared(model)
    if both is None:
        return []
    days, known = model.axis.days, model.crossfilter.timeline.days

    def column(time: NDArray[np.int64]) -> NDArray[np.int64]:
        places = np.minimum(np.searchsorted(known, time // DAY), len(known) - 1)
        return np.where(known[places] == time // DAY, days.of_each[places], -1)

    start, end = both.now
    touched = (known * DAY < end) & ((known + 1) * DAY > start)
    each = all if "time" not in model.filters else any
    found = _before(model, column, len(days.codes))
    return [n if each(touched[codes]) else None for codes, n in zip(days.codes, found, strict=True)]


def points_before(model: LogModel, measure: Measure) -> list[Any]:
    """A measure in the period before by point of the time chart: of those that are wholly within the period
    that is chosen, None of all others. Nothing without a comparison."""
    both = compared(model)
    if both is None:
        return []
    starts, step = model.points.starts, model.points.step

    def point(time: NDArray[np.int64]) -> NDArray[np.int64]:
        places = np.searchsorted(starts, time, side="right") - 1
        return np.where((places >= 0) & (time < starts[places] + step), places, -1)

    inside = (starts >= both.now[0]) & (starts + step <= both.now[1])
    found = _before(model, point, len(starts), measure=measure)
    return [n if within else None for within, n in zip(inside.tolist(), found, strict=True)]


def _before(
    model: LogModel,
    place: Callable[[NDArray[np.int64]], NDArray[np.int64]],
    size: int,
    own: str = "",
    measure: Measure | None = None,
) -> list[Any]:
    """What is counted in the period before by the place of each second, once that is moved to the period that
    is chosen; under all filters but ``own``, and those on the interval and the days."""
    both = compared(model)
    if both is None:
        return []
    by = both.now[0] - both.then[0]
    where = {name: chosen for name, chosen in _within(model, both, both.then).items() if name != own}
    crossfilter = model.crossfilter
    return numbers(
        crossfilter.over_moments(lambda time: place(time + by), size, where, measure or model.counted)
    )


def told_as_changed(model: LogModel) -> Measure:
    """In what it is told that values rose or fell: errors or visitors where these are counted, else requests.

    Of bytes and of response times a single one may outweigh all others.
    """
    return model.counted if model.counted in (ERRORS, VISITORS) else REQUESTS


def changes(model: LogModel) -> list[Change]:
    """What rose and fell most between the periods that are compared, see `told_as_changed`."""
    both = compared(model)
    if both is None:
        return []
    crossfilter, measure = model.crossfilter, told_as_changed(model)
    now, before = _within(model, both, both.now), _within(model, both, both.then)
    found: list[Change] = []
    for dimension in COMPARED:
        if dimension in crossfilter.values and dimension not in crossfilter.filters:
            found += changes_of(
                dimension,
                crossfilter.count(dimension, now, measure),
                crossfilter.count(dimension, before, measure),
                # Visitors come one by one.
                together=1.0 if measure is VISITORS else TOGETHER,
            )
    return ranked(found, MOST_CHANGES)
