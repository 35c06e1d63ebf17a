"""Tokens of a text, each with the feature that a linear classifier gives it: its value and its coefficient.

Features are those that the last non-linear step leaves: counts, or their weights by tf-idf. Tokens that
share a column, as hashing lets them, share its value by their counts and signs.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, issparse
from sklearn.feature_extraction import FeatureHasher

from app.sentiment.classifier import object_array, one_thread
from app.sentiment.linear import Linear, counts_once, linear_parts, unwrapped
from app.sentiment.steps import Counter, Steps, taken_apart
from app.sentiment.word_places import Places, Span

ELSE = "Everything else on this page works."


class Seen(NamedTuple):
    """A token of a text: its ``column`` among the features (None where it has none, and ``why_not``), the
    ``value`` (count or weight) that the classifier sees of it, and its places in the text."""

    token: str
    column: int | None
    value: float
    spans: tuple[Span, ...]
    why_not: str = ""


@dataclass(frozen=True)
class TokenFeatures:
    """Coefficients (classes × features) and intercepts of a pipeline, and its way from text to tokens.

    ``forward`` are the steps that are not linear, and ``kept`` the counted columns that they leave.
    """

    steps: Steps
    places: tuple[Places, ...]
    forward: tuple[Any, ...]
    kept: NDArray[np.intp]
    dropped_by: str
    linear: Linear

    @property
    def coefficients(self) -> NDArray[np.float64]:
        """A row a class, a column a feature."""
        return self.linear.coefficients

    @property
    def intercepts(self) -> NDArray[np.float64]:
        """One a class."""
        return self.linear.intercepts

    @classmethod
    def of(cls, pipeline: Any, classes: int) -> tuple[TokenFeatures | None, str]:
        """The features of a fitted pipeline; or None, and why it has none, in words for its owner."""
        steps = taken_apart(pipeline)
        if steps is None:
            return None, _counts_nothing(pipeline)
        name = type(steps.classifier).__name__
        linear = linear_parts(steps.classifier, classes)
        if linear is None:
            return None, _not_linear(steps.classifier, classes)
        try:
            features = cls._between(steps, linear)
        except (AttributeError, TypeError, ValueError):
            features = None
        if features is None:
            odd = [type(step).__name__ for step in steps.between]
            weighs = f"{' and '.join(odd)} {'is' if len(odd) == 1 else 'are'} not a weighing of tokens"
            return None, f"No token bars: between the tokens and {name}, {weighs}. {ELSE}"
        if not features.adds_up():
            return None, f"No token bars: the coefficients of {name} do not add up to its own score. {ELSE}"
        return features, ""

    @classmethod
    def _between(cls, steps: Steps, linear: Linear) -> TokenFeatures | None:
        """Go back from the classifier through linear steps as far as they reach; the rest goes forward."""
        width = sum(part.width for part in steps.parts)
        probe = csr_matrix((1, width))
        forward = list(steps.between)
        while forward and _mixes(forward[-1]):
            carried = linear.carried_back(forward.pop())
            if carried is None:
                return None
            linear = carried
        kept, dropped_by = np.arange(width), ""
        for step in forward:
            probe = step.transform(probe)
            if hasattr(step, "get_support"):
                kept = kept[np.flatnonzero(step.get_support())]
                dropped_by = dropped_by or type(step).__name__
            if probe.shape[1] != len(kept) or (probe.count_nonzero() if issparse(probe) else np.any(probe)):
                return None
        if linear.coefficients.shape[1] != len(kept):
            return None
        places = tuple(Places(counter.vectorizer) for counter in steps.counters)
        return cls(steps, places, tuple(forward), kept, dropped_by, linear)

    @cached_property
    def _column_of(self) -> dict[int, int]:
        """Each counted column's place among the features."""
        return {int(column): place for place, column in enumerate(self.kept)}

    def features(self, texts: NDArray[np.object_]) -> csr_matrix:
        """The values that the coefficients belong to (texts × features)."""
        x: Any = self.steps.counts(texts)
        for step in self.forward:
            x = step.transform(x)
        found = csr_matrix(x)
        if counts_once(self.steps.classifier):
            found.data = np.ones_like(found.data)
        return found

    def seen(self, text: str) -> Iterator[Seen]:
        """The tokens of a text, in order, each once."""
        x = self.features(object_array([text]))
        x.sum_duplicates()
        values = dict(zip(x.indices.tolist(), x.data.tolist(), strict=True))
        column_of = self._column_of
        told: set[int] = set()
        for counter, places in zip(self.steps.counters, self.places, strict=True):
            cleaned = counter.cleaned(text)
            prefix = f"{counter.prefix}: " if len(self.steps.parts) > 1 else ""
            spans = places.of(cleaned)
            if cleaned != text:
                spans = _looked_up(spans, cleaned, text)
            find = _hashed if counter.hashed else _named
            for token, place, share in find(counter, cleaned, spans):
                where, token = spans.get(token, ()), prefix + token
                column = None if place is None else column_of.get(counter.offset + place)
                if column is None:
                    why = "" if place is None else f"left out by {self.dropped_by}"
                    yield Seen(token, None, 0.0, where, why)
                    continue
                told.add(column)
                yield Seen(token, column, values.get(column, 0.0) * share, where)
        for column, value in values.items():
            # Nothing of a text stays untold, whatever a vectoriser of somebody's makes of it.
            if column not in told and value:
                yield Seen(self.names[column], column, value, ())

    @cached_property
    def names(self) -> list[str]:
        """What each feature is called, as `seen` calls it."""
        parts = self.steps.parts
        every = [
            f"{part.prefix}: {name}" if len(parts) > 1 else name
            for part in parts
            for name in part.all_names()
        ]
        return [every[column] for column in self.kept.tolist()]

    def adds_up(self) -> bool:
        """Whether coefficients and intercepts give the classifier's own scores, on some of its tokens."""
        texts = object_array(list(self._probes()))
        with one_thread():
            x: Any = self.steps.counts(texts)
            for step in self.steps.between:
                x = step.transform(x)
            scores = self.linear.scores(x)
            own = self.features(texts) @ self.coefficients.T + self.intercepts
        return own.shape == scores.shape and bool(np.allclose(own, scores, atol=1e-9))

    def _probes(self) -> Iterator[str]:
        yield "good and bad, not so 10% !"
        for counter in self.steps.counters:
            if not counter.hashed:
                names = counter.vectorizer.get_feature_names_out()
                yield from (" ".join(map(str, names[start::97][:40])) for start in range(3))


def _named(counter: Counter, _text: str, spans: Iterable[str]) -> Iterator[tuple[str, int | None, float]]:
    """Each token, its column among its counter's (None where it has none), and that it has all of it."""
    vocabulary = counter.vectorizer.vocabulary_
    for token in spans:
        place = vocabulary.get(token)
        yield token, None if place is None else int(place), 1.0


def _hashed(counter: Counter, text: str, _spans: Iterable[str]) -> Iterator[tuple[str, int | None, float]]:
    """Each token, the column that its hash sends it to, and its share of that: their counts share its sum."""
    vectorizer = counter.vectorizer
    counts = Tally(vectorizer.build_analyzer()(text))
    if not counts:
        return
    hasher = FeatureHasher(
        vectorizer.n_features, input_type="string", alternate_sign=vectorizer.alternate_sign
    )
    hashed = hasher.transform([[token] for token in counts])
    signs = {
        token: (int(row.indices[0]), float(row.data[0])) for token, row in zip(counts, hashed, strict=True)
    }
    if vectorizer.binary:
        counts = Tally(dict.fromkeys(counts, 1))
    sums: dict[int, float] = {}
    for token, (place, sign) in signs.items():
        sums[place] = sums.get(place, 0.0) + sign * counts[token]
    for token, (place, sign) in signs.items():
        total = float(sums[place])
        yield token, place, sign * counts[token] / total if total else 0.0


def _mixes(step: Any) -> bool:
    """Whether a step's columns are no longer those of tokens, or not 0 where a token is absent."""
    kind = type(step).__name__
    return kind in ("TruncatedSVD", "PCA", "MinMaxScaler") or (kind == "StandardScaler" and step.with_mean)


def _looked_up(spans: dict[str, tuple[Span, ...]], cleaned: str, text: str) -> dict[str, tuple[Span, ...]]:
    """Places in a cleaned text as places in the text itself: those of the same words, in their order."""
    low = text.lower()
    moved: dict[Span, Span | None] = {}
    position = 0
    for start, end in sorted({span for where in spans.values() for span in where}):
        at = low.find(cleaned[start:end].lower(), position)
        moved[start, end] = (at, at + end - start) if at >= 0 and len(low) == len(text) else None
        position = at if at >= 0 else position
    return {
        token: tuple(new for span in where if (new := moved[span]) is not None)
        for token, where in spans.items()
    }


def _counts_nothing(pipeline: Any) -> str:
    """Why no counted tokens are found: what decides may hold classifiers that count tokens each."""
    outer = unwrapped(pipeline)
    if hasattr(outer, "calibrated_classifiers_"):
        return _not_linear(outer, len(outer.classes_))
    if getattr(outer, "estimators_", None):
        return (
            f"No token bars: {type(outer).__name__} puts together what several classifiers say, so that its "
            f"score is not a sum of what each token adds. {ELSE}"
        )
    return f"No token bars: no step of this classifier counts the tokens of a text. {ELSE}"


def _not_linear(classifier: Any, classes: int) -> str:
    name = type(classifier).__name__
    if getattr(classifier, "kernel", None) == "linear" and classes > 2:
        return (
            f"No token bars: the coefficients of {name} do not add up to a score of each class, for it "
            f"weighs every two classes against each other. {ELSE}"
        )
    if hasattr(classifier, "calibrated_classifiers_"):
        how = "the scores of several classifiers and takes their mean"
        if len(classifier.calibrated_classifiers_) == 1:
            how = "the score of a classifier"
        return (
            f"No token bars: {name} bends {how}, so that its score is not a sum of what each token adds. "
            f"{ELSE}"
        )
    return (
        f"No token bars: {name} is not linear in the tokens, so that its score is not a sum of what each "
        f"token adds. {ELSE}"
    )
