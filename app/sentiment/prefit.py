"""Anybody's fitted classifier and texts in the shape of our own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.classifier import Hyperparameters
from app.sentiment.corpus import Corpus
from app.sentiment.judging import require_probabilities
from app.sentiment.notebook_data import texts_and_labels
from app.sentiment.trained import Trained

FIT = "Give a fitted scikit-learn pipeline from texts to classes, such as train(texts, labels) returns."


def prefit(model: Any, texts: Any, labels: Any) -> tuple[Trained, Analysis]:
    """A classifier as if trained here, all texts held back, and what it says of them.

    Raises Problem, in words, where it is no fitted classifier of texts, and for texts or labels that are
    missing, are none, or are not as many.
    """
    x, y = texts_and_labels(texts, labels)
    _require_classifier(model)
    frame = pd.DataFrame({"text": x, "label": y})
    try:
        analysis = Analysis.of(model, frame)
        fits = analysis.probabilities.shape == (len(frame), len(analysis.classes))
    except Problem:
        raise
    except Exception as error:
        # Whatever a classifier that is not ours raises: it was given texts, and cannot judge them.
        raise _cannot_judge(model) from error
    if not fits:
        raise _cannot_judge(model)
    require_probabilities(analysis.probabilities, model)
    corpus = Corpus("own", "Your texts", analysis.frame)
    return Trained(corpus, Hyperparameters(), model, np.ones(len(frame), bool), 0.0, custom=True), analysis


def _require_classifier(model: Any) -> None:
    kind = type(model).__name__
    if not hasattr(model, "predict"):
        raise Problem(f"The model is of the kind {kind}, which is no classifier.", FIT)
    if not any(hasattr(model, name) for name in ("predict_proba", "decision_function", "classes_")):
        raise Problem(f"The {kind} gives no probabilities and no scores of classes.", FIT)
    if not hasattr(model, "classes_"):
        raise Problem(f"The {kind} is not fitted: it knows no classes.", "Call its fit(texts, labels) first.")


def _cannot_judge(model: Any) -> Problem:
    return Problem(f"The {type(model).__name__} cannot judge these texts.", FIT)
