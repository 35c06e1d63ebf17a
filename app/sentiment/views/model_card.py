"""What a classifier is: its data, split, scores and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.sentiment.rivals import KINDS


class ModelCard(Component):
    """Headings and what stands under them."""

    vue_file = (__file__, "model_card.vue")

    entries = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)

    def show(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show these entries (heading, text)."""
        self.entries = [list(entry) for entry in entries]


class SettingsForm(Component):
    """The settings to train with; ``on_train(settings)`` gets them by name as the browser has them."""

    vue_file = (__file__, "settings_form.vue")

    settings = traitlets.Dict().tag(sync=True)
    kinds = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)

    def __init__(self, on_train: Callable[[dict[str, Any]], Any]) -> None:
        self._on_train = on_train
        super().__init__(kinds=[list(kind) for kind in KINDS.items()])

    def vue_train(self, settings: dict[str, Any]) -> None:
        """*Train* was pressed."""
        if not self.busy:
            self._on_train(settings)


class ResultTable(Component):
    """Classifiers trained so far, one a row; ``on_use(place)`` is called for the one to show on the page.

    A row whose ``shown`` is False can be compared only.
    """

    vue_file = (__file__, "result_table.vue")

    results = traitlets.List(traitlets.Dict()).tag(sync=True)
    used = traitlets.Int().tag(sync=True)

    def __init__(self, on_use: Callable[[int], Any]) -> None:
        self._on_use = on_use
        super().__init__()

    def vue_use(self, place: int) -> None:
        """Another classifier is to be shown."""
        if 0 <= place < len(self.results) and self.results[place].get("shown", True):
            self._on_use(place)
