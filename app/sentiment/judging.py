"""What a classifier answers, and how sure it is, whatever kind of classifier it is.

The answer is what its own ``predict`` says, which need not be the class of the highest probability: a support
vector machine's probabilities come from another fit, and a chosen threshold is none of one half.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, softmax
from sklearn.pipeline import Pipeline

from app.problem import Problem
from app.sentiment.classifier import object_array, one_thread
from app.sentiment.linear import unwrapped

Shares = NDArray[np.float64]
_SLACK = 1e-6
# Single precision keeps some seven digits of each number.
_APART = 1e-3


def judged(pipeline: Any, texts: Iterable[str]) -> tuple[NDArray[np.int64], Shares]:
    """The places in ``classes_`` of a classifier's answers, and its probabilities (texts × classes).

    Where it gives answers alone, the probability of its answer is 1. Raises Problem where it gives several
    labels a text.
    """
    x: Any = object_array(texts)
    classes = len(pipeline.classes_)
    if not len(x):
        return np.empty(0, np.int64), np.empty((0, classes))
    with one_thread():
        if type(pipeline) is Pipeline:
            # Tokens are counted once for both.
            for step in pipeline.named_steps.values():
                if step is not pipeline[-1] and step is not None and not isinstance(step, str):
                    x = step.transform(x)
            pipeline = pipeline[-1]
        shares = _shares(pipeline, x, classes)
        if not hasattr(pipeline, "predict") and shares is not None:
            return shares.argmax(axis=1), shares
        answers = np.asarray(pipeline.predict(x))
    if answers.ndim != 1:
        raise Problem(
            f"The {type(pipeline).__name__} gives several labels a text.",
            "Give a classifier that gives each text one label, or one of its classes against the rest.",
        )
    codes = {str(label): code for code, label in enumerate(pipeline.classes_)}
    predicted = np.array([codes[str(answer)] for answer in answers], np.int64)
    return predicted, np.eye(classes)[predicted] if shares is None else shares


def require_probabilities(found: Shares, classifier: Any) -> None:
    """Raises Problem where what a classifier says of the texts of a set is no probability."""
    held = np.isfinite(found) & (found >= -_SLACK) & (found <= 1 + _SLACK)
    if not held.all():
        odd = found[~held][0]
        raise Problem(
            f"The {type(classifier).__name__} gives {odd:g}, which is no probability.",
            "Its predict_proba must give a number from 0 to 1 a class; logarithms become that by exp.",
        )
    sums = found.sum(axis=1)
    apart = np.abs(sums - 1) > _APART
    if apart.any():
        raise Problem(
            f"The numbers of the {type(classifier).__name__} for a text add up to {sums[apart][0]:.3g}, "
            "where probabilities of its classes add up to 1.",
            "Let its predict_proba divide the numbers of each text by their sum.",
        )


SCORES = "its scores squashed: an order, no frequency"
VOTES = "the share of votes"
ANSWERS = "1 for its answer: it gives no probabilities"


def source_of_shares(pipeline: Any) -> str:
    """What the probabilities of a classifier are where it gives none itself, in words; else ""."""
    last = pipeline[-1] if type(pipeline) is Pipeline else pipeline
    if hasattr(last, "predict_proba"):
        return ""
    if hasattr(last, "decision_function"):
        return SCORES
    return VOTES if _voters(last) is not None else ANSWERS


def _shares(classifier: Any, x: Any, classes: int) -> Shares | None:
    """The probabilities of prepared texts; None for a classifier that gives answers alone."""
    source = source_of_shares(classifier)
    if not source:
        return np.asarray(classifier.predict_proba(x), np.float64)
    if source == SCORES:
        scores = np.asarray(classifier.decision_function(x), np.float64)
        return shares_of_scores(scores, classes, is_pairwise(classifier, scores, classes))
    voters = _voters(classifier)
    if voters is None:
        return None
    votes = np.asarray(voters.transform(x), np.int64)
    weights = np.ones(votes.shape[1]) if voters.weights is None else np.asarray(voters.weights, np.float64)
    weights = weights[: votes.shape[1]]
    return np.asarray((votes[:, :, None] == np.arange(classes)).swapaxes(1, 2) @ weights / weights.sum())


def _voters(classifier: Any) -> Any | None:
    """The classifiers of a vote by majority, of which each has a vote."""
    inner = unwrapped(classifier)
    voting = type(inner).__name__ == "VotingClassifier" and inner.voting == "hard"
    return inner if voting and "drop" not in dict(inner.estimators).values() else None


def probabilities(pipeline: Any, texts: Iterable[str]) -> Shares:
    """Class probabilities (texts × classes) as ``predict_proba`` gives them.

    A classifier without ``predict_proba`` (a linear support vector machine, say) gets its decision scores
    squashed by the logistic function and normalised, as one-versus-rest does: an order, not a frequency.
    """
    return judged(pipeline, texts)[1]


def shares_of_scores(scores: NDArray[np.float64], classes: int, pairwise: bool) -> Shares:
    """Decision scores as shares of the classes (texts × classes): an order, not a frequency.

    Each score is squashed by the logistic function and the classes are normalised, as one-versus-rest does.
    ``pairwise`` scores weigh every two classes (first against second, first against third, …; above 0 for the
    first): a class has the mean of its squashed scores against the others.
    """
    squashed = expit(scores)
    if scores.ndim == 1:
        return np.column_stack([expit(-scores), squashed])
    if pairwise:
        found = np.zeros((len(scores), classes))
        pairs = [(first, second) for first in range(classes) for second in range(first + 1, classes)]
        for column, (first, second) in enumerate(pairs):
            found[:, first] += squashed[:, column]
            found[:, second] += 1 - squashed[:, column]
        squashed = found
    if not pairwise:
        # By logarithms, or scores far below 0 would all be 0 and no class the likeliest.
        return np.asarray(softmax(log_expit(scores), axis=1))
    return squashed / squashed.sum(axis=1, keepdims=True)


def is_pairwise(pipeline: Any, scores: NDArray[np.float64], classes: int) -> bool:
    """Whether a classifier's scores are of pairs of classes: by their number, else by what it says."""
    if scores.ndim == 1 or classes < 3:
        return False
    if scores.shape[1] != classes:
        return scores.shape[1] == classes * (classes - 1) // 2
    last = unwrapped(pipeline)
    while isinstance(getattr(last, "steps", None), list):
        last = unwrapped(last.steps[-1][1])
    return getattr(last, "decision_function_shape", "ovr") == "ovo"
