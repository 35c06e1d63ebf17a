"""Which classifier is looked at, on which texts, and how many are selected."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets

from app.charts.component import Component


class Head(Component):
    """A line of ``facts`` with the number of texts selected at its end; ``source`` stands before it."""

    vue_file = (__file__, "head.vue")

    source = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    facts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)

    def show(self, facts: Sequence[str], text: str) -> None:
        """Show these facts and how many texts are selected."""
        with self.hold_sync():
            self.facts, self.text = list(facts), text
