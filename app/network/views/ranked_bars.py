"""Numbers as bars, the largest first, each with how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component


class RankedBars(Component):
    """A row a name: a bar from zero, and its number; ``on_pick(name)`` is called when one is clicked."""

    vue_file = (__file__, "ranked_bars.vue")

    bars = traitlets.List(traitlets.Dict()).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_pick: Callable[[str], Any], **state: Any) -> None:
        self._on_pick = on_pick
        super().__init__(**state)

    def show(self, names: Sequence[str], values: Sequence[float], words: Sequence[str]) -> None:
        """Show these values, each as long as its share of the largest; below zero there is no bar."""
        most = max(values, default=0.0)
        self.bars = [
            {"name": name, "words": said, "length": max(value, 0.0) / most if most > 0 else 0.0}
            for name, value, said in zip(names, values, words, strict=True)
        ]

    def vue_pick(self, name: str) -> None:
        """A bar was clicked."""
        if any(bar["name"] == name for bar in self.bars):
            self._on_pick(name)
