"""The settings to train a classifier with, as a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component
from app.sentiment.rivals import KINDS


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
