"""By company: the mood about each company that texts name, over time."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v
import pandas as pd

from app.charts import BarList, Card, Choices
from app.charts.card import Table
from app.charts.search_box import SearchBox
from app.sentiment.analysis import Analysis
from app.sentiment.by_entity import Every, by_time, companies, has_times, moods, named, sentiment
from app.sentiment.model import SentimentModel
from app.sentiment.views.mood_series import MoodSeries
from app.sentiment.views.text_table import TextTable

LISTED = 200
"""Companies in the list and in the choice beside the chart; of more, any is found by its name."""

SHORT = pd.Timedelta(days=4)
"""A set over less time than this is shown by the hour."""

MOST_BESIDE = 5
"""Companies that are drawn beside the one that filters: more lines cannot be told apart."""

ENOUGH = 5
"""Texts that a company needs to have a mood: of fewer, one text would decide."""

MOST, HIGHEST, LOWEST = "most texts", "highest mood", "lowest mood"
ORDERS = {
    MOST: "texts that name them",
    HIGHEST: f"mean sentiment, the highest first; at least {ENOUGH} texts",
    LOWEST: f"mean sentiment, the lowest first; at least {ENOUGH} texts",
}
"""How companies can be ordered, and how that is read."""

NO_COMPANY = (
    "These texts name no company: there is no cashtag such as $AAPL in them, and no column “entity”. "
    "Load a CSV with the columns text, label, entity and time to see the mood about each company."
)
NO_TIME = (
    "These texts name companies, but not when: without a column “time” there is no course to draw. "
    "Choose a company to see its texts below."
)


class CompanyPane(v.Html):
    """Companies, the course of the mood about the chosen one, and its texts."""

    def __init__(self, model: SentimentModel) -> None:
        self._model = model
        self._known: tuple[Analysis | None, list[tuple[str, int]]] = (None, [])
        self.names = BarList(heading="company", noun="texts", empty="None is named.", on_pick=self._picked)
        self.find = SearchBox(words="Find a company")
        self._finding = v.Html(tag="div", children=[self.find])
        self.series = MoodSeries(self._interval, self._dropped)
        self.more = Choices(label="Add a company to the chart", on_choose=self._added)
        undated = Card("Sentiment over time", v.Html(tag="p", class_="vt-note", children=[NO_TIME]))
        self.empty = v.Html(tag="div", children=[undated])
        self.table = TextTable(model)
        self._series = Card("Sentiment over time", self.series, table=self.series.table, actions=self.more)
        self.order = Choices(label="Order", options=list(ORDERS), on_choose=lambda _: self.redraw())
        self._names = Card(
            "Companies",
            v.Html(tag="div", children=[self._finding, self.names]),
            reading=ORDERS[MOST],
            table=self._ranking,
            actions=self.order,
        )
        self._texts = Card("Texts selected", self.table, table=self.table.table)
        self._course = v.Html(tag="div", children=[self._series])
        self._linked = v.Html(
            tag="div",
            class_="vt-company",
            children=[
                self._names,
                v.Html(tag="div", children=[self._course, self.empty]),
                self._texts,
            ],
        )
        nothing = Card("By company", v.Html(tag="p", class_="vt-note", children=[NO_COMPANY]))
        self._nothing = v.Html(tag="div", children=[nothing])
        super().__init__(tag="div", children=[self._linked, self._nothing])
        model.observe(self._mark, "text_id")
        self.find.observe(lambda _: self.redraw(), "search")

    def _picked(self, places: list[int]) -> None:
        names = [self.names.labels[place] for place in places]
        self._model.overlay(names[: MOST_BESIDE + 1])

    def _added(self, name: str) -> None:
        """Draw one more company: what Ctrl does, for whoever has no such key."""
        self._model.overlay([self._model.filters.company, *self._model.beside, name])

    def _dropped(self, name: str) -> None:
        kept = [other for other in self._model.beside if other != name]
        self._model.overlay([self._model.filters.company, *kept])

    def _interval(self, start: int, end: int) -> None:
        company = self._model.filters.company
        self._model.select_company(company, *((start, end) if end > start else ()))

    def _mark(self, _change: Any) -> None:
        self.table.mark(self._model.row)

    def redraw(self) -> None:
        """Show the companies of the texts at hand."""
        analysis = self._model.analysis
        if analysis is None:
            return
        if self._known[0] is not analysis:
            frame = analysis.frame
            self._known = analysis, companies(frame) if has_times(frame) else named(frame)
        every = self._ranked(analysis)
        # By mood none may be ranked, of companies that are there all the same.
        some, dated = bool(self._known[1]), has_times(analysis.frame)
        _set_shown(self._linked, some)
        _set_shown(self._nothing, not some)
        if not some:
            return
        many = len(self._known[1]) > LISTED
        _set_shown(self._finding, many)
        company = self._model.filters.company
        chosen = [company, *self._model.beside] if company else []
        self._list(every, chosen, many, dated)
        self._names.refresh_table()
        self.table.redraw(self._model.row)
        if dated:
            self._draw_series(analysis, company)
        _set_shown(self._course, dated)
        _set_shown(self.empty, not dated)

    def _list(self, every: list[tuple[str, int]], chosen: list[str], many: bool, dated: bool) -> None:
        """Show those of ``every`` company that are looked for, and those that are ``chosen``."""
        # What was typed for other texts must not filter out of sight.
        words = self.find.search.casefold().strip() if many else ""
        listed = [one for one in every if words in one[0].casefold()]
        enough = "" if self.order.chosen == MOST else f" with at least {ENOUGH} texts"
        self.names.empty = f"No company of that name{enough}." if words else f"None is named{enough}."
        # What is chosen is in sight whatever is looked for, so that another can be added to it.
        shown = [one for one in self._known[1] if one[0] in chosen and one not in listed[:LISTED]]
        shown += listed[:LISTED]
        shown_names = [name for name, _ in shown]
        rest = [one for one in listed[LISTED:] if one[0] not in chosen]
        with self.names.hold_sync():
            self.names.labels = shown_names
            self.names.values = [count for _, count in shown]
            self.names.totals = self.names.values
            self.names.selected = [shown_names.index(name) for name in chosen if name in shown_names]
            # By mood, what is not listed is not the rarest.
            self.names.beyond = _beyond(rest) if self.order.chosen == MOST else {}
        more = len(rest)
        told = [
            ORDERS[self.order.chosen],
            *(["Ctrl adds one to the chart"] if dated else []),
            *([f"the first {LISTED} are listed, {more:,} more in the card's table"] if more > 0 else []),
        ]
        self._names.reading = "; ".join(told)
        # The empty choice is what can be done here; without a company there is nothing to add to.
        room = bool(chosen) and len(self._model.beside) < MOST_BESIDE
        self.more.nothing = "add a company" if room else ""
        self.more.offer([name for name in shown_names if name not in chosen] if room else [], "")

    def _ranked(self, analysis: Analysis) -> list[tuple[str, int]]:
        """The companies in the order that is chosen; by mood only those with enough texts to have one."""
        listed = self._known[1]
        if self.order.chosen == MOST or not listed:
            return listed
        values = sentiment(analysis.probabilities, analysis.classes)
        found = [one for one in moods(analysis.frame, values, listed) if one.texts >= ENOUGH]
        sign = -1 if self.order.chosen == HIGHEST else 1
        return [(one.company, one.texts) for one in sorted(found, key=lambda one: sign * one.mean)]

    def _ranking(self) -> Table:
        """The companies listed, with the mean sentiment of their texts."""
        analysis = self._model.analysis
        if analysis is None or not self._known[1]:
            return ["company", "texts", "mean sentiment"], []
        values = sentiment(analysis.probabilities, analysis.classes)
        found = moods(analysis.frame, values, self._ranked(analysis))
        return ["company", "texts", "mean sentiment"], [list(one) for one in found]

    def _draw_series(self, analysis: Analysis, company: str) -> None:
        times = analysis.frame["time"].dropna()
        every: Every = "hour" if times.max() - times.min() < SHORT else "day"
        values = sentiment(analysis.probabilities, analysis.classes)
        known = {name for name, _ in self._known[1]}
        beside = [name for name in self._model.beside[:MOST_BESIDE] if name in known and company]
        self.series.show(
            by_time(analysis.frame, values, company or None, every),
            every,
            self._model.filters.time,
            company,
            {name: by_time(analysis.frame, values, name, every) for name in beside},
        )
        self._series.title = f"Sentiment about {company}" if company else "Sentiment of all texts shown"
        self._series.reading = (
            f"p(positive) − p(negative), the mean of each {every}; band: one standard error; bars: texts"
        )
        self._series.refresh_table()


def _set_shown(widget: v.Html, shown: bool) -> None:
    if shown:
        widget.show()
    else:
        widget.hide()


def _beyond(rest: list[tuple[str, int]]) -> dict[str, int]:
    texts = sum(count for _, count in rest)
    return {"labels": len(rest), "value": texts, "total": texts} if rest else {}
