"""A button that does one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component


class Action(Component):
    """Calls ``act()`` when pressed; ``words`` stand on it."""

    vue_file = (__file__, "action.vue")

    words = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def __init__(self, words: str, act: Callable[[], Any]) -> None:
        self._act = act
        super().__init__(words=words)

    def vue_press(self, _data: Any = None) -> None:
        """The button was pressed."""
        if not self.disabled:
            self._act()
