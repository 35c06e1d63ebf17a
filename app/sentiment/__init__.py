"""Sentiment of texts: train a classifier whose every decision can be read, and look for doubtful labels.

>>> from app.sentiment import load_texts, train
>>> tweets = load_texts("tweets")                                    # doctest: +SKIP
>>> model = train(tweets["text"], tweets["label"])                   # doctest: +SKIP
>>> model.predict_proba(["not bad at all"])                          # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.on_demand import on_demand
from app.sentiment.corpus import load_texts

if TYPE_CHECKING:
    from app.sentiment.classifier import Hyperparameters, train
    from app.sentiment.model_file import load_classifier
    from app.sentiment.views.class_probabilities import ClassProbabilities
    from app.sentiment.views.dashboard import PerformanceAnalysisDashboard
    from app.sentiment.views.label_review import LabelReview
    from app.sentiment.views.model_comparison import ModelComparison
    from app.sentiment.views.page import SentimentPage
    from app.sentiment.views.probability_triangle import ProbabilityTriangle
    from app.sentiment.views.text_table import TextTable
    from app.sentiment.views.token_contributions import TokenContributions

__all__ = [
    "ClassProbabilities",
    "Hyperparameters",
    "LabelReview",
    "ModelComparison",
    "PerformanceAnalysisDashboard",
    "ProbabilityTriangle",
    "SentimentPage",
    "TextTable",
    "TokenContributions",
    "load_classifier",
    "load_texts",
    "train",
]

# Texts can be read without scikit-learn, which takes a second to load, and models without widgets.
__getattr__ = on_demand(
    __name__,
    {
        "Hyperparameters": "classifier",
        "Settings": "classifier",  # the name of Hyperparameters in older notebooks
        "train": "classifier",
        "load_classifier": "model_file",
        "PerformanceAnalysisDashboard": "views.dashboard",
        "ClassProbabilities": "views.class_probabilities",
        "LabelReview": "views.label_review",
        "ModelComparison": "views.model_comparison",
        "SentimentPage": "views.page",
        "ProbabilityTriangle": "views.probability_triangle",
        "TextTable": "views.text_table",
        "TokenContributions": "views.token_contributions",
    },
)
