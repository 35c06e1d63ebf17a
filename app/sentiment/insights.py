"""What stands out in a classifier's answers, as sentences with the numbers behind them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.counted import counted
from app.sentiment.analysis import Analysis
from app.sentiment.cautions import cautions
from app.sentiment.insight import Insight

SURE = 0.9
AGREE = 0.7
ENOUGH = 20  # texts on each side of a comparison, below which a difference says little


def insights(analysis: Analysis, cell: tuple[str, str] | None = None) -> list[Insight]:
    """The sentences for all shown texts, or with a cell (actual, predicted) also for that one."""
    first, last = cautions(analysis)
    found = [
        *first,
        _most_errors(analysis),
        _sure_errors(analysis, cell),
        _least_recalled(analysis),
        _raters(analysis),
        *last,
    ]
    return [insight for insight in found if insight is not None]


def _most_errors(analysis: Analysis) -> Insight | None:
    """The class that most errors touch, as the actual or the predicted label."""
    judged = analysis.evaluation
    if not judged.errors:
        return Insight("The classifier is right about every text shown here.", "", "")
    off = judged.matrix - np.diag(np.diag(judged.matrix))
    if len(judged.classes) == 2:
        return _one_way(judged.classes, int(off[0, 1]), int(off[1, 0]))
    touching = off.sum(axis=0) + off.sum(axis=1)
    worst = int(touching.argmax())
    label = judged.classes[worst]
    others = [other for other in judged.classes if other != label]
    return Insight(
        "Most errors are about ",
        label,
        f": {int(touching[worst]):,} of {judged.errors:,} touch it.",
        tuple((label, other) for other in others) + tuple((other, label) for other in others),
    )


def _one_way(classes: tuple[str, ...], forth: int, back: int) -> Insight | None:
    """Which of two classes is taken for the other more often: every error touches both."""
    if forth == back:
        return None
    actual, predicted = classes if forth > back else classes[::-1]
    return Insight(
        "Most errors are ",
        f"{actual} taken for {predicted}",
        f": {max(forth, back):,} of {forth + back:,}.",
        ((actual, predicted),),
    )


def _sure_errors(analysis: Analysis, cell: tuple[str, str] | None) -> Insight | None:
    """Texts off the diagonal that the classifier is sure of: the labels to look at first."""
    size = len(analysis.classes)
    counts = np.bincount(analysis.cells[analysis.confidence > SURE], minlength=size * size)
    counts = counts.reshape(size, size)
    np.fill_diagonal(counts, 0)
    # Of a class that is never found all are errors, which says nothing about labels.
    counts[analysis.evaluation.never_found] = 0
    if cell is not None and cell[0] != cell[1]:
        actual, predicted = (analysis.classes.index(label) for label in cell)
        before = "In this cell "
    else:
        actual, predicted = map(int, np.unravel_index(counts.argmax(), counts.shape))
        before = ""
    count = int(counts[actual, predicted])
    if not count:
        return None
    given, preferred = analysis.classes[actual], analysis.classes[predicted]
    labelled = "" if before else f" labelled {given}"
    verb = "is" if count == 1 else "are"
    return Insight(
        before,
        counted(count, "text"),
        f"{labelled} {verb} predicted {preferred} with p above {SURE:g}: look at "
        f"{'its label' if count == 1 else 'their labels'} first.",
        ((given, preferred),),
        (SURE, 1.0),
    )


def _least_recalled(analysis: Analysis) -> Insight | None:
    """The class that is found least often, and what it is taken for."""
    judged = analysis.evaluation
    occurring = np.flatnonzero((judged.support >= ENOUGH) & (judged.recall > 0))
    if len(occurring) < 2 or not judged.errors:
        return None
    worst = int(occurring[judged.recall[occurring].argmin()])
    row = judged.matrix[worst].copy()
    row[worst] = -1
    taken = int(row.argmax())
    if row[taken] < 1:
        return None
    label, other = judged.classes[worst], judged.classes[taken]
    found, texts = judged.recall[worst], int(judged.support[worst])
    return Insight(
        f"{label.capitalize()} is found least: {found:.0%} of {texts:,} texts; ",
        f"{int(row[taken]):,}",
        f" are taken for {other}.",
        ((label, other),),
    )


def _raters(analysis: Analysis) -> Insight | None:
    """Whether the classifier fails where people do not agree either."""
    agreement = analysis.agreement
    if agreement is None:
        return None
    right: NDArray[np.bool_] = analysis.predicted == analysis.actual
    split = agreement < AGREE
    if min(int(split.sum()), int((~split).sum())) < ENOUGH:
        return None
    low, high = right[split].mean(), right[~split].mean()
    if high - low < 0.05:
        return None
    return Insight(
        f"Where fewer than {AGREE:.0%} of the raters agree, {low:.0%} of the predictions are right; "
        f"elsewhere {high:.0%}.",
        "",
        "",
    )
