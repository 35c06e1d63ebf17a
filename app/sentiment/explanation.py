"""One decision down to the token: what each token of a text adds to the score of a class.

For a linear classifier the score of a class is its intercept plus coefficient × count of every token. That
is shown as it is, without approximation: the parts add up to ``decision_function`` (to rounding, below 1e-9).
A classifier that is not linear in the tokens has no such parts, and `Explainer.reason` says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from app.sentiment.classifier import object_array, one_thread, probabilities
from app.sentiment.word_places import Places, Span

UNSEEN = "not in vocabulary"


@dataclass(frozen=True)
class TokenShare:
    """What one token adds: ``contribution`` = ``coefficient`` × ``count``.

    ``count`` is the value that the classifier sees, a weight where counts are weighted (tf-idf). A token
    that training never kept is not ``known``: its numbers are 0. ``spans`` are the token's places in the
    text, (first character, end) for each word of each occurrence; empty where they cannot be told.
    """

    token: str
    count: float
    coefficient: float
    contribution: float
    known: bool
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """The score of one text for one class: ``intercept`` + contributions = ``total``.

    ``tokens`` are sorted by the size of their contribution, unknown ones last in the text's order.
    ``probabilities`` are those of all classes, as the page shows them.
    """

    text: str
    label: str
    tokens: tuple[TokenShare, ...]
    intercept: float
    total: float
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]

    @property
    def probability(self) -> float:
        """The probability of this class."""
        return self.probabilities[self.classes.index(self.label)]

    def highlights(self) -> list[tuple[int, int, float]]:
        """Words to colour, in the text's order: first character, end, and the weight they carry.

        A token's contribution is shared equally among the words it stands on, so that the weights add up
        to the contributions of all tokens that have a place.
        """
        weights: dict[Span, float] = {}
        for share in self.tokens:
            for span in share.spans:
                weights[span] = weights.get(span, 0.0) + share.contribution / len(share.spans)
        return [(*span, weight) for span, weight in sorted(weights.items())]


class Explainer:
    """Explains the decisions of any fitted scikit-learn text pipeline whose last step is linear.

    ``classes`` are its labels as text; ``reason`` is empty, or says why there are no token bars.
    """

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = getattr(pipeline, "best_estimator_", pipeline)
        self.classes = tuple(str(label) for label in self.pipeline.classes_)
        self._coefficients: NDArray[np.float64] | None = None
        self._intercepts: NDArray[np.float64] = np.zeros(len(self.classes))
        self._names: NDArray[np.object_] = np.empty(0, object)
        self._column: dict[str, int] = {}
        self._places: Places | None = None
        # A text is looked at for one class after the other.
        self._shares = lru_cache(maxsize=32)(self._shares_of)
        self._seen = lru_cache(maxsize=32)(self._seen_in)
        self.reason = self._prepare()

    def explain(self, text: str, label: str = "") -> Explanation:
        """Why this text has its score for a class, the most probable one if none is named.

        Where ``reason`` says why there are no token bars, only the probabilities are filled in.
        """
        shares = self._shares(text)
        label = label or self.classes[int(np.argmax(shares))]
        if self._coefficients is None or self._places is None:
            return Explanation(text, label, (), 0.0, 0.0, self.classes, shares)
        row = self.classes.index(label)
        counts, spans = self._seen(text)
        counts = dict(counts)
        coefficients = self._coefficients[row]
        known, unseen = [], []
        for token, where in spans.items():
            column = self._column.get(token)
            if column is None:
                unseen.append(TokenShare(token, 0.0, 0.0, 0.0, False, where))
                continue
            count = counts.pop(column, 0.0)
            value = float(coefficients[column])
            known.append(TokenShare(token, count, value, value * count, True, where))
        for column, count in counts.items():
            value = float(coefficients[column])
            known.append(TokenShare(str(self._names[column]), count, value, value * count, True))
        known.sort(key=lambda share: -abs(share.contribution))
        intercept = float(self._intercepts[row])
        return Explanation(
            text,
            label,
            (*known, *unseen),
            intercept,
            intercept + sum(share.contribution for share in known),
            self.classes,
            shares,
        )

    def _shares_of(self, text: str) -> tuple[float, ...]:
        return tuple(probabilities(self.pipeline, [text])[0].tolist())

    def _seen_in(self, text: str) -> tuple[dict[int, float], dict[str, tuple[Span, ...]]]:
        """What the classifier sees of a text: the value of each feature, and each token's places."""
        assert self._places is not None
        x = csr_matrix(self.pipeline[:-1].transform(object_array([text])))
        x.sum_duplicates()
        return dict(zip(x.indices.tolist(), x.data.tolist(), strict=True)), self._places.of(text)

    def _prepare(self) -> str:
        """Take the coefficients out of the pipeline; say in words why that cannot be done."""
        steps = getattr(self.pipeline, "steps", None)
        if not steps or len(steps) < 2:
            return "No token bars: the classifier is not a pipeline that counts tokens first."
        last = type(steps[-1][1]).__name__
        linear = linear_parts(steps[-1][1], len(self.classes))
        if linear is None:
            return (
                f"No token bars: {last} is not linear in the tokens, so that its score is not a sum "
                "of what each token adds. Everything else on this page works."
            )
        try:
            names = object_array(self.pipeline[:-1].get_feature_names_out())
        except (AttributeError, ValueError, TypeError):
            names = np.empty(0, object)
        places = Places.of_steps(steps[:-1])
        if places is None or len(names) != linear[0].shape[1] or not set(names) <= places.vocabulary:
            return (
                "No token bars: what the classifier sees are not tokens of the text (they are hashed, or "
                "mixed by a step between). Everything else on this page works."
            )
        self._places, self._names = places, names
        self._column = {str(name): place for place, name in enumerate(names)}
        if not self._adds_up(names, *linear):
            return f"No token bars: the coefficients of {last} do not add up to its own score."
        self._coefficients, self._intercepts = linear
        return ""

    def _adds_up(
        self, names: NDArray[np.object_], coefficients: NDArray[np.float64], intercepts: NDArray[np.float64]
    ) -> bool:
        """Whether coefficients and intercepts give the pipeline's own scores, on some of its words."""
        if not hasattr(self.pipeline, "decision_function"):
            return False
        probe = object_array([" ".join(map(str, names[start::97][:40])) for start in range(3)])
        with one_thread():
            scores = np.asarray(self.pipeline.decision_function(probe), np.float64)
            x = csr_matrix(self.pipeline[:-1].transform(probe))
        own = x @ coefficients.T + intercepts
        if scores.ndim == 1:
            scores = np.column_stack([-scores, scores])
        return own.shape == scores.shape and bool(np.allclose(own, scores, atol=1e-9))


def linear_parts(classifier: Any, classes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Coefficients (classes × features) and intercepts of a linear classifier, or None if it is not one.

    With two classes scikit-learn keeps one score, that of the second class; the first has its opposite.
    """
    parts = getattr(classifier, "estimators_", None)
    if parts is not None:
        if not all(hasattr(part, "coef_") and hasattr(part, "intercept_") for part in parts):
            return None
        rows = [np.asarray(part.coef_, np.float64).reshape(1, -1) for part in parts]
        coefficients = np.vstack(rows)
        intercepts = np.array([float(np.ravel(part.intercept_)[0]) for part in parts])
    elif hasattr(classifier, "coef_") and hasattr(classifier, "intercept_"):
        coef = classifier.coef_
        dense = coef.toarray() if hasattr(coef, "toarray") else coef
        coefficients = np.atleast_2d(np.asarray(dense, np.float64))
        intercepts = np.broadcast_to(np.asarray(classifier.intercept_, np.float64), len(coefficients))
    else:
        return None
    if classes == 2 and len(coefficients) == 1:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.array([-1, 1]) * intercepts
    return (coefficients, np.array(intercepts)) if len(coefficients) == classes else None
