"""A page's tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component


class TabBar(Component):
    """Titles of which one is chosen; ``on_choose(name)`` is called when a visitor chooses another.

    ``label`` says what they are tabs of. Where a tab has a panel, ``panels`` tells its element's id by the
    tab's name.
    """

    vue_file = (__file__, "tab_bar.vue")

    label = traitlets.Unicode("Parts of this page").tag(sync=True)
    tabs = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    panels = traitlets.Dict().tag(sync=True)

    def __init__(self, on_choose: Callable[[str], Any], **state: Any) -> None:
        self._on_choose = on_choose
        super().__init__(**state)

    def show(self, tabs: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show these tabs (name, title), with one of them chosen."""
        with self.hold_sync():
            self.tabs = [{"name": name, "title": title} for name, title in tabs]
            self.chosen = chosen

    def vue_choose(self, name: str) -> None:
        """A tab was chosen."""
        if any(tab["name"] == name for tab in self.tabs):
            self._on_choose(name)
