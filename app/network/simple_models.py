"""A linear model and a forest of trees: what a network has to beat on the same rows."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import Prepared
from app.network.settings import REGRESSION

LINEAR, TREES = "a linear model", "a forest of trees"
"""What both are called in sentences."""

OF_WORDS = 0.1
"""The inverse strength of the penalty on a linear model of words, of which most are rare."""


def fitted_models(
    prepared: Prepared, x: NDArray[Any], known: NDArray[Any], *, only: str = "", balanced: bool = False
) -> dict[str, Callable[[NDArray[Any]], NDArray[Any]]]:
    """A linear model and trees, by what they are called; each answers rows as a network does.

    ``x`` are inputs of shape (rows, columns) and ``known`` what they are to give: numbers as they are trained
    on, or class numbers. ``only`` names one of both; ``balanced`` ones count all classes alike. None are
    fitted where all rows are of one class.
    """
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
    from sklearn.linear_model import LogisticRegression, RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data = prepared.data
    trees: dict[str, Any] = {"n_estimators": 40, "min_samples_leaf": 3, "random_state": 0}
    if data.task == REGRESSION:
        # Ridge regression wants no more than its strength, which the rows themselves tell.
        models = (RidgeCV(np.logspace(-3, 4, 8)), ExtraTreesRegressor(**trees))
    elif len(np.unique(known)) < 2:
        return {}
    else:
        weights = "balanced" if balanced else None
        models = (
            LogisticRegression(C=OF_WORDS if data.vocabulary else 1.0, max_iter=200, class_weight=weights),
            ExtraTreesClassifier(**trees, class_weight=weights),
        )
    found: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {}
    for name, model in zip((LINEAR, TREES), models, strict=True):
        if only not in ("", name):
            continue
        with warnings.catch_warnings():
            # A fit that is broken off after 200 steps is a bar all the same.
            warnings.simplefilter("ignore")
            fitted = make_pipeline(StandardScaler(), model).fit(
                x, known[:, 0] if known.ndim == 2 and known.shape[1] == 1 else known
            )
        found[name] = _answering(fitted, data.task, max(len(data.classes), 2))
    return found


def _answering(fitted: Any, task: str, classes: int) -> Callable[[NDArray[Any]], NDArray[Any]]:
    def numbers(new: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(fitted.predict(new)).reshape(len(new), -1)

    def chances(new: NDArray[Any]) -> NDArray[Any]:
        # A class that no training row has gets no chance.
        shares = np.zeros((len(new), classes))
        shares[:, fitted.classes_] = fitted.predict_proba(new)
        return shares

    return numbers if task == REGRESSION else chances
