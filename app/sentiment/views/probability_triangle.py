"""Texts as dots in a triangle: near a corner the classifier is sure. Dots are clicked or lassoed.

Two classes have a line in its place: near an end the classifier is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.charts.palette import class_colours
from app.sentiment import probability_line, triangle

MOST_CORNERS = 2_000
"""Corners of a lasso that are taken from a browser."""

ERROR = 128
"""Added to a dot's class where the prediction is another."""


class ProbabilityTriangle(Component):
    """Each text a dot, placed by its three class probabilities and coloured by its label; rings are errors.

    The dots are sent once, as bytes: ``points`` (float32 pairs in the triangle of side 1) and ``kinds`` (the
    label's number, plus `ERROR`). ``chosen`` has a bit a dot: those that are bright; empty means all.
    ``outline`` is the lasso's corners, ``focus`` the place of one marked text. ``on_choose(row)`` is called
    for a click on a dot, ``on_lasso(outline)`` for a closed lasso (empty: cleared), ``words(row)`` gives what
    stands beside a dot under the pointer.

    >>> triangle = ProbabilityTriangle()  # doctest: +SKIP
    >>> triangle.show(["negative", "neutral", "positive"], [[0.1, 0.2, 0.7]], actual=[2])  # doctest: +SKIP
    """

    vue_file = (__file__, "probability_triangle.vue")
    page_sets = ("mode",)

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    regions = traitlets.List(traitlets.List()).tag(sync=True)
    height = traitlets.Float(triangle.HEIGHT).tag(sync=True)
    points = traitlets.Bytes().tag(sync=True)
    kinds = traitlets.Bytes().tag(sync=True)
    chosen = traitlets.Bytes().tag(sync=True)
    outline = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    focus = traitlets.List(traitlets.Float()).tag(sync=True)
    mode = traitlets.Enum(["click", "lasso"], "click").tag(sync=True)
    tip = traitlets.Dict().tag(sync=True)
    instead = traitlets.Unicode().tag(sync=True)
    backdrop = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        *,
        on_choose: Callable[[int], Any] | None = None,
        on_lasso: Callable[[list[list[float]]], Any] | None = None,
        words: Callable[[int], str] | None = None,
        **state: Any,
    ) -> None:
        self._on_choose, self._on_lasso, self._words = on_choose, on_lasso, words
        self._shape: ModuleType | None = None
        self._probabilities: NDArray[np.float64] = np.empty((0, 3))
        self._actual: NDArray[np.int64] = np.empty(0, np.int64)
        super().__init__(**state)

    def show(self, labels: Sequence[str], probabilities: ArrayLike, actual: ArrayLike) -> None:
        """Show these texts: probabilities (texts × classes) and the number of each one's label.

        Two classes make a line. Where there are more than three, there is neither, and ``instead`` says so.
        """
        shares = np.asarray(probabilities, np.float64)
        self._actual = np.asarray(actual, np.int64)
        self._probabilities = shares
        shape = self._shape = {2: probability_line, 3: triangle}.get(len(labels))
        places = shape.positions(shares) if shape is not None else np.empty((0, 2))
        kinds = self._actual + ERROR * (shares.argmax(axis=1) != self._actual)
        if shape is None:
            kinds = kinds[:0]
        with self.hold_sync():
            self.labels, self.colours = list(labels), class_colours(labels)
            self.height = shape.HEIGHT if shape is not None else triangle.HEIGHT
            regions = shape.regions() if shape is not None else []
            self.regions = [region.round(4).tolist() for region in regions]
            self.points = places.astype("<f4").tobytes()
            self.kinds = kinds.astype(np.uint8).tobytes()
            self.chosen, self.tip, self.focus, self.outline = b"", {}, [], []
            self.instead = (
                f"Three probabilities make a triangle; these texts have {len(labels)} classes. "
                "The matrix, the bars and the table show them."
                if shape is None
                else ""
            )

    def select(self, mask: NDArray[np.bool_] | None) -> None:
        """Make only the dots of this mask bright; None for all."""
        every = mask is None or bool(mask.all())
        self.chosen = b"" if every else np.packbits(np.asarray(mask), bitorder="little").tobytes()

    def mark(self, probabilities: ArrayLike | None) -> None:
        """Mark the place of one text by its probabilities; None for no mark."""
        if probabilities is None or self._shape is None:
            self.focus = []
        else:
            self.focus = self._shape.positions(np.asarray(probabilities)[None, :])[0].tolist()

    def vue_choose(self, row: int) -> None:
        """A dot was clicked."""
        if self._on_choose is not None and 0 <= row < len(self._actual):
            self._on_choose(row)

    def vue_lasso(self, outline: list[list[float]]) -> None:
        """A lasso was closed, or cleared."""
        if self._on_lasso is not None and all(len(corner) == 2 for corner in outline):
            corners = np.array(outline, np.float64).reshape(-1, 2)[:MOST_CORNERS]
            self._on_lasso(np.clip(corners, -1, 2).tolist())

    def vue_peek(self, row: int) -> None:
        """The pointer rests on a dot: say what it is."""
        if 0 <= row < len(self._actual):
            self.tip = {"row": row, "words": self._words(row) if self._words is not None else ""}

    def table(self) -> Table:
        """The dots' numbers: label and probabilities of the bright ones."""
        count = len(self._actual)
        bright = (
            np.unpackbits(np.frombuffer(self.chosen, np.uint8), count=count, bitorder="little").astype(bool)
            if self.chosen
            else np.ones(count, bool)
        )
        rows = [
            [self.labels[label], *shares]
            for label, shares in zip(
                self._actual[bright].tolist(), self._probabilities[bright].round(4).tolist(), strict=True
            )
        ]
        return ["actual", *(f"p({label})" for label in self.labels)], rows
