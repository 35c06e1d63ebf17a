"""*Compare*: what a log can be held against, and the card of what rose and fell since."""

from __future__ import annotations

from app.charts import Card, Choices, InsightList
from app.logs.crossfilter.comparison import Change
from app.logs.crossfilter.periods import BEFORE, CHOSEN, WEEK, interval_words
from app.logs.model import LogModel
from app.logs.model.comparing import changes, chosen_period, compared
from app.logs.views.headlines import change_parts, changes_reading

COMPARISONS = {"no comparison": "", "with the time before": BEFORE, "with a week earlier": WEEK}
"""What can be compared with, and the name of that in the model."""

KEEP = "with what is chosen now"
"""What keeps the chosen interval, to be compared with the next one."""


class WhatChanged:
    """Sentences about a log in their ``card``, and ``switch``, the choice of what it is compared with."""

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._told: list[Change] = []
        self.sentences = InsightList(self._followed)
        self.switch = Choices(label="Compare", options=list(COMPARISONS), on_choose=self._chosen)
        self.card = Card("What changed", self.sentences, size="vt-12")

    @property
    def there(self) -> bool:
        """Whether anything is compared."""
        return bool(self._model.compare)

    def _chosen(self, choice: str) -> None:
        if choice in COMPARISONS:
            self._model.compare_with(COMPARISONS[choice])
        elif choice == KEEP:
            self._model.compare_with(CHOSEN, chosen_period(self._model))

    def _followed(self, sentence: int, _link: int) -> None:
        change = self._told[sentence]
        label = self._model.crossfilter.values[change.dimension][change.code]
        self._model.select(change.dimension, [label])

    def redraw(self) -> None:
        """Tell what rose and fell between the periods that are compared, where any are."""
        model = self._model
        kept = [f"with {interval_words(model.against)}"] if model.compare == CHOSEN and model.against else []
        words = next((words for words, way in COMPARISONS.items() if way == model.compare), "no comparison")
        keeps = [KEEP] if chosen_period(model) not in (None, model.against) else []
        self.switch.offer([*COMPARISONS, *kept, *keeps], kept[0] if kept else words)
        self._told = changes(model)
        periods = compared(model)
        if not model.compare:
            self.sentences.show([], "")
        elif periods is None:
            self.card.reading = ""
            self.sentences.show([], self._lacks())
        else:
            self.card.reading = changes_reading(model, periods)
            self.sentences.show(
                [change_parts(model.crossfilter.values, change) for change in self._told],
                "Nothing changed by more than chance explains.",
                tones=["note"] * len(self._told),
            )

    def _lacks(self) -> str:
        """Why nothing can be compared."""
        chosen = chosen_period(self._model)
        if self._model.compare == CHOSEN and (chosen is None or chosen == self._model.against):
            return "Now choose another interval or day: it is compared with this one."
        if chosen is None:
            return "Choose an interval or a day."
        return f"The log does not reach so far{'' if self._model.compare == CHOSEN else ' back'}."
