"""An index over twenty years: choose a period, and see what it would have done to your money."""

from __future__ import annotations

from typing import Any

from ipywidgets import DatePicker, HBox, Layout, ToggleButtons, VBox
from traitlets import link

from app.charts import Card
from app.charts.card import Table
from app.charts.problem_note import ProblemNote
from app.gallery.index import LARGEST, Index
from app.gallery.views.accessible import Accessible
from app.gallery.views.facts import Fact, Facts, days, percent
from app.gallery.views.price_chart import PriceChart
from app.visitor.own_file import OwnFile
from app.visitor.views.source_choice import SourceChoice


class IndexDemo(Card):
    """Daily closes with a period to choose, its straight line, return and worst drawdown.

    >>> from app.gallery import IndexDemo
    >>> demo = IndexDemo()
    >>> demo.model.period = demo.model.presets["2008"]  # doctest: +SKIP
    >>> demo.facts.facts[0].value  # doctest: +SKIP
    '−38.5%'
    """

    def __init__(self, model: Index | None = None, own: OwnFile | None = None) -> None:
        # Build: a model, a chart with an interval, periods to choose, days to type, a button for a file.
        self.model = model or Index()
        self.chart = PriceChart()
        self.mode = ToggleButtons(options={"Draw": "draw", "Sweep": "sweep"})
        self.presets = ToggleButtons(description="Periods")
        self.days = [DatePicker(description=name) for name in ("from", "to")]
        self.note = ProblemNote()
        own = own or OwnFile(on_open=self.model.open)
        taken: dict[str, Any] = {"receive": self.model.receive, "accept": ".csv,.txt,text/csv"}
        self.file = SourceChoice(
            own, "Your own CSV", title="Your prices", limit=LARGEST, tell=self.note.tell, **taken
        )
        self.facts = Facts()

        # Link: whatever is chosen goes to the model, and from it to all that shows the period.
        for mode in (self.mode, "value"), (self.chart, "mode"):
            link((self.model, "mode"), mode)
        self.chart.observe(lambda change: self.model.choose(change["new"]), "ends")
        self.presets.observe(self._preset, "value")
        for end, day in enumerate(self.days):
            day.observe(lambda change, end=end: self.model.move_end(end, change["new"]), "value")
        self.model.observe(self._draw, "prices")
        self.model.observe(self._draw_period, "period")
        self.model.observe(lambda change: self.note.tell(change["new"]), "problem")

        # Show: a card around them.
        rows = [self.presets, self.file, self.note], [self.mode, *self.days]
        above, below = (HBox(row, layout=Layout(flex_flow="row wrap")) for row in rows)
        body = Accessible(VBox([above, self.chart.figure, below, self.facts]))
        super().__init__("Index", body, table=self.table)
        self.note.tell(self.model.problem)
        self._draw()

    def _preset(self, change: dict[str, Any]) -> None:
        if change["new"] is not None:
            self.model.period = self.model.presets.get(change["new"])

    def _draw(self, _change: Any = None) -> None:
        prices, years = self.model.prices, [str(day)[:4] for day in self.model.days]
        self.title = f"{prices.name}, {years[0]} to {years[1]}" if prices is not None else "Index"
        self.presets.options = ["all days", *self.model.presets] if prices is not None else []
        self.chart.show_prices(prices)
        self._draw_period()

    def _draw_period(self, _change: Any = None) -> None:
        model, found = self.model, self.model.performance
        self.chart.ends = model.ends if model.period else None
        self.chart.show_trend(found)
        names = (name for name in self.presets.options if model.presets.get(name) == model.period)
        self.presets.value = next(names, None)
        for field, day in zip(self.days, model.ends, strict=False):
            field.value = day.item()
        if found is None:
            self.reading = ""
            self.facts.show([])
            return
        period, fit = days(found.first, found.last), f"{found.trend.strength:+.2f}".replace("-", "−")
        annual = "under a year" if found.annual is None else percent(found.annual)
        self.reading = f"{period}; the line through it: green rises, red falls, the wider the straighter"
        total = Fact(percent(found.total), "total return", period)
        fall = Fact(percent(found.fall), "worst drawdown", days(found.peak, found.trough))
        trend = Fact(fit, "trend’s correlation with time", "", self.chart.trend.colors[0])
        self.facts.show([total, Fact(annual, "a year, compounded"), fall, trend])
        self.refresh_table()

    def table(self) -> Table:
        """The closes of the period."""
        return ["date", "value"], [[str(day), value] for day, value in self.model.within()]
