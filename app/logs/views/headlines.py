"""The figures above the charts of a log in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from app.charts.headlines import Headline
from app.charts.units import in_unit
from app.dates import day as day_name
from app.logs.crossfilter.comparison import FEW, Change, in_percent
from app.logs.crossfilter.measures import BYTES, ERRORS, REQUESTS, VISITORS, Measure
from app.logs.crossfilter.periods import Periods
from app.logs.crossfilter.phrases import filter_text, title_of
from app.logs.figures import Figure, each_figure
from app.logs.model import LogModel
from app.logs.model.comparing import chosen_period, told_as_changed


def headlines(model: LogModel) -> list[Headline]:
    """A figure for each measure that the log knows; of response times that which is counted, or 95%."""
    return list(each_headline(model))


def each_headline(model: LogModel) -> Iterator[Headline]:
    """The figures in words one by one (see `figures.each_figure`)."""
    times = [measure for measure in model.measures if measure.quantile]
    for figure in each_figure(model):
        yield _headline(model, figure, times)


def _headline(model: LogModel, figure: Figure, times: list[Measure]) -> Headline:
    measure = figure.measure
    change, versus = change_of(model, figure)
    return Headline(
        measure.name,
        "Response time" if measure.quantile else measure.title,
        in_unit(figure.value, measure.unit),
        _full(figure.value, measure),
        note_of(model, figure),
        figure.line,
        change,
        versus,
        [(time.name, time.short) for time in times] if measure.quantile else [],
    )


def _full(value: float, measure: Measure) -> str:
    return "" if measure.quantile or isnan(value) else f"{in_unit(value)} {measure.noun}"


def note_of(model: LogModel, figure: Figure) -> str:
    """What stands below a figure."""
    measure, value = figure.measure, figure.value
    if measure is ERRORS:
        return f"{in_unit(value / model.selected, 'share')} of requests" if model.selected else ""
    if measure is BYTES:
        return f"{in_unit(value)} bytes"
    if measure is VISITORS:
        return "a client a day, no bots"
    if measure is REQUESTS:
        return f"of {in_unit(model.rows)}" if model.selected < model.rows else ""
    return f"{measure.words} of the responses" if model.rows else ""


def change_of(model: LogModel, figure: Figure) -> tuple[str, str]:
    """How a figure changed, and against what; nothing where there is nothing to compare with."""
    periods = figure.periods
    if periods is None:
        return "", ""
    # Without an interval it is the last whole day that changed, which has to be said.
    day = "" if chosen_period(model) else day_name(periods.now[0])
    now, then = (in_unit(number, figure.measure.unit) for number in (figure.now, figure.then))
    if figure.few:
        return now, f"{day and f'on {day} '}after {then} on {periods.words}"
    day = day and f"{day}, "
    return in_percent(figure.now, figure.then, 0), f"{day}on {periods.words} ({then})"


def changes_reading(model: LogModel, both: Periods) -> str:
    """What the sentences of `change_parts` are about."""
    now, noun = filter_text("time", both.now), told_as_changed(model).noun
    return f"{now} against {both.words}, in {noun}, beyond what chance explains"


def change_parts(values: Mapping[str, Sequence[str]], change: Change) -> list[tuple[str, int | None]]:
    """A change as a sentence piece by piece, the value being its first link: `InsightList.show`.

    >>> change_parts({"path": ["(none)", "/cart"]}, Change("path", 1, 120, 40))
    [('Path ', None), ('/cart', 0), (' rose: 120 after 40 (+200%).', None)]
    """
    label = values[change.dimension][change.code]
    verb = "rose" if change.now > change.then else "fell"
    part = in_percent(change.now, change.then, 0) if change.then >= FEW or not change.then else ""
    return [
        (f"{title_of(change.dimension)} ", None),
        (label, 0),
        (f" {verb}: {change.now:,} after {change.then:,}{f' ({part})' if part else ''}.", None),
    ]
