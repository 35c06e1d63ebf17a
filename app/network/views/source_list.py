"""The data sets to choose from, and what can be set about the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.network.datasets import Data
from app.network.datasets.source import Source
from app.network.options.option import spaced
from app.network.settings import REGRESSION, Settings

HIDDEN = ("file",)


class SourceList(Component):
    """One data set of several; ``on_choose(name)`` and ``on_set(name, value)`` are called for changes."""

    vue_file = (__file__, "source_list.vue")

    sources = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    values = traitlets.List(traitlets.Dict()).tag(sync=True)
    scale_inputs = traitlets.Bool().tag(sync=True)
    scale_target = traitlets.Bool().tag(sync=True)
    is_regression = traitlets.Bool().tag(sync=True)

    def __init__(self, on_choose: Callable[[str], Any], on_set: Callable[[str, Any], Any]) -> None:
        self._on_choose, self._on_set = on_choose, on_set
        super().__init__()

    def show(
        self,
        sources: Sequence[Source],
        settings: Settings,
        data: Data | None,
        choices: Mapping[str, Sequence[str]],
    ) -> None:
        """Show these sources, the chosen one with its values; ``choices`` are what a text value may be."""
        self.sources = [{"name": one.name, "title": one.title, "about": one.about} for one in sources]
        self.chosen = settings.data.name
        self.scale_inputs, self.scale_target = settings.scale_inputs, settings.scale_target
        self.is_regression = data is None or data.task == REGRESSION
        defaults = next((one.defaults for one in sources if one.name == self.chosen), {})
        self.values = [
            {
                "name": name,
                "title": spaced(name),
                "value": settings.data.values.get(name, default),
                "choices": list(choices.get(name, ())),
            }
            for name, default in defaults.items()
            if name not in HIDDEN and (not isinstance(default, str) or name in choices)
        ]

    def vue_choose(self, name: Any) -> None:
        """A data set was chosen."""
        if any(one["name"] == name for one in self.sources):
            self._on_choose(name)

    def vue_set(self, change: dict[str, Any]) -> None:
        """A value of the data set, or how it is scaled, was changed."""
        name, value = change.get("name"), change.get("value")
        known = {one["name"] for one in self.values}
        if (name in ("scale_inputs", "scale_target") and type(value) is bool) or (
            name in known and isinstance(value, int | str) and not isinstance(value, bool)
        ):
            self._on_set(str(name), value)
