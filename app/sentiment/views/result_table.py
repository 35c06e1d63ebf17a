"""The classifiers trained so far, with their scores, and which of them the page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


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
