"""What a classifier is: its data, split and scores."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from app.charts.component import Component


class ModelCard(Component):
    """Headings and what stands under them."""

    vue_file = (__file__, "model_card.vue")

    entries = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)

    def show(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show these entries (heading, text)."""
        self.entries = [list(entry) for entry in entries]
