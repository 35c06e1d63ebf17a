"""The card of requests over time: the interval that is drawn, errors among all, unusual hours, a trend."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v
import traitlets

from app.charts import Card, Choices, TimeSeries
from app.charts.units import in_unit, shares
from app.logs.crossfilter.measures import ERRORS, REQUESTS, SERVER_ERRORS
from app.logs.crossfilter.phrases import span_name
from app.logs.model import LogModel
from app.logs.model.comparing import compared, points_before
from app.logs.model.time_chart import (
    interval_points,
    interval_seconds,
    over_time,
    point_at,
    trend_line,
    unusual,
)

NUMBER, RATE = "number", "share of requests"
"""How errors over time are shown."""

TREND, NO_TREND = "trend line", "no trend line"


class OverTime:
    """The time chart of a log in its ``card``, with ``compare``, the choice of what it is compared with."""

    def __init__(self, model: LogModel, compare: Choices) -> None:
        self._model = model
        self.chart = TimeSeries(
            mode=model.mode,
            on_interval=self._interval_chosen,
            on_seconds=model.select_interval,
            on_zoom=model.zoom_by,
            on_quick=self._quick_chosen,
        )
        traitlets.link((model, "mode"), (self.chart, "mode"))
        self.trend_switch = Choices(label="Trend", options=[NO_TREND, TREND], on_choose=self._trend_chosen)
        self.rate_switch = Choices(label="Errors as", options=[NUMBER, RATE], on_choose=self._rate_chosen)
        switches = [self.rate_switch, compare, self.trend_switch]
        self.card = Card(
            "Requests over time",
            self.chart,
            table=self.chart.table,
            actions=v.Html(tag="div", class_="vt-card-choices", children=switches),
            size="vt-9 vt-w6",
        )
        model.observe(self._show_trend, "trend")

    # ---- what a visitor does ----

    def _interval_chosen(self, interval: list[int]) -> None:
        if interval:
            self._model.select_interval(*self._model.points.seconds(*interval))
        else:
            self._model.clear("time")

    def _quick_chosen(self, name: str) -> None:
        self._model.select_interval(*self._model.axis.quick_ranges[name])

    def _rate_chosen(self, choice: str) -> None:
        self._model.rate = choice == RATE
        self.redraw()
        self.card.refresh_table()

    def _trend_chosen(self, choice: str) -> None:
        self._model.trend = choice == TREND

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show what the model says now."""
        model, chart = self._model, self.chart
        points, measure = model.points, model.counted
        self.card.title = f"{measure.title} over time"
        part = {REQUESTS: ERRORS, ERRORS: SERVER_ERRORS}.get(measure)
        chart.part_noun = part.noun if part is not None else ""
        values, totals = over_time(model), over_time(model, filtered=False)
        parts = over_time(model, part) if part is not None else []
        chart.unit = "share" if measure is ERRORS and model.rate else measure.unit
        self.rate_switch.offer([NUMBER, RATE] if measure is ERRORS else [], RATE if model.rate else NUMBER)
        if measure is ERRORS and model.rate:
            requests = over_time(model, REQUESTS)
            values, parts = shares(values, requests), shares(parts, requests)
            totals = shares(totals, over_time(model, REQUESTS, filtered=False))
        then, both = points_before(model, measure), compared(model)
        if then and chart.unit == "share":
            then = shares(then, points_before(model, REQUESTS))
        with chart.hold_sync():
            chart.zoomed, chart.quick = points.close, list(model.axis.quick_ranges)
        chart.show(points.cuts, points.step, values, parts, totals)
        chart.hold_against(then, both.words if both else "")
        with chart.hold_sync():
            chart.interval = interval_points(model)
            chart.edges = interval_seconds(model)
        rings, cut_at = unusual(model), chart.cut_at
        chart.show_outliers([point_at(model, ring.start) for ring in rings], [ring.words for ring in rings])
        self.card.reading = (
            f"{span_name(points.step)} a point"
            + (f", peaks above {in_unit(cut_at, chart.unit)} are cut off" if cut_at else "")
            + (f", {part.noun} in red" if part is not None else "")
            + (f", {both.words} dotted" if then and both else "")
            + (", unusual hours ringed" if rings else "")
        )
        self._show_trend()

    def _show_trend(self, _change: Any = None) -> None:
        self.trend_switch.choose(TREND if self._model.trend else NO_TREND)
        found = trend_line(self._model)
        if found is None:
            self.chart.show_trend(None)
        else:
            first, end, line = found
            self.chart.show_trend((first + 0.5, line.start, end - 0.5, line.end), line.strength)
            self.card.reading = f"trend over the interval: {line.words}"
