"""What a one-page report says of a view of a log: plain numbers and words, to be written down by a view."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.counted import counted
from app.logs.crossfilter.comparison import Change, each_in_percent
from app.logs.crossfilter.measures import ERRORS, REQUESTS, SERVER_ERRORS, Measure
from app.logs.crossfilter.periods import Periods
from app.logs.crossfilter.phrases import TITLES, Chip, listing
from app.logs.crossfilter.projection import named
from app.logs.dimensions import NONE
from app.logs.figures import Figure, each_figure
from app.logs.insights.sentence import Insight
from app.logs.model import PARAMS, LogModel
from app.logs.model.comparing import amounts_before, changes, compared
from app.logs.model.listing import lists
from app.logs.model.time_chart import by_day, interval_points, over_time
from app.logs.parsing.clock import NO_ZONE
from app.logs.store.log import Log
from app.logs.store.zones import written_zones

LISTS = ("path", "host", "agent", "referrer", "product", "category", "method")
"""What is listed, in the order of worth; what the page lists in the place of one comes in its place."""

MOST_LISTS, MOST_VALUES, MOST_SENTENCES, MOST_CHANGES = 6, 6, 8, 4
"""How much of it fits onto one page."""


@dataclass(frozen=True)
class Ranking:
    """The first values of a dimension: of each its label, what is counted of it, and that in the whole log.

    ``distinct`` is how many values there are, listed or not, without the missing one, of which ``missing``
    is what is counted: None where no request lacks a value. ``passing`` are the places of those that a filter
    of the dimension lets through, all where there is none. ``changes`` say how each changed against the
    period before, where one is compared with.
    """

    title: str
    labels: list[str]
    values: list[Any]
    totals: list[Any]
    distinct: int = 0
    missing: Any = None
    passing: frozenset[int] = frozenset()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OverTime:
    """A measure by points that begin at ``starts`` (seconds of the log's clock) and last ``step`` seconds.

    ``parts`` are those of ``part`` among the ``values``, none where that is None; ``totals`` are of the whole
    log. ``interval`` are the points ``[first, end]`` that are selected; empty where none are.
    """

    starts: NDArray[np.int64]
    step: int
    values: list[Any]
    totals: list[Any]
    part: Measure | None = None
    parts: list[Any] = field(default_factory=list)
    interval: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Report:
    """A view of a log, made at a moment: what is selected, what is counted, and what stands out.

    ``span`` are the seconds of the first and of the last request, ``zone`` says in words which clock those
    are of. ``insights`` are of the whole log, whatever is selected; None while they are still looked for.
    """

    log: str
    span: tuple[int, int]
    zone: str
    made: datetime
    lines: int
    rejected: int
    rows: int
    selected: int
    filters: list[Chip]
    measure: Measure
    figures: list[Figure]
    over_time: OverTime
    days: Ranking
    hours: Ranking
    statuses: Ranking
    lists: list[Ranking]
    insights: list[Insight] | None
    periods: Periods | None
    changes: list[tuple[str, Change]]


def report_of(model: LogModel, made: datetime) -> Report:
    """What a report on this view says. The model has to show a log with requests."""
    log, measure = model.log, model.counted
    assert log is not None
    time = model.crossfilter.time
    days, hours = model.axis.days, model.clock_projection("hour")
    values = model.crossfilter.values
    return Report(
        log=name_of(log),
        span=(int(time.min()), int(time.max())),
        zone=f"of the clock of {log.zone}" if log.zone else zone_of(written_zones(log.store)),
        made=made,
        lines=log.lines,
        rejected=log.rejected,
        rows=model.rows,
        selected=model.selected,
        filters=model.chips(),
        measure=measure,
        figures=list(each_figure(model)),
        over_time=_over_time(model),
        days=Ranking(
            days.unit,
            days.labels,
            by_day(model),
            by_day(model, filtered=False),
            passing=_passing(len(days.labels), *map(days.of_days, named(model.crossfilter, "day"))),
        ),
        hours=Ranking(
            "hour",
            hours.labels,
            hours.values,
            hours.totals,
            passing=_passing(len(hours.labels), hours.chosen, hours.excluded),
        ),
        statuses=_ranking(model, "status", "Status"),
        lists=_lists(model),
        insights=model.analysis.insights[:MOST_SENTENCES] if model.analysis.looked else None,
        periods=compared(model),
        changes=[(values[change.dimension][change.code], change) for change in changes(model)[:MOST_CHANGES]],
    )


def _passing(many: int, chosen: Collection[int], excluded: Collection[int]) -> frozenset[int]:
    return frozenset(chosen) if chosen else frozenset(range(many)) - frozenset(excluded)


def _over_time(model: LogModel) -> OverTime:
    points = model.points
    part = {REQUESTS: ERRORS, ERRORS: SERVER_ERRORS}.get(model.counted)
    if part not in (None, *model.measures, SERVER_ERRORS):
        part = None
    return OverTime(
        points.starts,
        points.step,
        over_time(model),
        over_time(model, filtered=False),
        part,
        over_time(model, part) if part is not None else [],
        interval_points(model),
    )


def _lists(model: LogModel) -> list[Ranking]:
    found = [
        _ranking(model, name := model.listed_for(place), TITLES[name])
        for place in LISTS
        if lists(model.crossfilter, place)
    ]
    found += [
        _ranking(model, model.dimension_of_param(place), f"Parameter {name}")
        for place, name in enumerate(getattr(model, param) for param in PARAMS)
        if name
    ]
    return [ranking for ranking in found if ranking.labels][:MOST_LISTS]


def _ranking(model: LogModel, dimension: str, title: str) -> Ranking:
    shown = model.projection(dimension)
    places = [place for place, label in enumerate(shown.labels) if label != NONE and shown.values[place]]
    missing = next((shown.values[place] for place, label in enumerate(shown.labels) if label == NONE), None)
    first = places[:MOST_VALUES]
    then = amounts_before(model, dimension, [shown.codes[place] for place in first])
    values = [shown.values[place] for place in first]
    passing = set(shown.chosen) if shown.chosen else set(first) - set(shown.excluded)
    return Ranking(
        title,
        [shown.labels[place] for place in first],
        values,
        [shown.totals[place] for place in first],
        shown.distinct,
        missing,
        frozenset(number for number, place in enumerate(first) if place in passing),
        tuple(each_in_percent(values, then, model.counted.unit) if then else ()),
    )


def name_of(log: Log) -> str:
    """The name of a log's file, or of the first of several."""
    names = [record.name for record in log.files]
    return names[0] if len(names) == 1 else f"{counted(len(names), 'file')}: {listing(names)}"


def zone_of(zones: NDArray[np.int16]) -> str:
    """In words the zones that lines carry, in minutes east of Greenwich.

    >>> zone_of(np.array([0])), zone_of(np.array([-210, -210])), zone_of(np.array([60, 120]))
    ('UTC', 'UTC−03:30', 'as written, in UTC+01:00 and UTC+02:00')
    >>> zone_of(np.array([NO_ZONE]))
    'of the server’s clock; the log names no zone'
    """
    found = np.unique(zones)
    names = [_offset(int(zone)) for zone in found if zone != NO_ZONE]
    if not names:
        return "of the server’s clock; the log names no zone"
    if len(found) == 1:
        return names[0]
    if len(names) < len(found):
        names.append("without a zone")
    shown = names if len(names) <= 4 else [*names[:3], f"{len(names) - 3} more"]
    return f"as written, in {', '.join(shown[:-1])} and {shown[-1]}"


def _offset(minutes: int) -> str:
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours:02d}:{rest:02d}"


def words_of(chip: Chip) -> str:
    """A filter in words: ``not Status 404``."""
    return f"{'not ' if chip.without else ''}{chip.title} {chip.text}"
