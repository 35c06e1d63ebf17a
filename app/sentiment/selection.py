"""Which texts pass the filters: a mask a filter, so that a chart can leave its own out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.sentiment.analysis import CONFLICTING, LEAKED, MARKS, UNKNOWN, Analysis
from app.sentiment.by_entity import of_company
from app.sentiment.evaluation import Evaluation, evaluate
from app.sentiment.triangle import inside

Cell = tuple[str, str]
Outline = tuple[tuple[float, float], ...]
EVERYTHING = (0.0, 1.0)
ANY = "*"
"""Stands for every label in a cell's name: a whole row or column."""


@dataclass(frozen=True)
class Filters:
    """What is let through: confusion ``cells`` (actual, predicted), texts inside of the ``lasso`` (corners in
    the triangle), ``sure`` of their prediction from one probability to another, with ``search`` in their
    text, that name a ``company``, of a ``time`` (wall-clock seconds, half open), with the mark ``only`` (of
    `MARKS`).
    """

    cells: tuple[Cell, ...] = ()
    lasso: Outline = ()
    sure: tuple[float, float] = EVERYTHING
    search: str = ""
    company: str = ""
    time: tuple[int, int] | None = None
    only: str = ""


NAMES = ("cells", "lasso", "sure", "search", "company", "only")
"""The filters that can be cleared; a company's goes with its time."""


class Selection:
    """The texts of an analysis under some filters.

    ``corners`` are the three of more classes in whose triangle a lasso is drawn (see `Analysis.points`).
    """

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.filters = Filters()
        self.corners: tuple[str, ...] = ()
        self._masks: dict[str, NDArray[np.bool_]] = {}

    def apply(self, wanted: Filters) -> list[str]:
        """Filter by these; return a sentence for each that the texts do not know, which is then left out."""
        known, notices = self._known(wanted)
        before, self.filters = self.filters, known
        if known.cells != before.cells:
            self._mask("cells", self._in_cells(known.cells) if known.cells else None)
        if known.lasso != before.lasso:
            places = self.analysis.points(self.corners)
            self._mask("lasso", inside(places, known.lasso) if known.lasso else None)
        if known.sure != before.sure:
            low, high = known.sure
            confidence = self.analysis.confidence
            within = (confidence >= low) & (confidence <= high)
            self._mask("sure", within if known.sure != EVERYTHING else None)
        if known.search != before.search:
            self._mask("search", self._holding(known.search.strip().casefold()))
        if (known.company, known.time) != (before.company, before.time):
            self._mask("company", self._about(known.company, known.time))
        if known.only != before.only:
            self._mask("only", self.analysis.marked(known.only) if known.only else None)
        return notices

    def mask(self, without: str = "") -> NDArray[np.bool_]:
        """Which texts pass all filters, but for the one of `NAMES` called ``without``."""
        passing = np.ones(len(self.analysis), bool)
        for name, mask in self._masks.items():
            if name != without:
                passing &= mask
        return passing

    def matrix(self) -> Evaluation:
        """The confusion matrix under all filters but its own."""
        analysis = self.analysis
        if not self._masks.keys() - {"cells"}:
            return analysis.evaluation
        passing = self.mask(without="cells")
        return evaluate(analysis.actual[passing], analysis.predicted[passing], analysis.classes)

    def _mask(self, name: str, mask: NDArray[np.bool_] | None) -> None:
        self._masks.pop(name, None)
        if mask is not None:
            self._masks[name] = mask

    def _known(self, wanted: Filters) -> tuple[Filters, list[str]]:
        """The filters that mean something for these texts, and a sentence for each that does not."""
        notices: list[str] = []
        named = self.analysis.named
        cells = [(named(actual), named(predicted)) for actual, predicted in wanted.cells]
        known = replace(wanted, cells=spelled_out(cells, self.analysis.classes))
        strange = [cell for cell in cells if not spelled_out([cell], self.analysis.classes)]
        if strange:
            notices.append(f"These texts have no cell “{':'.join(strange[0])[:60]}”: ignored.")
        if known.only and not (known.only in MARKS and self.analysis.marked(known.only).any()):
            notices.append(f"No text here is marked “{known.only[:40]}”: ignored.")
            known = replace(known, only="")
        frame = self.analysis.frame
        if known.company and not ("entity" in frame and of_company(frame, known.company).any()):
            notices.append(f"No text names the company “{known.company[:40]}”: ignored.")
            known = replace(known, company="", time=None)
        if known.time and "time" not in frame:
            notices.append("These texts have no dates: the interval is ignored.")
            known = replace(known, time=None)
        return known, notices

    def _in_cells(self, cells: Sequence[Cell]) -> NDArray[np.bool_]:
        classes = self.analysis.classes
        chosen = np.zeros(len(classes) ** 2, bool)
        for actual, predicted in cells:
            chosen[classes.index(actual) * len(classes) + classes.index(predicted)] = True
        return chosen[self.analysis.cells]

    def _holding(self, sought: str) -> NDArray[np.bool_] | None:
        if not sought:
            return None
        lowered = self.analysis.lowered
        return np.fromiter((sought in text for text in lowered), bool, len(lowered))

    def _about(self, company: str, time: tuple[int, int] | None) -> NDArray[np.bool_] | None:
        frame = self.analysis.frame
        passing = of_company(frame, company) if company else None
        if time is not None:
            seconds = frame["time"].to_numpy("datetime64[s]")
            start, end = (np.datetime64(second, "s") for second in time)
            within = (seconds >= start) & (seconds < end)
            passing = within if passing is None else passing & within
        return passing


def spelled_out(cells: Iterable[Cell], classes: Sequence[str]) -> tuple[Cell, ...]:
    """Cells of known labels, each once, in the matrix' order; a row or column becomes its cells."""
    asked = set(cells)
    return tuple(
        (actual, predicted)
        for actual in classes
        for predicted in classes
        if asked & {(actual, predicted), (actual, ANY), (ANY, predicted)}
    )


def summed_up(cells: Sequence[Cell], classes: Sequence[str]) -> list[Cell]:
    """The same cells with whole rows and columns named as such."""
    left = dict.fromkeys(cells)
    found: list[Cell] = []
    for label in classes:
        row = [(label, other) for other in classes]
        if all(cell in left for cell in row):
            found.append((label, ANY))
            left = {cell: None for cell in left if cell not in row}
    for label in classes:
        column = [(other, label) for other in classes]
        if all(cell in left for cell in column):
            found.append((ANY, label))
            left = {cell: None for cell in left if cell not in column}
    return [*found, *left]


MARKED = {
    LEAKED: "learned from too",
    CONFLICTING: "under several labels",
    UNKNOWN: "without a known word",
}
"""The marks of texts in words."""


@dataclass(frozen=True)
class Chip:
    """A filter in words: which of `NAMES` it is, its title and what it lets through."""

    name: str
    title: str
    text: str


def chips(filters: Filters, classes: Sequence[str]) -> list[Chip]:
    """The filters in words."""
    found = []
    for actual, predicted in summed_up(filters.cells, classes):
        words = f"{actual} predicted as {predicted}"
        title = "Cell"
        if predicted == ANY:
            title, words = "Actual", actual
        elif actual == ANY:
            title, words = "Predicted", predicted
        found.append(Chip("cells", title, words))
    if filters.lasso:
        found.append(Chip("lasso", "Lasso", f"{len(filters.lasso)} corners"))
    if filters.sure != EVERYTHING:
        low, high = filters.sure
        found.append(Chip("sure", "Confidence", f"{low:.2f} to {high:.2f}"))
    if filters.search.strip():
        found.append(Chip("search", "Search", f"“{filters.search.strip()}”"))
    if filters.only:
        found.append(Chip("only", "Only", MARKED[filters.only]))
    if filters.company or filters.time:
        start, end = (np.datetime64(second, "s") for second in filters.time or (0, 0))
        when = f"{start} – {end}".replace("T", " ") if filters.time else ""
        found.append(Chip("company", "Company", ", ".join(filter(None, (filters.company, when)))))
    return found
