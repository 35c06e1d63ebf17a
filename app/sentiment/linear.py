"""What of a fitted classifier is a sum over its features: coefficients and intercepts, a row a class.

Besides the linear models these are the naive Bayes classifiers, whose joint log-likelihood is linear in the
counts (Manning, Raghavan and Schütze 2008, section 13.2). A step between, such as a truncated singular value
decomposition or a scaler, is linear too: the coefficients are carried back through it to the tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """``coefficients`` (classes × features), ``intercepts`` (classes), and ``scores`` of prepared features
    (texts × classes), as the classifier itself gives them."""

    coefficients: Matrix
    intercepts: Matrix
    scores: Callable[[Any], Matrix]

    def carried_back(self, step: Any) -> Linear | None:
        """The same in terms of what goes into a step before; None where that step is not linear."""
        found = _affine(step)
        if found is None:
            return None
        matrix, shift = found
        scale_only = matrix.ndim == 1
        back = self.coefficients * matrix if scale_only else self.coefficients @ matrix
        return Linear(back, self.intercepts + self.coefficients @ shift, self.scores)


def unwrapped(classifier: Any) -> Any:
    """The classifier inside a search or a chosen threshold, which decide how it answers, not its score.

    Of one label of several (`OneOfSeveral`) it is the classifier that decides that one.
    """
    inner = getattr(classifier, "best_estimator_", None)
    if type(classifier).__name__ == "OneOfSeveral":
        inner = classifier.decides()
    if type(classifier).__name__ in ("FixedThresholdClassifier", "TunedThresholdClassifierCV"):
        inner = classifier.estimator_
    return classifier if inner is None else unwrapped(inner)


def linear_parts(classifier: Any, classes: int) -> Linear | None:
    """The linear parts of a fitted classifier of so many classes, or None if it has none.

    With two classes scikit-learn keeps one score, that of the second class; the first has its opposite.
    """
    if classes > 2 and getattr(classifier, "kernel", None) == "linear":
        # A support vector machine of pairs: with three classes it has three rows, too, and none is a class's.
        return None
    bayes = _naive_bayes(classifier)
    if bayes is not None:
        return bayes
    parts = getattr(classifier, "estimators_", None)
    if parts is not None:
        if type(classifier).__name__ == "OneVsRestClassifier" and all(map(_naive_bayes, parts)):
            return _bayes_versus_rest(parts)
        if not all(_is_one_score(part) for part in parts):
            return None
        rows = [_dense(part.coef_).reshape(1, -1) for part in parts]
        if len({row.size for row in rows}) != 1:
            # Each part of a chain sees what those before it say, too.
            return None
        coefficients = np.vstack(rows)
        intercepts = np.array([float(np.ravel(part.intercept_)[0]) for part in parts])
    elif hasattr(classifier, "coef_") and hasattr(classifier, "intercept_"):
        coefficients = np.atleast_2d(_dense(classifier.coef_))
        intercepts = np.broadcast_to(np.asarray(classifier.intercept_, np.float64), len(coefficients))
    else:
        return None
    if not hasattr(classifier, "decision_function"):
        return None
    if classes == 2 and len(coefficients) == 1:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.array([-1, 1]) * intercepts

    def scores(x: Any) -> Matrix:
        found = np.asarray(classifier.decision_function(x), np.float64)
        return np.column_stack([-found, found]) if found.ndim == 1 else found

    return Linear(coefficients, np.array(intercepts), scores) if len(coefficients) == classes else None


def _naive_bayes(classifier: Any) -> Linear | None:
    """The joint log-likelihood of multinomial, complement and Bernoulli naive Bayes."""
    logs, prior = (
        getattr(classifier, "feature_log_prob_", None),
        getattr(classifier, "class_log_prior_", None),
    )
    joint = getattr(classifier, "predict_joint_log_proba", None)
    kind = type(classifier).__name__
    if joint is None or not isinstance(logs, np.ndarray) or prior is None:
        return None
    if kind == "MultinomialNB":
        return Linear(logs, prior, joint)
    if kind == "ComplementNB":
        return Linear(logs, prior if len(prior) == 1 else np.zeros(len(logs)), joint)
    if kind == "BernoulliNB" and classifier.binarize == 0.0:
        absent = np.log1p(-np.exp(logs))
        return Linear(logs - absent, prior + absent.sum(axis=1), joint)
    return None


def _is_one_score(part: Any) -> bool:
    """Whether a part of a classifier is linear with one score: a bag's parts have one a class."""
    return hasattr(part, "coef_") and hasattr(part, "intercept_") and np.atleast_2d(part.intercept_).size == 1


def _bayes_versus_rest(parts: list[Any]) -> Linear:
    """Naive Bayes a class against the rest: the difference of two joint log-likelihoods is a class' score."""
    found = [bayes for part in parts if (bayes := _naive_bayes(part)) is not None]

    def scores(x: Any) -> Matrix:
        columns = [np.diff(bayes.scores(x), axis=1).ravel() for bayes in found]
        return np.column_stack(columns if len(columns) > 1 else [-columns[0], columns[0]])

    coefficients = np.vstack([bayes.coefficients[1] - bayes.coefficients[0] for bayes in found])
    intercepts = np.array([float(bayes.intercepts[1] - bayes.intercepts[0]) for bayes in found])
    if len(found) == 1:
        coefficients, intercepts = np.vstack([-coefficients, coefficients]), np.array([-1, 1]) * intercepts
    return Linear(coefficients, intercepts, scores)


def counts_once(classifier: Any) -> bool:
    """Whether a classifier sees only which tokens occur: then a token counts 1, however often it does."""
    return type(classifier).__name__ == "BernoulliNB"


def _affine(step: Any) -> tuple[Matrix, Matrix] | None:
    """A step as a matrix (out × in), or the factors of its columns, and a shift (out); None if it is none."""
    kind = type(step).__name__
    if kind == "TruncatedSVD":
        return step.components_, np.zeros(len(step.components_))
    if kind == "PCA" and not step.whiten:
        return step.components_, -step.components_ @ step.mean_
    if kind == "StandardScaler":
        size = step.n_features_in_
        scale = step.scale_ if step.scale_ is not None else np.ones(size)
        mean = step.mean_ if step.with_mean else np.zeros(size)
        return 1 / scale, -mean / scale
    if kind == "MaxAbsScaler":
        return 1 / step.scale_, np.zeros(step.n_features_in_)
    if kind == "MinMaxScaler" and not step.clip:
        return step.scale_, step.min_
    if hasattr(step, "get_support"):
        chosen = np.flatnonzero(step.get_support())
        matrix = np.zeros((len(chosen), step.n_features_in_))
        matrix[np.arange(len(chosen)), chosen] = 1.0
        return matrix, np.zeros(len(chosen))
    return None


def _dense(values: Any) -> Matrix:
    return np.asarray(values.toarray() if hasattr(values, "toarray") else values, np.float64)
