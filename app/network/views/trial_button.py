"""A button that begins what takes seconds, and one that ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class TrialButton(Component):
    """A button that begins what takes seconds, and one that ends it."""

    vue_file = (__file__, "trial_button.vue")

    words = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)

    def __init__(self, on_begin: Callable[[], Any], on_stop: Callable[[], Any], **state: Any) -> None:
        self._on_begin, self._on_stop = on_begin, on_stop
        super().__init__(**state)

    def vue_begin(self, _data: Any = None) -> None:
        """It is to begin."""
        if not self.busy:
            self._on_begin()

    def vue_stop(self, _data: Any = None) -> None:
        """It is to end."""
        self._on_stop()
