"""The classifier: counted uni- and bigrams, one logistic regression a class, one versus the rest.

Chosen for what it lets a person see: a score is a sum of coefficient × count over the tokens of a text.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from functools import cache
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from threadpoolctl import ThreadpoolController

from app.problem import Problem
from app.sentiment.notebook_data import texts_and_labels
from app.sentiment.tokens import tokenize

HELD_BACK = 0.2
"""Share of the texts that training never sees."""


@dataclass(frozen=True)
class Hyperparameters:
    """What is chosen about a classifier before it is trained.

    ``C`` is the inverse strength of the penalty, ``longest`` the words of the longest n-gram,
    ``min_df`` the texts that a token must occur in, ``balanced`` whether rare classes weigh more, ``seed``
    decides which texts are held back. The default seed scores as the mean of eight does.
    """

    C: float = 1.0
    longest: int = 2
    min_df: int = 2
    balanced: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        if not (_is_number(self.C) and 1e-4 <= self.C <= 1e4):
            raise Problem(f"C is {self.C!s:.40}.", "Choose a C from 0.0001 to 10,000.")
        if not (_is_whole(self.longest) and self.longest in (1, 2, 3)):
            raise Problem(f"longest is {self.longest!s:.40}.", "Let the longest n-gram have 1, 2 or 3 words.")
        if not (_is_whole(self.min_df) and 1 <= self.min_df <= 1000):
            raise Problem(
                f"min_df is {self.min_df!s:.40}.", "Choose a whole number of texts from 1 to 1,000."
            )
        if not isinstance(self.balanced, bool | np.bool_):
            raise Problem(f"balanced is {self.balanced!s:.40}.", "Choose True or False.")
        if not (_is_whole(self.seed) and 0 <= self.seed < 2**32):
            raise Problem(f"seed is {self.seed!s:.40}.", "Choose a whole number from 0 to 4,294,967,295.")
        # A file of the classifier keeps Python's numbers, not numpy's.
        for name, kind in (
            ("C", float),
            ("longest", int),
            ("min_df", int),
            ("balanced", bool),
            ("seed", int),
        ):
            object.__setattr__(self, name, kind(getattr(self, name)))

    def as_dict(self) -> dict[str, Any]:
        """The settings by name."""
        return asdict(self)


Settings = Hyperparameters
"""Their name in notebooks that are older."""


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def object_array(values: Iterable[Any]) -> NDArray[np.object_]:
    """Texts or labels as Python objects: scikit-learn cannot split pandas' own text columns."""
    found = np.asarray(values if isinstance(values, pd.Series | np.ndarray) else list(values), object)
    if found.ndim != 1:
        raise ValueError("texts and labels are one-dimensional")
    return found


def one_thread() -> AbstractContextManager[Any]:
    """Linear algebra on one thread: two that wait for each other make a fit of 0.2 s take 12."""
    return _threads().limit(limits=1)


@cache
def _threads() -> ThreadpoolController:
    # To look for the loaded libraries takes 5 ms, which every key typed in a text would pay.
    return ThreadpoolController()


def vectorizer(settings: Hyperparameters) -> CountVectorizer:
    """The unfitted counter of a classifier's tokens."""
    return CountVectorizer(
        tokenizer=tokenize,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, settings.longest),
        min_df=settings.min_df,
    )


def regressions(settings: Hyperparameters) -> OneVsRestClassifier:
    """The unfitted logistic regressions of a classifier."""
    return OneVsRestClassifier(
        LogisticRegression(
            solver="liblinear",
            C=settings.C,
            class_weight="balanced" if settings.balanced else None,
            random_state=0,
        )
    )


def train(texts: Iterable[str], labels: Iterable[Any], settings: Hyperparameters | None = None) -> Pipeline:
    """A scikit-learn pipeline fitted to these texts, with ``predict_proba`` and ``classes_``.

    Labels may be of any kind and are taken as their text: the classes of 0 and 1 are "0" and "1".

    >>> model = train(["good", "so good", "bad", "so bad"], ["positive", "positive", "negative", "negative"])
    >>> str(model.predict(["good!"])[0])
    'positive'

    Raises Problem when there is nothing to learn, fewer than two classes or no token in two texts, and,
    naming the row, when a text or a label is missing or is none.
    """
    chosen = settings if settings is not None else Hyperparameters()
    if not isinstance(chosen, Hyperparameters):
        kind = type(chosen).__name__
        raise Problem(f"The settings are of the kind {kind}.", "Give them as Hyperparameters(C=0.5), say.")
    x, y = texts_and_labels(texts, labels)
    if len(set(y)) < 2:
        only = f"only the label “{y[0]}”" if len(y) else "no label"
        raise Problem(f"The texts to learn from have {only}.", "Give texts of at least two labels.")
    pipeline = Pipeline([("counts", vectorizer(chosen)), ("classifier", regressions(chosen))])
    with one_thread():
        try:
            return pipeline.fit(x, y)
        except ValueError as error:
            if "vocabulary" in str(error) or "no terms remain" in str(error).lower():
                raise nothing_in_common(chosen) from error
            raise


def nothing_in_common(settings: Hyperparameters) -> Problem:
    """What a visitor is told when no token occurs often enough."""
    return Problem(
        f"No word occurs in {settings.min_df} of the texts to learn from.",
        "Give more texts, or lower min_df in the settings.",
    )


def hold_back(
    texts: Iterable[str], labels: Iterable[str], seed: int = Hyperparameters.seed
) -> NDArray[np.bool_]:
    """True for the fifth of the texts that training never sees, in every class alike.

    The same texts and seed give the same answer. A text that occurs twice is on one side with both.
    Raises Problem when a class is too small to be on both sides.
    """
    x, y = object_array(texts), object_array(labels)
    which, distinct = pd.factorize(x)
    first = np.unique(which, return_index=True)[1]
    small = [label for label, count in pd.Series(y[first]).value_counts().items() if count < 2]
    if small:
        raise Problem(
            f"Only one text is labelled “{small[0]}”: it cannot be in training and in the held-back texts.",
            "Give at least two different texts a label.",
        )
    classes = len(set(y[first]))
    if len(distinct) * HELD_BACK < classes:
        raise Problem(
            f"{len(distinct):,} different texts are too few to hold back a fifth of {classes} classes.",
            f"Give at least {int(np.ceil(classes / HELD_BACK))} texts.",
        )
    _, test = train_test_split(
        np.arange(len(distinct)), test_size=HELD_BACK, stratify=y[first], random_state=seed
    )
    held = np.zeros(len(distinct), bool)
    held[test] = True
    return held[which]
