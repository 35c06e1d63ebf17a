"""Texts of which two classifiers say different things, with both answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component


class Disagreements(Component):
    """Texts with their label and two answers each; ``on_open(id)`` is called for one to look at.

    ``more`` texts are not listed. ``names`` are the classifiers'.
    """

    vue_file = (__file__, "disagreements.vue")

    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)
    more = traitlets.Int().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    opens = traitlets.Bool().tag(sync=True)

    def __init__(self, on_open: Callable[[str], Any] | None = None) -> None:
        self._on_open = on_open
        super().__init__(opens=on_open is not None)

    def show(self, names: Sequence[str], words: str, rows: Sequence[dict[str, Any]], more: int) -> None:
        """Show these rows (id, text, label, answers), ``words`` above them."""
        with self.hold_sync():
            self.names, self.words, self.rows, self.more = list(names), words, list(rows), more

    def vue_open(self, identity: str) -> None:
        """A text is to be looked at."""
        if self._on_open is not None and any(row["id"] == identity for row in self.rows):
            self._on_open(identity)
