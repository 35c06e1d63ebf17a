"""An index over twenty years: choose a period, and see what it would have done to your money."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v
from traitlets import link

from app.charts import Card
from app.charts.card import Table
from app.charts.file_button import FileButton
from app.charts.palette import NEGATIVE, POSITIVE
from app.charts.problem_note import ProblemNote
from app.gallery.index import Index
from app.gallery.views.controls import Buttons, Row
from app.gallery.views.facts import Fact, Facts, percent
from app.gallery.views.price_series import PriceSeries


class IndexDemo(Card):
    """Daily closes with a period to choose, its straight line, return and worst drawdown.

    >>> from app.gallery import IndexDemo
    >>> demo = IndexDemo()
    >>> demo.model.period = demo.model.presets["2008"]  # doctest: +SKIP
    >>> demo.facts.facts[0]["value"]  # doctest: +SKIP
    '−38.5%'
    """

    def __init__(self, model: Index | None = None) -> None:
        # Build: a model, a chart with an interval, periods to choose, a button for one's own prices.
        self.model = model or Index()
        self.chart = PriceSeries(on_interval=self._chosen)
        self.presets = Buttons([], self._preset, label="Periods")
        self.note = ProblemNote()
        self.file = FileButton(
            "Your own CSV",
            receive=self.model.receive,
            on_file=lambda name, path: self.model.read(path.read_bytes(), name),
            on_problem=self.note.tell,
            accept=".csv,.txt,text/csv",
        )
        self.facts = Facts()

        # Link: the chart's mode is the model's; a new period or new prices redraw what depends on them.
        link((self.model, "mode"), (self.chart, "mode"))
        self.model.observe(self._draw, "prices")
        self.model.observe(self._draw_period, "period")
        self.model.observe(lambda change: self.note.tell(change["new"]), "problem")

        # Show: a card around them.
        super().__init__(
            "Index",
            v.Html(tag="div", children=[Row(self.presets, self.file, self.note), self.chart, self.facts]),
            table=self.table,
        )
        self.note.tell(self.model.problem)
        self._draw()

    def _chosen(self, places: list[int]) -> None:
        first, last = [self.chart.moment(place) for place in places] or (0, 0)
        self.model.period = (first, last) if last > first else None

    def _preset(self, name: str) -> None:
        self.model.period = self.model.presets[name]

    def _draw(self, _change: Any = None) -> None:
        prices = self.model.prices
        if prices is None:
            return
        self.title = f"{prices.name}, {prices.days[0].item().year} to {prices.days[-1].item().year}"
        self.presets.words = list(self.model.presets)
        self.chart.show_prices(prices)
        self._draw_period()

    def _draw_period(self, _change: Any = None) -> None:
        found, presets = self.model.performance, self.model.presets
        self.chart.show_period(self.model.period, found)
        self.presets.pressed = next((name for name in presets if presets[name] == self.model.period), "")
        if found is None:
            self.facts.show([])
            return
        line, period = found.trend, f"{found.first} to {found.last}"
        self.reading = f"{period}; the line through it: green rises, red falls, the wider the straighter"
        colour = POSITIVE if line.end >= line.start else NEGATIVE
        self.facts.show(
            [
                Fact(percent(found.total), "total return", period),
                Fact("under a year" if found.annual is None else percent(found.annual), "a year, compounded"),
                Fact(percent(found.fall), "worst drawdown", f"{found.peak} to {found.trough}"),
                Fact(f"{line.strength:+.2f}".replace("-", "−"), "trend’s correlation with time", "", colour),
            ]
        )
        self.refresh_table()

    def table(self) -> Table:
        """The closes of the period."""
        return ["date", "value"], [[str(day), value] for day, value in self.model.within()]
