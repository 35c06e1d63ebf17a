"""Which inputs a network rests on, and how its answer follows one of them: scikit-learn's inspection.

Imports scikit-learn, so it is imported only in the thread of `worker`, where the model is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.metrics import accuracy_score, r2_score

from app.network.datasets import Prepared
from app.network.settings import BINARY, REGRESSION, SCORES, score_of
from app.problem import Problem

MOST_ROWS = 500
"""Validation rows that are shuffled, or whose answers are averaged."""

MOST_INPUTS = 200
"""Inputs that are shuffled one by one."""

REPEATS = 5
"""Times that each is shuffled, every time otherwise."""

PLACES = 24
"""Values of an input at which answers are averaged."""

Answer = Callable[[NDArray[Any]], NDArray[np.float64]]
"""What a network gives for rows as it takes them, one column an output."""


def answer_of(model: Any) -> Answer:
    """A Keras model as a function of arrays, compiled once for each shape."""
    import jax

    trained = [variable.value for variable in model.trainable_variables]
    other = [variable.value for variable in model.non_trainable_variables]
    compiled = jax.jit(lambda x: model.stateless_call(trained, other, x, training=False)[0])

    def answer(x: NDArray[Any]) -> NDArray[np.float64]:
        return np.asarray(compiled(np.asarray(x, np.float32)), np.float64).reshape(len(x), -1)

    return answer


@dataclass(frozen=True)
class Importance:
    """How much the ``score`` falls on average when an input is shuffled, and the deviation of that.

    ``names`` are the inputs', the most important first; ``whole`` is the score with all in place.
    """

    names: tuple[str, ...]
    falls: NDArray[np.float64]
    deviations: NDArray[np.float64]
    whole: float
    score: str


@dataclass(frozen=True)
class Dependence:
    """The mean answer when every row has this value of an input: ``values`` of ``name``, and ``answers``.

    ``answers`` are in the target's units, or chances of the class ``of``; ``spread`` are the middle nine
    tenths of the rows' own answers, of shape (2, places).
    """

    name: str
    values: NDArray[np.float64]
    answers: NDArray[np.float64]
    spread: NDArray[np.float64]
    of: str


def inputs_of(prepared: Prepared) -> Sequence[str]:
    """The names of what can be shuffled. Raises Problem where inputs are no numbers in columns."""
    data = prepared.data
    if data.x.ndim != 2 or data.vocabulary:
        raise Problem(
            "These inputs are no columns that could be shuffled one by one.",
            "Look at the rows and the confusions instead.",
        )
    if data.x.shape[1] > MOST_INPUTS:
        raise Problem(
            f"There are {data.x.shape[1]:,} inputs; at most {MOST_INPUTS} are shuffled one by one.",
            "Leave some out in Data.",
        )
    return data.features


def importance(prepared: Prepared, answer: Answer, threshold: float) -> Importance:
    """Shuffle each input of the validation rows (Breiman 2001; scikit-learn's `permutation_importance`).

    ``threshold`` parts two classes. Raises Problem where inputs cannot be shuffled.
    """
    names, task = inputs_of(prepared), prepared.data.task
    rows = _some(len(prepared.x_valid))
    known = prepared.data.y[prepared.rows_valid[rows]]

    def score(_estimator: Any, x: NDArray[Any], y: NDArray[Any]) -> float:
        outputs = answer(x)
        if not np.isfinite(outputs).all():
            raise Problem("The network gives no numbers.", "Look at its curves first.")
        if task == REGRESSION:
            return float(r2_score(y, prepared.in_units(outputs)))
        said = outputs[:, 0] > threshold if task == BINARY else outputs.argmax(1)
        return float(accuracy_score(y, said.astype(int)))

    x = prepared.x_valid[rows]
    whole = score(None, x, known)
    found = permutation_importance(
        _Fitted(answer, 0), x, known, scoring=score, n_repeats=REPEATS, random_state=0
    )
    order = np.argsort(-found.importances_mean, kind="stable")
    return Importance(
        tuple(names[place] for place in order),
        found.importances_mean[order],
        found.importances_std[order],
        whole,
        SCORES[score_of(task)],
    )


def dependence(prepared: Prepared, answer: Answer, place: int, output: int = 0) -> Dependence:
    """How answers follow the input ``place`` (Friedman 2001; scikit-learn's `partial_dependence`).

    ``output`` is the target's column, or the class. Raises Problem where inputs are no columns, or this one
    is the same in nearly all rows.
    """
    data = prepared.data
    name = inputs_of(prepared)[place]
    rows = _some(len(prepared.x_valid))
    x = prepared.x_valid[rows]
    column = x[:, place].astype(np.float64)
    if np.ptp(column) == 0:
        raise Problem(f"“{name}” is the same in all validation rows.", "Choose another input.")

    def answers(x: NDArray[Any]) -> NDArray[np.float64]:
        found = answer(x)
        if data.task == REGRESSION:
            return prepared.in_units(found)
        return np.column_stack([1 - found, found]) if data.task == BINARY else found

    edges = (0.02, 0.98) if len(np.unique(np.quantile(column, (0.02, 0.98)))) > 1 else (0.0, 1.0)
    found = partial_dependence(
        _Fitted(answers, output),
        x,
        [place],
        kind="both",
        percentiles=edges,
        grid_resolution=PLACES,
        method="brute",
    )
    values = found["grid_values"][0]
    # The rows say what scaled values are in the data's own units: the way between is straight.
    own = data.x[prepared.rows_valid[rows], place].astype(np.float64)
    order = np.argsort(column)
    spread = np.quantile(found["individual"][0], (0.05, 0.95), axis=0)
    of = data.classes[output] if data.classes else (data.targets[output] if data.targets else data.target)
    return Dependence(name, np.interp(values, column[order], own[order]), found["average"][0], spread, of)


def _some(rows: int) -> NDArray[np.intp]:
    """At most `MOST_ROWS` of the rows, the same for every run on the same data."""
    return np.sort(np.random.default_rng(0).permutation(rows)[:MOST_ROWS])


class _Fitted(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """scikit-learn's idea of a regressor that is fitted: it predicts one output of ``answer``."""

    def __init__(self, answer: Answer, output: int) -> None:
        self.answer, self.output = answer, output

    def fit(self, *_: Any) -> _Fitted:
        """It is."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def predict(self, x: NDArray[Any]) -> NDArray[np.float64]:
        """Its numbers for these rows."""
        return self.answer(x)[:, self.output]
