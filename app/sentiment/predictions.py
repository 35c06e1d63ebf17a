"""What a classifier says of texts that nobody has labelled: a class and probabilities, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.corpus.column_names import known_names
from app.sentiment.corpus.labelled_table import clean
from app.sentiment.corpus.roles import guess
from app.sentiment.judging import judged
from app.tables import Rejects, Table, read_table
from app.uploads import shown_name

AT_A_TIME = 2_000
"""Texts that are judged between two looks at whether to stop."""


@dataclass(frozen=True)
class Unlabelled:
    """Texts to predict: what they are called, their table's ``columns`` and ``rows``, and the ``place`` of
    the texts among the columns. ``numbers`` are the rows' in the file."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    place: int

    @classmethod
    def of(cls, name: str, texts: Sequence[str]) -> Unlabelled:
        """Texts without anything else."""
        return cls(name, ("text",), [(text,) for text in texts], range(1, len(texts) + 1), 0)

    @property
    def texts(self) -> list[str]:
        """The texts as the classifier gets them."""
        return [clean(row[self.place]) for row in self.rows]


def read_unlabelled(
    path: Path,
    name: str = "",
    columns: Mapping[str, str] | None = None,
    on_table: Callable[[Table, Mapping[str, int]], Any] | None = None,
) -> Unlabelled:
    """The texts of a table, labelled or not; ``columns`` names their column where the guess is wrong.

    ``on_table`` hears the table and the places of its roles. Raises Problem where no column holds texts.
    """
    shown = shown_name(name or path.name)
    table = read_table(path, shown, Rejects(), known_names=known_names())
    places = guess(table, columns)
    if on_table is not None:
        on_table(table, places)
    if "text" not in places:
        listed = ", ".join(f"“{column}”" for column in table.columns[:8])
        raise Problem(f"“{shown}” has no column “text” among {listed}.", "Choose the column of the texts.")
    return Unlabelled(
        shown,
        tuple(table.columns),
        [cells for _, cells in table.rows],
        [number for number, _ in table.rows],
        places["text"],
    )


@dataclass(frozen=True)
class Predictions:
    """What a classifier says of ``asked``: ``predicted`` codes of its ``classes`` and ``probabilities``
    (texts × classes); ``unknown`` are the texts of which it knows no word."""

    asked: Unlabelled
    classes: tuple[str, ...]
    predicted: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    unknown: NDArray[np.bool_]

    @property
    def counts(self) -> dict[str, int]:
        """Texts predicted as each class."""
        found = np.bincount(self.predicted, minlength=len(self.classes))
        return dict(zip(self.classes, found.tolist(), strict=True))

    def table(self) -> Iterator[tuple[Any, ...]]:
        """The names of the columns, then a row a text: its number, what the file holds, what is predicted."""
        names = ["predicted", *(f"p({label})" for label in self.classes), "known words"]
        yield ("row", *self.asked.columns, *names)
        for place, (number, row) in enumerate(zip(self.asked.numbers, self.asked.rows, strict=True)):
            yield (
                number,
                *row,
                self.classes[self.predicted[place]],
                *(round(share, 6) for share in self.probabilities[place].tolist()),
                "no" if self.unknown[place] else "yes",
            )


def predict(
    analysis: Analysis, asked: Unlabelled, progress: Callable[[float], Any] | None = None
) -> Predictions:
    """What the classifier of an analysis says of these texts; ``progress`` hears the share done.

    Raises Problem when there are none.
    """
    texts = asked.texts
    if not texts:
        raise Problem(f"“{asked.name}” holds no text to predict.", "Choose a file with a text a row.")
    explainer = analysis.explainer
    codes, shares = [], []
    for first in range(0, len(texts), AT_A_TIME):
        if progress is not None:
            progress(first / len(texts))
        said, found = judged(analysis.pipeline, texts[first : first + AT_A_TIME])
        codes.append(said)
        shares.append(found)
    predicted, probabilities = np.concatenate(codes), np.concatenate(shares)
    return Predictions(
        asked,
        explainer.classes,
        predicted,
        probabilities,
        explainer.without_known_words(texts, probabilities),
    )
