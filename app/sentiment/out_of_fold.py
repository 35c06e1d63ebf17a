"""Probabilities for every text from classifiers that never saw it: what makes a doubtful label visible."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold

from app.problem import Problem
from app.sentiment.classifier import (
    Hyperparameters,
    nothing_in_common,
    object_array,
    one_thread,
    regressions,
    vectorizer,
)
from app.sentiment.judging import probabilities

FOLDS = 5


def folds(
    texts: NDArray[np.object_], labels: NDArray[np.object_], count: int = FOLDS, seed: int = 0
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Rows to learn from and rows to judge, ``count`` times; equal texts are always judged together.

    Fewer times where no label has so many texts. Raises Problem where there are too few to learn two labels
    from whatever is left out.
    """
    which, _ = pd.factorize(texts)
    first = np.unique(which, return_index=True)[1]
    sizes = pd.Series(labels[first]).value_counts()
    if (sizes > 1).sum() < 2:
        raise too_few(sizes)
    splitter = StratifiedKFold(min(count, int(sizes.max())), shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class with fewer texts than folds is missing from one of them.
        warnings.simplefilter("ignore", UserWarning)
        for _, test in splitter.split(first, labels[first]):
            judged = np.isin(which, test)
            yield np.flatnonzero(~judged), np.flatnonzero(judged)


def too_few(sizes: pd.Series) -> Problem:
    """What a visitor is told when labels have too few different texts (by label) to be judged."""
    listed = ", ".join(f"{size:,} of “{label}”" for label, size in sizes.items() if size < 2)
    return Problem(
        f"There are too few texts to judge labels: {listed or 'all have one label'}.",
        "Give at least two different texts each of two labels or more; to judge a text, a classifier learns "
        "from the others.",
    )


def out_of_fold(
    texts: Iterable[str],
    labels: Iterable[str],
    settings: Hyperparameters | None = None,
    progress: Callable[[float], None] | None = None,
) -> NDArray[np.float64]:
    """Class probabilities (texts × sorted distinct labels), each from a fit without that text.

    Equal to fitting the whole pipeline anew in every fold, but tokens are counted once: a fold's
    vocabulary is the columns that occur in ``min_df`` of its own texts. ``progress`` hears the share done.
    """
    chosen = settings or Hyperparameters()
    x, y = object_array(texts), object_array(labels)
    classes = np.unique(y.astype(str))
    counter = vectorizer(chosen)
    counter.set_params(min_df=1)
    try:
        counts = csr_matrix(counter.fit_transform(x))
    except ValueError as error:
        raise nothing_in_common(chosen) from error
    occurs = csr_matrix((np.ones_like(counts.data, np.int32), counts.indices, counts.indptr), counts.shape)
    found = np.zeros((len(x), len(classes)))
    with one_thread():
        for done, (learn, judge) in enumerate(folds(x, y), start=1):
            seen = np.asarray(occurs[learn].sum(axis=0)).ravel()
            columns = np.flatnonzero(seen >= chosen.min_df)
            if not len(columns):
                raise nothing_in_common(chosen)
            kept = counts[:, columns]
            model = regressions(chosen).fit(kept[learn], y[learn])
            places = np.searchsorted(classes, model.classes_.astype(str))
            found[np.ix_(judge, places)] = model.predict_proba(kept[judge])
            if progress is not None:
                progress(done / FOLDS)
    return found


def out_of_fold_of(pipeline: Any, texts: Iterable[str], labels: Iterable[str]) -> NDArray[np.float64]:
    """The same for anybody's pipeline: an unfitted copy of it learns in every fold.

    Raises Problem where the pipeline cannot learn from a part of the texts.
    """
    x, y = object_array(texts), object_array(labels)
    classes = np.unique(y.astype(str))
    found = np.zeros((len(x), len(classes)))
    for learn, judge in folds(x, y):
        try:
            unfitted = clone(pipeline)
        except (TypeError, RuntimeError) as error:
            raise Problem(
                f"The {type(pipeline).__name__} cannot be copied: it does not keep to scikit-learn's rules "
                "for estimators (get_params).",
                "Labels are judged by copies that learn anew: let its class derive from BaseEstimator.",
            ) from error
        try:
            with one_thread():
                model = unfitted.fit(x[learn], y[learn])
        except (TypeError, ValueError) as error:
            raise Problem(
                f"A copy of the {type(pipeline).__name__} could not learn from {len(learn):,} of the texts.",
                "Labels are judged by copies that learn from most of the texts: give more texts.",
            ) from error
        places = np.searchsorted(classes, np.asarray(model.classes_).astype(str))
        found[np.ix_(judge, places)] = probabilities(model, x[judge])
    return found
