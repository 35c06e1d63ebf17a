"""The log dashboard: linked charts over one log, for a page or anybody's notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import traitlets

from app.charts import Card, ColumnChart, Donut, HeatMap, Summary
from app.charts.component import Compound
from app.charts.figure import GLIDE
from app.charts.palette import status_colours
from app.charts.search_box import SearchBox
from app.charts.selectable import Selectable
from app.charts.together import below, told_together
from app.logs.crossfilter.comparison import each_in_percent
from app.logs.crossfilter.measures import ERRORS, REQUESTS
from app.logs.crossfilter.phrases import TITLES, WEEKDAYS
from app.logs.crossfilter.projection import Projection, named
from app.logs.model import PARAMS, LogModel
from app.logs.model.comparing import amounts_before, clock_before, compared, days_before
from app.logs.model.time_chart import by_day
from app.logs.report import name_of
from app.logs.store.log import Log
from app.logs.views.figure_row import FigureRow
from app.logs.views.not_found import NotFoundList
from app.logs.views.over_time import OverTime
from app.logs.views.report import ReportButton
from app.logs.views.request_table import RequestTable
from app.logs.views.slowest import SlowestList
from app.logs.views.value_list import ParameterList, ValueList
from app.logs.views.what_changed import WhatChanged
from app.logs.views.what_stands_out import WhatStandsOut

SEARCH_HINT = 'Search: words, "a phrase", -without, status:5xx, path:*.php, bytes>1e6'

BAR_LISTS = (
    ("product", "Product", "what was looked at or bought", "vt-3"),
    ("category", "Category", "where it stands in the shop", "vt-3"),
    ("agent", "Agent", "browsers and programs; bots apart", "vt-3"),
    ("method", "Method", "how they asked", "vt-3"),
    ("path", "Paths", "without what follows the ?", "vt-4"),
    ("host", "Hosts", "who asked", "vt-4"),
    ("referrer", "Referrers", "where they came from", "vt-4"),
)

CLOCK = "vt-3 vt-w4"
"""The size of the cards of days, hours and hours of the week: three in a row, or four with the statuses."""

RING = 50
"""Radius of the ring of statuses in px: its legend has room beside it in a quarter of a laptop's width."""

COLUMNS_HIGH = 290
"""Height of the day and hour charts in px: the heat map beside them is as high."""


class LogDashboard(Compound):
    """Linked charts over a log: whatever is clicked in one filters all the others, at once.

    >>> from app.logs import LogDashboard, read_log
    >>> LogDashboard(read_log("access.log"))  # doctest: +SKIP

    ``model`` holds the filters and is all that the charts talk to; give one to share it.
    """

    def __init__(self, log: Log | None = None, model: LogModel | None = None) -> None:
        self.model = model if model is not None else LogModel(log)
        self.summary = Summary(self.model.clear, self.model.turn)
        self.figures = FigureRow(self.model, self._draw_slowest)
        self.headlines = self.figures.widget
        self.search = SearchBox(words="Search all requests", hint=SEARCH_HINT)
        self.report = ReportButton(self.model, lambda problem: self.search.tell(str(problem)))
        self.stands_out = WhatStandsOut(self.model)
        self.changed = WhatChanged(self.model)
        self.over_time = OverTime(self.model, self.changed.switch)
        self.time, self.insights = self.over_time.chart, self.stands_out.sentences
        self.day = ColumnChart(heading="day", height=COLUMNS_HIGH, **self._picking("day", self._day_labels))
        self.hour = ColumnChart(heading="hour", height=COLUMNS_HIGH, **self._picking("hour", _hour_labels))
        self.heat = HeatMap(
            heading="weekday",
            row_labels=list(WEEKDAYS),
            column_labels=[f"{hour:02d}" for hour in range(24)],
            **self._picking("weekhour", _weekhour_labels),
        )
        self.status = Donut(heading="status", radius=RING, **self._picking("status", self._status_labels))
        self.lists = {
            name: ValueList(self.model, name, title, heading=TITLES[name].lower(), reading=reading, size=size)
            for name, title, reading, size in BAR_LISTS
        }
        self.params = [ParameterList(self.model, place) for place in range(len(PARAMS))]
        self.not_found = NotFoundList(self.model)
        self.slowest = SlowestList(self.model)
        self.requests = RequestTable(self.model)
        self._cards = self._make_cards()
        self._grid = v.Html(tag="div", class_="vt-grid vt-filled")
        # The summary last, so that the number of requests selected never runs ahead of the charts.
        self._shown = [*below(*self._cards, self._grid), self.headlines, self.summary]
        super().__init__(
            tag="div",
            class_="vt-logs",
            children=[
                v.Html(
                    tag="div",
                    class_="vt-logs-bar",
                    children=[
                        v.Html(tag="div", class_="vt-logs-tools", children=[self.search, self.report]),
                        self.summary,
                    ],
                ),
                self.headlines,
                self._grid,
            ],
        )
        traitlets.link((self.model, "search"), (self.search, "search"))
        self.model.finding.observe(self._tell_of_search, ["fault", "notes", "running", "share"])
        self.model.observe(self._redraw, "revision")
        self._redraw()

    def _make_cards(self) -> list[Card]:
        self.day_card = Card("Requests a day", self.day, table=self.day.table, size=CLOCK)
        self.hour_card = Card("Hour of the day", self.hour, table=self.hour.table, size=CLOCK)
        return [
            self.over_time.card,
            self.stands_out.card,
            Card(
                "Status", self.status, reading="how the server answered", table=self.status.table, size="vt-3"
            ),
            self.changed.card,
            self.day_card,
            self.hour_card,
            Card(
                "Weekday × hour", self.heat, reading="brighter is busier", table=self.heat.table, size=CLOCK
            ),
            *(values.card for values in (*self.lists.values(), *self.params)),
            self.slowest.card,
            self.not_found.card,
            Card("Requests", self.requests, reading="the selected lines in the order of time", size="vt-12"),
        ]

    # ---- what a visitor does ----

    def _picking(self, dimension: str, labels: Callable[[list[int]], list[str]]) -> dict[str, Any]:
        """What a chart does with what was picked or left out in it, whose ``labels`` are these."""
        return {
            "on_pick": lambda places: self.model.select(dimension, labels(places)),
            "on_exclude": lambda places: self.model.select(dimension, labels(places), without=True),
        }

    def _status_labels(self, places: list[int]) -> list[str]:
        return [self.status.labels[place] for place in places]

    def _day_labels(self, columns: list[int]) -> list[str]:
        return self.model.axis.days.labels_of(columns, self.model.crossfilter.timeline)

    # ---- what a visitor sees ----

    def _tell_of_search(self, _change: Any = None) -> None:
        finding = self.model.finding
        if finding.fault is not None:
            self.search.tell(finding.fault.words, (finding.fault.start, finding.fault.end))
        elif finding.running:
            self.search.tell(f"looking… {100 * finding.share:.0f}%")
        else:
            self.search.tell(" ".join(finding.notes))

    def _redraw(self, _change: Any = None) -> None:
        with told_together(self._shown):
            self._draw()
            self.figures.redraw()

    def _draw(self) -> None:
        self._glide(not self.model.growing)
        self._name_measure()
        self.stands_out.redraw()
        self.over_time.redraw()
        self._draw_clock()
        status = self.model.projection("status", sort="label")
        self.status.show(
            status.labels,
            status.values,
            status.totals,
            status_colours(status.labels),
            status.chosen,
            status.excluded,
        )
        self._hold_against(self.status, amounts_before(self.model, "status", status.codes))
        crossfilter = self.model.crossfilter
        errors, whole = (
            int(crossfilter.project("status", measure).sum()) if status.labels else 0
            for measure in (ERRORS, REQUESTS)
        )
        with self.status.hold_sync():
            self.status.centre = f"{100 * errors / whole:.1f}%" if whole else "–"
            self.status.caption = "errors"
        for values in (*self.lists.values(), *self.params):
            values.redraw()
        self.not_found.redraw()
        self.changed.redraw()
        absent = {values.card for values in (*self.lists.values(), *self.params) if not values.there}
        absent |= {one.card for one in (self.not_found, self.slowest) if not one.there}
        there = [
            card
            for card in self._cards
            if (card not in absent or not self.model.rows)
            and (card is not self.changed.card or self.changed.there)
        ]
        if self._grid.children != there:
            self._grid.children = there
        for card in self._cards:
            card.refresh_table()
        chips = self.model.chips()
        self.summary.show(
            self.model.summary,
            [(chip.dimension, chip.title, chip.text) for chip in chips],
            {chip.dimension: chip.without for chip in chips if chip.turns},
        )
        self.requests.redraw()
        self.report.disabled = not self.model.rows
        log = self.model.log
        self.summary.about = name_of(log) if log is not None and log.files else ""

    def _glide(self, gliding: bool) -> None:
        """Let bars and columns glide to their new lengths after a click, but not while more keeps coming."""
        self.class_ = "vt-logs" if gliding else "vt-logs vt-growing"
        for chart in (self.day, self.hour, self.status):
            chart.figure.animation_duration = GLIDE if gliding else 0

    def _name_measure(self) -> None:
        """Tell all charts what they show."""
        measure = self.model.counted
        for chart in (self.time, self.day, self.hour, self.heat, self.status):
            chart.noun, chart.unit = measure.noun, measure.unit
        for values in (*self.lists.values(), *self.params):
            values.bars.noun, values.bars.unit, values.bars.adds = measure.noun, measure.unit, measure.adds
        self.status.ring = measure.adds
        unit = self.model.axis.days.unit
        self.day_card.title = f"{measure.title} {'by' if measure.quantile else 'a'} {unit}"
        zone = self.model.log.zone if self.model.log is not None else ""
        self.hour_card.reading = f"by the clock of {zone}" if zone else "by the server's clock"
        self.headlines.chosen = measure.name

    def _draw_slowest(self) -> None:
        # After the figures, whose times they share.
        self.slowest.redraw()
        self.slowest.card.refresh_table()

    def _draw_clock(self) -> None:
        model = self.model
        chosen, excluded = named(model.crossfilter, "day")
        self.day.show(
            model.axis.days.labels,
            by_day(model),
            by_day(model, filtered=False),
            model.axis.days.of_days(chosen),
            model.axis.days.names,
            model.axis.days.of_days(excluded),
            model.axis.days.written,
        )
        hours = model.clock_projection("hour") if model.rows else Projection([], [], [], [])
        self.hour.show(
            hours.labels,
            hours.values,
            hours.totals,
            hours.chosen,
            [f"{h}:00–{h}:59" for h in hours.labels],
            hours.excluded,
        )
        heat = model.clock_projection("weekhour")
        self.heat.show(heat.values, heat.totals, heat.chosen, heat.excluded)
        self._hold_against(self.day, days_before(model))
        self._hold_against(self.hour, clock_before(model, "hour"))
        self._hold_against(self.heat, clock_before(model, "weekhour"))

    def _hold_against(self, chart: Selectable, then: list[Any]) -> None:
        """Hold what a chart shows against the period before, where one is compared with."""
        both = compared(self.model)
        unit, anew = self.model.counted.unit, chart is self.status
        changed = each_in_percent(chart.values, then, unit, anew=anew) if then else []
        chart.hold_against(then, changed, both.words if both else "")


def _hour_labels(hours: list[int]) -> list[str]:
    return [f"{hour:02d}" for hour in hours]


def _weekhour_labels(cells: list[int]) -> list[str]:
    return [f"{WEEKDAYS[cell // 24]}{cell % 24:02d}" for cell in cells]
