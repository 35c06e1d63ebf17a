"""Which story to begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from app.charts.component import Component
from app.network.presets import STORIES, presets


class PresetChoice(Component):
    """The presets by title, each with what it shows; ``chosen`` is empty for settings of one's own."""

    vue_file = (__file__, "preset_choice.vue")

    presets = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)

    def __init__(self, on_choose: Callable[[str], Any]) -> None:
        self._on_choose = on_choose
        super().__init__(presets=[{"title": title, "story": STORIES.get(title, "")} for title in presets])

    def vue_choose(self, title: str) -> None:
        """A preset was chosen."""
        if title in presets:
            self._on_choose(title)
