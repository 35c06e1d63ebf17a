"""Texts as dots in a triangle: near a corner the classifier is sure. Dots are clicked or lassoed.

Two classes have a line in its place: near an end the classifier is sure. Of more than three classes three are
chosen, and the triangle shows their probabilities alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from app.charts.card import Table
from app.charts.component import Component
from app.charts.palette import class_colours
from app.counted import counted
from app.sentiment import triangle
from app.sentiment.analysis import Analysis
from app.sentiment.corners import CORNERS, places, shape_of, standing

MOST_CORNERS = 2_000
"""Corners of a lasso that are taken from a browser."""

ERROR = 128
"""Added to a dot's class where the prediction is another."""


class WantedCorner(TypedDict):
    """A corner of the triangle (0 left, 1 top, 2 right), and the label that is wanted there."""

    corner: int
    label: str


class ProbabilityTriangle(Component):
    """Each text a dot, placed by its three class probabilities and coloured by its label; rings are errors.

    The dots are sent once, as bytes: ``points`` (float32 pairs in the triangle of side 1) and ``kinds`` (the
    label's number, plus `ERROR`). ``chosen`` has a bit a dot: those that are bright; empty means all.
    ``outline`` is the lasso's corners, ``focus`` the place of one marked text. ``corners`` are the numbers of
    the labels that stand at the corners; a text labelled otherwise has the place NaN. ``on_choose(row)`` is
    called for a click on a dot, ``on_lasso(outline)`` for a closed lasso (empty: cleared),
    ``on_corner(corner, label)`` where another label is wanted at a corner, ``words(row)`` gives what stands
    beside a dot under the pointer.

    >>> triangle = ProbabilityTriangle()  # doctest: +SKIP
    >>> triangle.show(["negative", "neutral", "positive"], [[0.1, 0.2, 0.7]], actual=[2])  # doctest: +SKIP
    """

    vue_file = (__file__, "probability_triangle.vue")
    page_sets = ("mode",)

    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    corners = traitlets.List(traitlets.Int()).tag(sync=True)
    regions = traitlets.List(traitlets.List()).tag(sync=True)
    height = traitlets.Float(triangle.HEIGHT).tag(sync=True)
    points = traitlets.Bytes().tag(sync=True)
    kinds = traitlets.Bytes().tag(sync=True)
    chosen = traitlets.Bytes().tag(sync=True)
    outline = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    focus = traitlets.List(traitlets.Float()).tag(sync=True)
    mode = traitlets.Enum(["click", "lasso"], "click").tag(sync=True)
    tip = traitlets.Dict().tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)
    backdrop = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        *,
        on_choose: Callable[[int], Any] | None = None,
        on_lasso: Callable[[list[list[float]]], Any] | None = None,
        on_corner: Callable[[int, str], Any] | None = None,
        words: Callable[[int], str] | None = None,
        **state: Any,
    ) -> None:
        self._on_choose, self._on_lasso, self._on_corner = on_choose, on_lasso, on_corner
        self._words = words
        self._drawn: tuple[Analysis | None, Sequence[str]] = (None, ())
        self._probabilities: NDArray[np.float64] = np.empty((0, 3))
        self._actual: NDArray[np.int64] = np.empty(0, np.int64)
        super().__init__(**state)

    def draw(self, analysis: Analysis, corners: Sequence[str]) -> None:
        """Show the texts of an analysis with these ``corners``, unless they are drawn so."""
        if (analysis, corners) != self._drawn:
            self._drawn = analysis, corners
            self.show(analysis.classes, analysis.probabilities, analysis.actual, analysis.predicted, corners)

    def show(
        self,
        labels: Sequence[str],
        probabilities: ArrayLike,
        actual: ArrayLike,
        predicted: ArrayLike | None = None,
        corners: Sequence[str] = (),
    ) -> None:
        """Show these texts: probabilities (texts × classes), the number of each one's label and of what is
        predicted (the most probable class where it is not given).

        Two classes make a line. Of more than three, ``corners`` are the three to show (else the first ones).
        """
        shares = np.asarray(probabilities, np.float64)
        self._actual = np.asarray(actual, np.int64)
        self._probabilities = shares
        answers = shares.argmax(axis=1) if predicted is None else np.asarray(predicted, np.int64)
        many = len(labels) > CORNERS
        with self.hold_sync():
            self.labels, self.colours = list(labels), class_colours(labels)
            chosen = corners if many and len(corners) == CORNERS else labels
            self.corners = [self.labels.index(label) for label in chosen[:CORNERS]]
            shape = shape_of(self.corners)
            self.height = shape.HEIGHT
            self.regions = [region.round(4).tolist() for region in shape.regions()]
            self.points = places(shares, self._actual, self.corners).astype("<f4").tobytes()
            self.kinds = (self._actual + ERROR * (answers != self._actual)).astype(np.uint8).tobytes()
            self.chosen, self.tip, self.focus, self.outline = b"", {}, [], []
            self.note = self._said_of_many() if many else ""

    def _said_of_many(self) -> str:
        """What the triangle shows of more than three classes."""
        left_out = int(np.count_nonzero(~self._standing()))
        others = counted(left_out, "text has another label and is", "texts have another label and are")
        return "p of these three classes alone, made to add up to 1" + (
            f"; {others} not drawn." if left_out else "."
        )

    def _standing(self) -> NDArray[np.bool_]:
        """The texts that are drawn."""
        return standing(self._actual, self.corners)

    def select(self, mask: NDArray[np.bool_] | None) -> None:
        """Make only the dots of this mask bright; None for all."""
        every = mask is None or bool(mask.all())
        self.chosen = b"" if every else np.packbits(np.asarray(mask), bitorder="little").tobytes()

    def mark(self, probabilities: ArrayLike | None) -> None:
        """Mark the place of one text by its probabilities; None for no mark."""
        if probabilities is None or len(self.corners) < 2:
            self.focus = []
        else:
            shares = np.asarray(probabilities, np.float64)[self.corners]
            self.focus = shape_of(self.corners).positions(shares[None, :])[0].tolist()

    def vue_choose(self, row: int) -> None:
        """A dot was clicked."""
        if self._on_choose is not None and 0 <= row < len(self._actual):
            self._on_choose(row)

    def vue_lasso(self, outline: list[list[float]]) -> None:
        """A lasso was closed, or cleared."""
        if self._on_lasso is not None and all(len(corner) == 2 for corner in outline):
            corners = np.array(outline, np.float64).reshape(-1, 2)[:MOST_CORNERS]
            self._on_lasso(np.clip(corners, -1, 2).tolist())

    def vue_turn(self, wanted: WantedCorner) -> None:
        """Another label is wanted at a corner."""
        if self._on_corner is not None and 0 <= wanted["corner"] < CORNERS and wanted["label"] in self.labels:
            self._on_corner(wanted["corner"], wanted["label"])

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
        ) & self._standing()
        rows = [
            [self.labels[label], *shares]
            for label, shares in zip(
                self._actual[bright].tolist(), self._probabilities[bright].round(4).tolist(), strict=True
            )
        ]
        return ["actual", *(f"p({label})" for label in self.labels)], rows
