"""One decision down to the token: what each adds to a class's score, and how strongly a word is coloured.

For a linear classifier the score of a class is its intercept plus coefficient × count of every token. That
is shown as it is, without approximation: the parts add up to the classifier's own score (to rounding, below
1e-9). A classifier that is not linear in the tokens has no such parts: `Explainer.reason` says why, and
`Explainer.left_out` asks it instead what it would say without each word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from app.sentiment.classifier import one_thread
from app.sentiment.judging import judged, probabilities
from app.sentiment.token_features import TokenFeatures
from app.sentiment.word_places import Span

UNSEEN = "not in vocabulary"
MOST_LEFT_OUT = 200
"""Different words of a text that are left out one after the other; more would take too long."""

_WORD = re.compile(r"\w+(?:['’]\w+)*|[!?%]|[\u2600-\u27bf\U0001f000-\U0001faff]")


@dataclass(frozen=True)
class TokenShare:
    """What one token adds: ``contribution`` = ``coefficient`` × ``count``.

    ``count`` is the value that the classifier sees, a weight where counts are weighted (tf-idf). A token
    that training never kept is not ``known``: its numbers are 0. ``spans`` are the token's places in the
    text, (first character, end) for each word of each occurrence; empty where they cannot be told.
    ``why_not`` says why it is not known.
    """

    token: str
    count: float
    coefficient: float
    contribution: float
    known: bool
    spans: tuple[Span, ...] = ()
    why_not: str = UNSEEN


@dataclass(frozen=True)
class Explanation:
    """The score of one text for one class: ``intercept`` + contributions = ``total``.

    ``tokens`` are sorted by the size of their contribution, unknown ones last in the text's order.
    ``probabilities`` are those of all classes, as the page shows them, ``predicted`` is what the classifier
    answers. Where words were ``left_out`` one by one, a contribution is what the probability loses without
    that word; these do not add up, and ``total`` is the probability itself. Where a probability is the
    score's sigmoid over the sum of all classes' sigmoids, ``sigmoids`` are that one and that sum.
    """

    text: str
    label: str
    tokens: tuple[TokenShare, ...]
    intercept: float
    total: float
    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    predicted: str = ""
    left_out: bool = False
    sigmoids: tuple[float, float] | None = None

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
    """Explains the decisions of any fitted scikit-learn text pipeline: by its tokens where its last step is
    linear (`explain`), else by leaving words out (`left_out`).

    ``classes`` are its labels as text; ``reason`` is empty, or says why there are no token bars.
    """

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self.classes = tuple(str(label) for label in pipeline.classes_)
        # A text is looked at for one class after the other.
        self._said = lru_cache(maxsize=32)(self._said_of)
        self._seen = lru_cache(maxsize=32)(self._seen_in)
        self._features, self.reason = TokenFeatures.of(pipeline, len(self.classes))

    @property
    def features(self) -> TokenFeatures | None:
        """The features of a classifier that is linear in its tokens; None for others."""
        return self._features

    def explain(self, text: str, label: str = "") -> Explanation:
        """Why this text has its score for a class, the predicted one if none is named.

        Where ``reason`` says why there are no token bars, only the probabilities are filled in.
        """
        predicted, shares = self._said(text)
        label = label or predicted
        if self._features is None:
            return Explanation(text, label, (), 0.0, 0.0, self.classes, shares, predicted)
        row = self.classes.index(label)
        coefficients, intercept = self._features.coefficients[row], float(self._features.intercepts[row])
        known, unseen = [], []
        for seen in self._seen(text):
            if seen.column is None:
                unseen.append(
                    TokenShare(seen.token, 0.0, 0.0, 0.0, False, seen.spans, seen.why_not or UNSEEN)
                )
                continue
            value = float(coefficients[seen.column])
            known.append(TokenShare(seen.token, seen.value, value, value * seen.value, True, seen.spans))
        known.sort(key=lambda share: -abs(share.contribution))
        return Explanation(
            text,
            label,
            (*known, *unseen),
            intercept,
            intercept + sum(share.contribution for share in known),
            self.classes,
            shares,
            predicted,
            sigmoids=self._sigmoids(text, shares, row),
        )

    def _sigmoids(self, text: str, shares: tuple[float, ...], row: int) -> tuple[float, float] | None:
        """The sigmoid of a class' score and the sum of all; None where probabilities are made otherwise."""
        assert self._features is not None
        seen = [one for one in self._seen(text) if one.column is not None]
        scores = np.array(self._features.intercepts, np.float64)
        for one in seen:
            scores += np.asarray(self._features.coefficients[:, one.column]).ravel() * one.value
        squashed = expit(scores)
        total = float(squashed.sum())
        if total and np.allclose(squashed / total, shares, atol=1e-9):
            return float(squashed[row]), total
        return None

    def knows_nothing_of(self, text: str) -> bool:
        """Whether no token of a text is known; False where tokens cannot be told (``reason`` says why)."""
        return self._features is not None and all(seen.column is None for seen in self._seen(text))

    def without_known_words(
        self, texts: Sequence[str] | NDArray[np.object_], probabilities: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Which texts the classifier knows nothing of; ``probabilities`` (texts × classes) are its answers.

        None of them where its tokens cannot be told.
        """
        found = np.zeros(len(texts), bool)
        if self._features is not None and len(texts):
            # Without a known token all scores are the intercepts: only texts with these are looked at.
            empty = np.array(self.explain("").probabilities)
            for row in np.flatnonzero((np.abs(probabilities - empty) < 1e-12).all(axis=1)).tolist():
                found[row] = self.knows_nothing_of(str(texts[row]))
        return found

    def left_out(self, text: str, label: str = "") -> Explanation:
        """What the probability of a class loses when a word is left out of the text, word by word.

        For any classifier. A word that stands several times is left out everywhere at once.
        """
        predicted, shares = self._said(text)
        label = label or predicted
        row = self.classes.index(label)
        places: dict[str, list[Span]] = {}
        for match in _WORD.finditer(text):
            places.setdefault(match[0].lower(), []).append(match.span())
        words = list(places)[:MOST_LEFT_OUT]
        without = probabilities(self.pipeline, [_without(text, places[word]) for word in words])
        tokens = []
        for word, found in zip(words, without, strict=True):
            loss = shares[row] - float(found[row])
            tokens.append(
                TokenShare(word, len(places[word]), loss / len(places[word]), loss, True, tuple(places[word]))
            )
        tokens.sort(key=lambda share: -abs(share.contribution))
        return Explanation(
            text, label, tuple(tokens), 0.0, shares[row], self.classes, shares, predicted, left_out=True
        )

    def _said_of(self, text: str) -> tuple[str, tuple[float, ...]]:
        predicted, shares = judged(self.pipeline, [text])
        return self.classes[int(predicted[0])], tuple(shares[0].tolist())

    def _seen_in(self, text: str) -> tuple[Any, ...]:
        assert self._features is not None
        with one_thread():
            return tuple(self._features.seen(text))


def _without(text: str, places: list[Span]) -> str:
    for start, end in reversed(places):
        text = f"{text[:start]} {text[end:]}"
    return text
