"""Sentiment of texts: train a classifier whose every decision can be read, and look for doubtful labels.

>>> from app.sentiment import load_texts, train
>>> tweets = load_texts("tweets")                                    # doctest: +SKIP
>>> model = train(tweets["text"], tweets["label"])                   # doctest: +SKIP
>>> model.predict_proba(["not bad at all"])                          # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from app.sentiment.corpus import load_texts

if TYPE_CHECKING:
    from app.sentiment.classifier import Settings, train
    from app.sentiment.dashboard import PerformanceAnalysisDashboard
    from app.sentiment.views.class_probabilities import ClassProbabilities
    from app.sentiment.views.label_review import LabelReview
    from app.sentiment.views.page import SentimentPage
    from app.sentiment.views.probability_triangle import ProbabilityTriangle
    from app.sentiment.views.text_table import TextTable
    from app.sentiment.views.token_contributions import TokenContributions

__all__ = [
    "ClassProbabilities",
    "LabelReview",
    "PerformanceAnalysisDashboard",
    "ProbabilityTriangle",
    "SentimentPage",
    "Settings",
    "TextTable",
    "TokenContributions",
    "load_texts",
    "train",
]

_MODULES = {
    "Settings": "classifier",
    "train": "classifier",
    "PerformanceAnalysisDashboard": "dashboard",
    "ClassProbabilities": "views.class_probabilities",
    "LabelReview": "views.label_review",
    "SentimentPage": "views.page",
    "ProbabilityTriangle": "views.probability_triangle",
    "TextTable": "views.text_table",
    "TokenContributions": "views.token_contributions",
}


def __getattr__(name: str) -> Any:
    # Texts can be read without scikit-learn, which takes a second to load, and models without widgets.
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"app.sentiment.{_MODULES[name]}"), name)
