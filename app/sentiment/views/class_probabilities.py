"""The probabilities of one text's classes as a ring whose slices switch the class explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from app.charts import Donut
from app.charts.card import Table
from app.charts.palette import class_colours


class ClassProbabilities(Donut):
    """A slice a class, as wide as its probability; ``on_class(label)`` is called for a click on one.

    A second click gives "" for the most probable class.

    >>> ring = ClassProbabilities()  # doctest: +SKIP
    >>> ring.show_probabilities(["negative", "positive"], [0.2, 0.8])  # doctest: +SKIP
    """

    def __init__(self, *, on_class: Callable[[str], Any] | None = None, radius: int = 46) -> None:
        self._on_class = on_class
        super().__init__(radius=radius, heading="class", noun="probability", on_pick=self._picked, digits=3)

    def show_probabilities(
        self, labels: Sequence[str], probabilities: Sequence[float], chosen: str = ""
    ) -> None:
        """Show these; ``chosen`` is the class that a visitor asked to have explained, if any."""
        best = int(np.argmax(probabilities)) if len(probabilities) else 0
        with self.hold_sync():
            self.labels, self.colours = list(labels), class_colours(labels)
            self.values, self.totals = [float(share) for share in probabilities], []
            self.selected = [self.labels.index(chosen)] if chosen in self.labels else []
            self.centre = f"{probabilities[best]:.2f}" if len(probabilities) else ""
            self.caption = self.labels[best] if self.labels else ""
        self._draw()

    def _picked(self, selected: list[int]) -> None:
        if len(selected) > 1:
            self.selected = selected[-1:]
            self._draw()
        if self._on_class is not None:
            self._on_class(self.labels[self.selected[0]] if self.selected else "")

    def table(self) -> Table:
        """The probabilities."""
        return ["class", "probability"], [list(row) for row in zip(self.labels, self.values, strict=True)]
