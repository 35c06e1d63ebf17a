"""The values of one dimension as a card: ranked, picked, left out, and saved with all that are not listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import ipyvuetify as v

from app.charts import BarList, Card, Choices
from app.charts.download import CsvDownload
from app.charts.units import in_unit, shares
from app.counted import counted
from app.logs.crossfilter.comparison import FEW, each_in_percent
from app.logs.crossfilter.measures import ERRORS
from app.logs.crossfilter.phrases import TITLES
from app.logs.crossfilter.projection import Projection
from app.logs.model import PARAMS, LogModel
from app.logs.model.comparing import amounts_before, compared
from app.logs.model.counting import KIN
from app.logs.model.listing import kin_of, lists

READINGS = {
    "system": "as the user agent says",
    "device": "as the user agent says; bots apart",
    "version": "of the request",
    "kind": "by the path's ending; without one it is a page",
    "vhost": "which site was asked",
    "country": "of the host's address, as the server's MMDB file tells",
    "site": "by host name, www. left out; the log's own site apart",
}
"""How to read the lists that take another's place."""

ADDRESSES = ("path", "referrer")
"""What is listed with its labels above the bars: they are long."""

LONG, MANY, LOOKED_AT = 24, 0.25, 200
"""Characters beyond which a label has no room beside its bar, and the part of the first labels of a log, this
many, that must be so long for all to stand above."""

BY_SELECTION = "by the selected"
BY_ALL = "by all requests"


class ValueList:
    """The list of a dimension's values in a `Card`, which follows ``model`` when it is redrawn."""

    def __init__(
        self,
        model: LogModel,
        dimension: str,
        title: str,
        *,
        heading: str,
        reading: str,
        size: str,
        empty: str = "nothing to show",
    ) -> None:
        self._model = model
        self._place = dimension
        self.bars = BarList(
            heading=heading,
            empty=empty,
            stacked=dimension in ADDRESSES,
            on_pick=self._pick,
            on_exclude=self._exclude,
        )
        self.ranking = Choices(
            label=f"Rank {title.lower()}", options=[BY_SELECTION, BY_ALL], on_choose=self._rank
        )
        self.kin = Choices(label=f"What is listed of {title.lower()}", options=[title], on_choose=self._list)
        self._title, self._heading, self._reading = title, heading, reading
        self.card = Card(
            title,
            self.bars,
            reading=reading,
            table=self.bars.table,
            actions=self._actions(),
            download=CsvDownload(
                f"{title.lower().replace(' ', '-')}.csv", self._csv, label=f"{title}: save as CSV"
            ),
            size=size,
        )

    @property
    def dimension(self) -> str:
        """The dimension whose values are listed."""
        return self._model.listed_for(self._place)

    @property
    def there(self) -> bool:
        """Whether the log has anything to list here."""
        return lists(self._model.crossfilter, self._place)

    def _actions(self) -> v.Html | Choices:
        if self._place not in KIN:
            return self.ranking
        return v.Html(tag="div", class_="vt-card-choices", children=[self.kin, self.ranking])

    def _list(self, title: str) -> None:
        names = {self._title_of(name): name for name in kin_of(self._model.crossfilter, self._place)}
        self._model.list_for(self._place, names.get(title, self._place))

    def _title_of(self, dimension: str) -> str:
        return self._title if dimension == self._place else TITLES[dimension]

    def _labels(self, places: list[int]) -> list[str]:
        return [self.bars.labels[place] for place in places]

    def _pick(self, places: list[int]) -> None:
        self._model.select(self.dimension, self._labels(places))

    def _exclude(self, places: list[int]) -> None:
        self._model.select(self.dimension, self._labels(places), without=True)

    def _csv(self) -> Iterator[Sequence[Any]]:
        """All values, not only those that are listed."""
        yield self.bars.table()[0]
        yield from self._model.every_value(self.dimension)

    def _rank(self, choice: str) -> None:
        self._model.rank(self.dimension, choice == BY_SELECTION)

    def redraw(self) -> None:
        """Show what the model says now."""
        shown, reading = self._model.projection(self.dimension), self._reading
        if self._place in KIN:
            dimension, kin = self.dimension, kin_of(self._model.crossfilter, self._place)
            self.kin.offer([self._title_of(name) for name in kin], self._title_of(dimension))
            own = dimension == self._place
            self.bars.heading = self._heading if own else TITLES[dimension].lower()
            self.card.title = self._title_of(dimension)
            reading = self._reading if own else READINGS[dimension]
        if self._model.counted is ERRORS:
            reading += "; errors with their share of its requests"
        self.card.reading = f"{counted(shown.distinct, 'value')}: {reading}" if shown.labels else reading
        then = amounts_before(self._model, self.dimension, shown.codes)
        both = compared(self._model)
        beside = each_in_percent(shown.values, then, self._model.counted.unit, anew=True) if then else []
        if self._model.counted is ERRORS and not then:
            beside = self._shares(shown)
        self.ranking.choose(BY_SELECTION if self._model.ranks_by_selection(self.dimension) else BY_ALL)
        with self.bars.hold_sync():
            self.bars.hold_against(then, beside, both.words if both else "")
            self.bars.labels, self.bars.values, self.bars.totals = shown.labels, shown.values, shown.totals
            self.bars.stacked = self._place in ADDRESSES or self._is_long()
            self.bars.selected, self.bars.excluded, self.bars.beyond = (
                shown.chosen,
                shown.excluded,
                shown.beyond,
            )

    def _is_long(self) -> bool:
        # Not by what is listed just now: a click must not lay the list out anew.
        labels = self._model.crossfilter.values.get(self.dimension, ())[:LOOKED_AT]
        return sum(len(label) > LONG for label in labels) > MANY * len(labels)

    def _shares(self, shown: Projection) -> list[str]:
        """The share that errors are of the requests of each value, where it has any; of few, both numbers."""
        if not shown.codes:
            return []
        requests = self._model.crossfilter.project(self.dimension)[shown.codes].tolist()
        parts = shares(shown.values, requests)
        return [
            "" if part is None else in_unit(part, "share") if whole >= FEW else f"of {whole}"
            for part, whole in zip(parts, requests, strict=True)
        ]


class ParameterList(ValueList):
    """The values of a URL parameter, which is chosen in the card's corner."""

    def __init__(self, model: LogModel, place: int) -> None:
        self._nth = place
        title = ("URL parameter", "Second URL parameter")[place]
        self.choice = Choices(
            label=title, nothing="choose…", on_choose=lambda name: model.choose_param(name, place)
        )
        super().__init__(
            model,
            "",
            title,
            heading="value",
            reading="any that the requests carry",
            size="vt-6",
            empty="No request carries a parameter."
            if place == 0
            else "No request carries a second parameter.",
        )

    @property
    def dimension(self) -> str:
        """The dimension of the parameter that is shown."""
        return self._model.dimension_of_param(self._nth)

    @property
    def there(self) -> bool:
        """Whether the log has anything to list here: the first place says where there is no parameter."""
        return self._nth == 0 or len(self._model.parameters) > 1

    def _actions(self) -> v.Html | Choices:
        return v.Html(tag="div", class_="vt-card-choices", children=[self.choice, self.ranking])

    def redraw(self) -> None:
        """Show what the model says now."""
        self.choice.offer(self._model.parameters, getattr(self._model, PARAMS[self._nth]))
        super().redraw()
