"""The values of one dimension as a card: ranked, picked, left out, and saved with all that are not listed."""

from __future__ import annotations

import ipyvuetify as v

from app.charts import BarList, Card, Choices
from app.logs.model import PARAMS, LogModel

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
        self._dimension = dimension
        self.bars = BarList(heading=heading, empty=empty, on_pick=self._pick, on_exclude=self._exclude)
        self.ranking = Choices(
            label=f"Rank {title.lower()}", options=[BY_SELECTION, BY_ALL], on_choose=self._rank
        )
        self.card = Card(
            title, self.bars, reading=reading, table=self.bars.table, actions=self._actions(), size=size
        )

    @property
    def dimension(self) -> str:
        """The dimension whose values are listed."""
        return self._dimension

    def _actions(self) -> v.Html | Choices:
        return self.ranking

    def _labels(self, places: list[int]) -> list[str]:
        return [self.bars.labels[place] for place in places]

    def _pick(self, places: list[int]) -> None:
        self._model.select(self.dimension, self._labels(places))

    def _exclude(self, places: list[int]) -> None:
        self._model.select(self.dimension, self._labels(places), without=True)

    def _rank(self, choice: str) -> None:
        self._model.rank(self.dimension, choice == BY_SELECTION)

    def redraw(self) -> None:
        """Show what the model says now."""
        shown = self._model.projection(self.dimension)
        self.ranking.choose(BY_SELECTION if self._model.ranks_by_selection(self.dimension) else BY_ALL)
        with self.bars.hold_sync():
            self.bars.labels, self.bars.values, self.bars.totals = shown.labels, shown.values, shown.totals
            self.bars.selected, self.bars.excluded, self.bars.beyond = (
                shown.chosen,
                shown.excluded,
                shown.beyond,
            )


class ParameterList(ValueList):
    """The values of a URL parameter, which is chosen in the card's corner."""

    def __init__(self, model: LogModel, place: int) -> None:
        self._place = place
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
        return self._model.dimension_of_param(self._place)

    def _actions(self) -> v.Html | Choices:
        return v.Html(tag="div", class_="vt-card-choices", children=[self.choice, self.ranking])

    def redraw(self) -> None:
        """Show what the model says now."""
        self.choice.offer(self._model.parameters, getattr(self._model, PARAMS[self._place]))
        super().redraw()
