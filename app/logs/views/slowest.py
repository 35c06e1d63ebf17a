"""The card of the slowest paths, where a log tells how long responses took."""

from __future__ import annotations

import numpy as np

from app.charts import BarList, Card
from app.counted import counted
from app.logs.crossfilter.comparison import each_in_percent
from app.logs.crossfilter.measures import P95, Measure
from app.logs.model import LogModel
from app.logs.model.comparing import amounts_before, compared
from app.logs.slowest import Slowest, slowest
from app.logs.store.labels import several


class SlowestList:
    """The slowest paths under the other filters of ``model``, in a `Card`, when it is redrawn."""

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self.bars = BarList(
            heading="path", stacked=True, adds=False, on_pick=self._pick, on_exclude=self._exclude
        )
        self.bars.noun, self.bars.unit = "seconds", "seconds"
        self.card = Card("Slowest paths", self.bars, table=self.bars.table, size="vt-6")

    @property
    def there(self) -> bool:
        """Whether the log tells how long responses took, and has paths."""
        return P95 in self._model.measures and "path" in self._model.crossfilter.values

    @property
    def _measure(self) -> Measure:
        counting = self._model.counted
        return counting if counting.quantile else P95

    def redraw(self) -> None:
        """Show what the model says now."""
        if not self.there:
            return
        model, measure = self._model, self._measure
        told = slowest(model.crossfilter, measure)
        self.card.reading = _reading(measure, told)
        both = compared(model)
        then = amounts_before(model, "path", told.codes, measure)
        self.bars.hold_against(
            then, each_in_percent(told.seconds, then, "seconds") if then else [], both.words if both else ""
        )
        with self.bars.hold_sync():
            self.bars.labels = several(model.crossfilter.values["path"], np.array(told.codes, np.int64))
            self.bars.values, self.bars.totals = told.seconds, told.totals
            self.bars.selected, self.bars.excluded = told.chosen, told.excluded

    def _labels(self, places: list[int]) -> list[str]:
        return [self.bars.labels[place] for place in places]

    def _pick(self, places: list[int]) -> None:
        self._model.select("path", self._labels(places))

    def _exclude(self, places: list[int]) -> None:
        self._model.select("path", self._labels(places), without=True)


def _reading(measure: Measure, told: Slowest) -> str:
    """How to read the list: ``within which 95% of the responses came; of paths with 10 requests or more``."""
    few = f"; of paths with {counted(told.fewest, 'request')} or more" if told.fewest > 1 else ""
    return f"the time within which {measure.words} of the responses came{few}"
