"""A small choice in the corner of a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component


class Choices(Component):
    """One of several words. ``nothing`` is what the empty choice is called, where there is one."""

    vue_file = (__file__, "choices.vue")

    label = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    nothing = traitlets.Unicode().tag(sync=True)

    def __init__(self, *, on_choose: Callable[[str], Any], **state: Any) -> None:
        self._on_choose = on_choose
        super().__init__(**state)
        if not self.chosen and not self.nothing and self.options:
            self.chosen = self.options[0]

    def offer(self, options: Sequence[str], chosen: str) -> None:
        """Offer these words, with one of them chosen."""
        with self.hold_sync():
            self.options = list(options)
            self.chosen = chosen

    def choose(self, word: str) -> None:
        """Show that this word is chosen."""
        self.chosen = word

    def vue_pick(self, word: str) -> None:
        """A word was chosen in the browser."""
        if word in self.options or (not word and self.nothing):
            self.chosen = word
            self._on_choose(word)
