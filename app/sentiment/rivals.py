"""Classifiers of other kinds, to compare the page's own with: they learn from the same texts.

All count the same tokens. Boosted trees are grown on their hundred main directions (latent semantic
analysis), since trees on ten thousand columns of counts learn little in the time that a visitor waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from app.problem import Problem
from app.sentiment.classifier import Hyperparameters, nothing_in_common, object_array, one_thread, vectorizer
from app.sentiment.trained import Progress, Trained, prepare

OWN = "regression"
KINDS: Mapping[str, str] = {
    OWN: "logistic regression",
    "calibrated": "calibrated support vectors",
    "boosted": "boosted trees",
    "bayes": "naive Bayes",
}
"""The kinds that can be trained, and what they are called."""

_DIRECTIONS = 100
_FOLDS = 3


@dataclass(frozen=True)
class Recipe:
    """A kind of `KINDS` and its settings: all that it takes to train it again on the same texts.

    >>> Recipe("boosted", Hyperparameters(C=0.5)).text, Recipe.read("bayes_1_2_2") == Recipe("bayes")
    ('boosted_0.5_2_2', True)
    """

    kind: str = OWN
    settings: Hyperparameters = field(default_factory=Hyperparameters)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Problem(
                f"There is no classifier of the kind {self.kind:.40}.", f"Choose {', '.join(KINDS)}."
            )

    @property
    def text(self) -> str:
        """The recipe as a word of a link; the seed is the page's."""
        chosen = self.settings
        # As many digits as it takes to read the same number again.
        strength = repr(float(chosen.C)).removesuffix(".0")
        parts = [self.kind, strength, str(chosen.longest), str(chosen.min_df)]
        return "_".join([*parts, *(["balanced"] if chosen.balanced else [])])

    @classmethod
    def read(cls, text: str, seed: int = Hyperparameters.seed) -> Recipe:
        """The recipe of such a word. Raises Problem where it is none."""
        kind, *rest = text.split("_")
        balanced = rest[3:] == ["balanced"]
        try:
            C, longest, min_df = rest[:3] if balanced else rest  # noqa: N806
            settings = Hyperparameters(float(C), int(longest), int(min_df), balanced, seed)
        except ValueError as error:
            raise Problem(
                f"“{text[:40]}” describes no classifier.", "Choose the classifiers to compare again."
            ) from error
        return cls(kind, settings)


def prepare_rival(first: Trained, recipe: Recipe, progress: Progress | None = None) -> Trained:
    """A classifier by a recipe, trained on what another one learned from and never on what it was judged by.

    One that is not a logistic regression is ``custom``: it can be compared and not taken apart. Raises
    Problem where there are too few texts.
    """
    if recipe.kind == OWN:
        return prepare(first.corpus, recipe.settings, progress)
    if progress is not None:
        progress("Training", 0.0)
    began = time.perf_counter()
    frame, learn = first.corpus.frame, ~first.held
    texts, labels = object_array(frame["text"])[learn], object_array(frame["label"])[learn]
    with one_thread():
        counts = vectorizer(recipe.settings)
        try:
            matrix = counts.fit_transform(texts)
        except ValueError as error:
            raise nothing_in_common(recipe.settings) from error
        steps = _STEPS[recipe.kind](recipe.settings, labels, matrix.shape[1])
        learned = make_pipeline(*steps).fit(matrix, labels)
    pipeline = Pipeline([("counts", counts), *learned.steps])
    return Trained(
        first.corpus, recipe.settings, pipeline, first.held, time.perf_counter() - began, custom=True
    )


def _calibrated(settings: Hyperparameters, labels: NDArray[np.object_], _tokens: int) -> list[Any]:
    fewest = int(np.unique(labels.astype(str), return_counts=True)[1].min())
    if fewest < 2:
        raise Problem(
            "To calibrate takes two texts of every class to learn from, and one class has a single one.",
            "Choose another kind, or give more texts.",
        )
    machine = LinearSVC(C=settings.C, class_weight=_weight(settings), random_state=settings.seed)
    return [TfidfTransformer(), CalibratedClassifierCV(machine, cv=min(_FOLDS, fewest))]


def _boosted(settings: Hyperparameters, _labels: NDArray[np.object_], tokens: int) -> list[Any]:
    directions = TruncatedSVD(min(_DIRECTIONS, max(tokens - 1, 1)), random_state=settings.seed)
    trees = HistGradientBoostingClassifier(class_weight=_weight(settings), random_state=settings.seed)
    return [TfidfTransformer(), directions, trees]


def _bayes(settings: Hyperparameters, _labels: NDArray[np.object_], _tokens: int) -> list[Any]:
    return [ComplementNB(alpha=1 / settings.C)]


def _weight(settings: Hyperparameters) -> str | None:
    return "balanced" if settings.balanced else None


_STEPS: Mapping[str, Callable[[Hyperparameters, NDArray[np.object_], int], list[Any]]] = {
    "calibrated": _calibrated,
    "boosted": _boosted,
    "bayes": _bayes,
}
