"""One label of a classifier that gives each text several, against the rest: what a matrix can show."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils.metaestimators import available_if

from app.problem import Problem
from app.sentiment.corpus.several import REST
from app.sentiment.linear import unwrapped

A_LABEL_EACH = ("OneVsRestClassifier", "MultiOutputClassifier")
"""Classifiers that are a classifier a label, which knows of no other label."""

CHAIN = "ClassifierChain"


def flags(labels: Any) -> pd.DataFrame | None:
    """Labels as a table of 0 and 1, a column a label, where they are one; None where each text has one label.

    Takes an array or table of that shape, sparse or not. A table's columns name the labels.
    Raises Problem where cells are neither 0 nor 1.
    """
    dense = labels.toarray() if hasattr(labels, "toarray") else labels
    if isinstance(dense, list) and dense and isinstance(dense[0], list | tuple | np.ndarray):
        try:
            dense = np.array(dense)
        except ValueError:
            return None
    if getattr(dense, "ndim", 1) != 2:
        return None
    table = dense if isinstance(dense, pd.DataFrame) else pd.DataFrame(np.asarray(dense))
    try:
        numbers = table.to_numpy(np.float64)
    except (TypeError, ValueError):
        numbers = np.full(table.shape, np.nan)
    if not table.shape[1] or not np.isin(numbers, (0.0, 1.0)).all():
        raise Problem(
            f"The labels are a table of {table.shape[1]} columns that does not hold 0 and 1 alone.",
            "Give one label a text, or for several a column a label with 1 where a text has it.",
        )
    return pd.DataFrame(numbers == 1.0, columns=[str(name) for name in table.columns])


def named(of_texts: pd.Series | NDArray[np.bool_], name: str) -> list[str]:
    """Each text's label where one stands against the rest."""
    return [name if has else REST + name for has in of_texts]


class OneOfSeveral(ClassifierMixin, BaseEstimator):
    """The label in column ``place`` of what ``model`` gives each text, called ``name``.

    ``classes_`` are the rest and the label, in this order. Fitted anew, it learns its own label alone.
    """

    def __init__(self, model: Any, place: int, name: str) -> None:
        self.model, self.place, self.name = model, place, name

    @property
    def classes_(self) -> NDArray[np.object_]:
        """``not joy`` and ``joy``."""
        return np.array([REST + self.name, self.name], object)

    def decides(self) -> Any:
        """What decides this label alone, fitted, where the model holds such a part; else the whole model."""
        if (alone := getattr(self, "alone_", None)) is not None:
            return alone
        before, last = _before_and_last(self.model)
        parts, rows = getattr(last, "estimators_", ()), np.shape(getattr(last, "coef_", ()))
        alone = None
        if type(last).__name__ in A_LABEL_EACH and len(parts) > self.place:
            alone = parts[self.place]
        elif len(rows) == 2 and rows[0] > self.place:
            alone = copy.copy(last)
            alone.coef_ = last.coef_[[self.place]]
            alone.intercept_ = np.broadcast_to(last.intercept_, rows[:1])[[self.place]]
        return self.model if alone is None else Pipeline([*before, ("alone", alone)])

    def fit(self, texts: Iterable[str], labels: Sequence[str]) -> OneOfSeveral:
        """Learn this label alone from texts labelled as `named` says."""
        before, last = _before_and_last(clone(self.model))
        if type(last).__name__ in (*A_LABEL_EACH, CHAIN):
            last = last.estimator
        has = np.array([label == self.name for label in labels], int)
        self.alone_ = Pipeline([*before, ("alone", last)]).fit(texts, has)
        return self

    def predict(self, texts: Any) -> NDArray[np.object_]:
        """The label or the rest, as the model answers."""
        alone = getattr(self, "alone_", None)
        answers = (alone or self.model).predict(texts)
        answers = answers.toarray() if hasattr(answers, "toarray") else np.asarray(answers)
        column = answers if alone is not None else answers[:, self.place]
        return np.array(named(column.astype(float) == 1.0, self.name), object)

    @available_if(lambda self: hasattr(self.decides(), "predict_proba"))
    def predict_proba(self, texts: Any) -> NDArray[np.float64]:
        """The model's probability of the label, and what is left of 1 for the rest."""
        decides = self.decides()
        found = decides.predict_proba(texts)
        if decides is not self.model:
            return np.asarray(found, np.float64)
        if isinstance(found, list):
            column = found[self.place]
            column = column[:, 1] if column.shape[1] > 1 else np.zeros(len(column))
        else:
            column = np.asarray(found)[:, self.place]
        return np.column_stack([1 - column, column])

    @available_if(lambda self: hasattr(self.decides(), "decision_function"))
    def decision_function(self, texts: Any) -> NDArray[np.float64]:
        """The model's score of the label."""
        decides = self.decides()
        found = np.asarray(decides.decision_function(texts), np.float64)
        return found if decides is not self.model else found[:, self.place]


def _before_and_last(model: Any) -> tuple[list[tuple[str, Any]], Any]:
    """The steps of a pipeline, and its classifier; of a search those that it found best, once it did."""
    model = unwrapped(model)
    if hasattr(model, "param_grid") or hasattr(model, "param_distributions"):
        model = model.estimator
    return (list(model.steps[:-1]), model.steps[-1][1]) if isinstance(model, Pipeline) else ([], model)


def of_several(model: Any, table: pd.DataFrame) -> Mapping[str, OneOfSeveral]:
    """The labels of a fitted classifier by name, as the columns of a table of flags name and order them.

    Raises Problem where it gives another number of labels.
    """
    _, last = _before_and_last(model)
    given = getattr(last, "n_outputs_", table.shape[1])
    if type(last).__name__ in (*A_LABEL_EACH, CHAIN):
        given = len(last.estimators_)
    if given != table.shape[1]:
        raise Problem(
            f"The {type(last).__name__} gives {given} labels; the table of labels has {table.shape[1]}.",
            "Give the table that it learned from, or one of the same columns.",
        )
    return {name: OneOfSeveral(model, place, name) for place, name in enumerate(table.columns)}
