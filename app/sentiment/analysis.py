"""A classifier's answers to a set of texts, in columns that every chart of the page shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.problem import Problem
from app.sentiment.classifier import object_array
from app.sentiment.corners import CORNERS, most_confused, places
from app.sentiment.doubt import margins
from app.sentiment.evaluation import Evaluation, evaluate
from app.sentiment.explanation import Explainer, Explanation
from app.sentiment.judging import judged
from app.sentiment.leaks import Alike
from app.sentiment.notebook_data import as_classes

LEAKED, CONFLICTING, UNKNOWN = MARKS = ("leaked", "conflicting", "unknown")
"""What a text may be marked as: among those to learn from too; under several labels; without a known word."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """The shown texts in the set's order, and what the classifier says of each; equal to itself alone.

    ``frame`` has a row a text (id, text, label, …), ``classes`` are the labels in the classifier's order,
    ``actual`` the codes of the given labels, ``predicted`` those of the classifier's own answers (its
    ``predict``, which need not be the most probable class), ``probabilities`` texts × classes. ``alike``
    tells which texts of the whole set, of which these are held back, are the same; None if it is not known.
    ``meaning`` is the class of each spelling of a label in the file.
    """

    pipeline: Any
    frame: pd.DataFrame
    classes: tuple[str, ...]
    actual: NDArray[np.int64]
    predicted: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    alike: Alike | None = None
    meaning: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        pipeline: Any,
        frame: pd.DataFrame,
        alike: Alike | None = None,
        meaning: Mapping[str, str] | None = None,
    ) -> Analysis:
        """What a fitted pipeline says of labelled texts, the held-back ones of ``alike`` if that is given.

        A label that the classifier does not know is a class of its own with probability 0.
        Raises Problem when there are no texts, or none whose label it knows.
        """
        if not len(frame):
            raise Problem("There are no texts to judge.", "Choose a set with texts.")
        known = tuple(str(label) for label in pipeline.classes_)
        predicted, found = judged(pipeline, frame["text"])
        labels = as_classes(frame["label"].astype(str), known)
        classes = known + tuple(sorted(set(labels) - set(known)))
        found = np.column_stack([found, np.zeros((len(frame), len(classes) - len(known)))])
        actual = pd.Categorical(labels, categories=list(classes)).codes.astype(np.int64)
        shown = frame.assign(label=labels).reset_index(drop=True)
        if "id" not in shown:
            shown.insert(0, "id", [str(row) for row in range(1, len(shown) + 1)])
        return cls(pipeline, shown, classes, actual, predicted, found, alike, meaning or {})

    def __len__(self) -> int:
        return len(self.actual)

    def named(self, label: str) -> str:
        """The class that a link means by a label, which it may name as the file writes it, or, where it is
        older, without capitals."""
        if label in self.classes or label in self.meaning:
            return label if label in self.classes else self.meaning[label]
        return next((known for known in self.classes if known.lower() == label), label)

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """The texts."""
        return object_array(self.frame["text"])

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """The cell of the confusion matrix, row by row: actual × classes + predicted."""
        return self.actual * len(self.classes) + self.predicted

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """The texts that are predicted as they are labelled."""
        return self.actual == self.predicted

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of the predicted class."""
        return self.probabilities[np.arange(len(self)), self.predicted]

    @cached_property
    def margin(self) -> NDArray[np.float64]:
        """Doubt about the label: probability of the best other class minus that of the given one."""
        return margins(self.probabilities, self.actual)

    @cached_property
    def confused(self) -> tuple[str, ...]:
        """The three of more classes that are most often taken for one another; none of three or fewer."""
        if len(self.classes) <= CORNERS:
            return ()
        return tuple(self.classes[place] for place in most_confused(self.evaluation))

    def points(self, corners: Sequence[str] = ()) -> NDArray[np.float64]:
        """Places on the line of two classes or in the triangle of three (texts × 2).

        Of more classes three are the ``corners``, else those most confused; NaN for texts of the others.
        """
        chosen = tuple(corners or self.confused) if len(self.classes) > CORNERS else self.classes
        if chosen not in self._placed:
            self._placed.clear()
            found = places(self.probabilities, self.actual, [self.classes.index(label) for label in chosen])
            found.flags.writeable = False
            self._placed[chosen] = found
        return self._placed[chosen]

    @cached_property
    def _placed(self) -> dict[tuple[str, ...], NDArray[np.float64]]:
        """The places between the corners that were asked for last: of many texts they take longer than all
        that a click asks besides."""
        return {}

    @cached_property
    def evaluation(self) -> Evaluation:
        """The confusion matrix of all shown texts."""
        return evaluate(self.actual, self.predicted, self.classes)

    def marked(self, mark: str) -> NDArray[np.bool_]:
        """Which texts have a mark of `MARKS`."""
        marks: dict[str, Callable[[], NDArray[np.bool_]]] = {
            LEAKED: lambda: self._leaked,
            CONFLICTING: lambda: self._conflicting,
            UNKNOWN: lambda: self._unknown,
        }
        return marks[mark]()

    @cached_property
    def _leaked(self) -> NDArray[np.bool_]:
        return np.zeros(len(self), bool) if self.alike is None else self.alike.leaked[self.alike.held]

    @cached_property
    def _conflicting(self) -> NDArray[np.bool_]:
        return np.zeros(len(self), bool) if self.alike is None else self.alike.conflicting[self.alike.held]

    @cached_property
    def _unknown(self) -> NDArray[np.bool_]:
        known = self.probabilities[:, : len(self.explainer.classes)]
        return self.explainer.without_known_words(self.texts, known)

    @cached_property
    def without_leaks(self) -> Evaluation | None:
        """The confusion matrix of the texts that were not learned from; None where all were."""
        rest = ~self.marked(LEAKED)
        return evaluate(self.actual[rest], self.predicted[rest], self.classes) if rest.any() else None

    @cached_property
    def explainer(self) -> Explainer:
        """What explains single decisions."""
        return Explainer(self.pipeline)

    def explain(self, text: str, label: str) -> Explanation:
        """Why a text has its score for a label; for the predicted one where the classifier does not know it.

        Words are left out one by one where `Explainer.reason` says why there are no token bars.
        """
        explain = self.explainer.left_out if self.explainer.reason else self.explainer.explain
        return explain(text, label if label in self.explainer.classes else "")

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Each text's row by its id."""
        return {str(identity): row for row, identity in enumerate(self.frame["id"])}

    @cached_property
    def obscene(self) -> NDArray[np.bool_]:
        """The texts that tables leave out unless they are asked for; only bundled sets mark any."""
        marked = self.frame.get("obscene")
        return np.zeros(len(self), bool) if marked is None else marked.to_numpy(bool)

    @cached_property
    def lowered(self) -> list[str]:
        """The texts in small letters, for searching."""
        return [text.casefold() for text in self.texts]

    @cached_property
    def agreement(self) -> NDArray[np.float64] | None:
        """The share of raters who chose the label (by the sign of their rating); None without ratings."""
        if "ratings" not in self.frame:
            return None
        signs = [np.sign(votes) for votes in self.frame["ratings"]]
        return np.array([np.unique(sign, return_counts=True)[1].max() / len(sign) for sign in signs])

    def orders(self, sort: str) -> NDArray[np.intp]:
        """All rows in an order of `ORDERS`; computed once."""
        return self._orders[sort]

    @cached_property
    def _orders(self) -> dict[str, NDArray[np.intp]]:
        return {
            "doubt": np.argsort(-self.margin, kind="stable"),
            "unsure": np.argsort(self.confidence, kind="stable"),
            "sure": np.argsort(-self.confidence, kind="stable"),
            "order": np.arange(len(self)),
        }


ORDERS = ("doubt", "unsure", "sure", "order")
"""Most doubtful label first; least sure first; surest first; as in the set."""
