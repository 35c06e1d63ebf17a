"""Panels of which one is on show, chosen by tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.tab_bar import TabBar


class Tabs(Component):
    """``names`` are the tabs' keys, ``titles`` what they are called. A panel is made when it is first shown.

    ``corner`` stands at the right of the tabs. ``on_choose(name)`` is called when a tab is chosen.
    """

    vue_file = (__file__, "tabs.vue")

    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    bar = traitlets.Instance(TabBar).tag(sync=True, **ipywidgets.widget_serialization)
    panels = traitlets.Dict().tag(sync=True, **ipywidgets.widget_serialization)
    corner = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    above = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )

    def __init__(
        self,
        names: Sequence[str],
        titles: Sequence[str],
        make: Callable[[str], ipywidgets.Widget],
        *,
        on_choose: Callable[[str], Any],
        corner: ipywidgets.Widget | None = None,
        above: ipywidgets.Widget | None = None,
    ) -> None:
        self._make = make
        self._titles = dict(zip(names, titles, strict=True))
        super().__init__(names=list(names), bar=TabBar(on_choose, label="Steps"), corner=corner, above=above)

    def choose(self, name: str) -> None:
        """Show this panel."""
        if name not in self.panels:
            self.panels = {**self.panels, name: self._make(name)}
        self.chosen = name
        self._draw()

    def entitle(self, name: str, title: str) -> None:
        """Call a tab something else."""
        if self._titles[name] != title:
            self._titles[name] = title
            self._draw()

    def _draw(self) -> None:
        self.bar.panels = {name: f"vt-panel-{name}" for name in self.panels}
        self.bar.show(list(self._titles.items()), self.chosen)
