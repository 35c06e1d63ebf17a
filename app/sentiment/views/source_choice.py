"""Which texts are shown: a set on offer, or a visitor's own file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component


class SourceChoice(Component):
    """The sets on offer with the chosen one; ``button`` takes a file. ``on_choose(name)`` is called for a
    set. ``unfolded`` tells whether what is known of the texts is shown.
    """

    vue_file = (__file__, "source_choice.vue")

    offers = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    button = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, button: ipywidgets.Widget, on_choose: Callable[[str], Any]) -> None:
        self._on_choose = on_choose
        super().__init__(button=button)

    def offer(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer these sets: name and title of each."""
        self.offers = [{"name": name, "title": title} for name, title in offers]

    def vue_choose(self, name: str) -> None:
        """A set was chosen."""
        if any(offer["name"] == name for offer in self.offers):
            self._on_choose(name)
