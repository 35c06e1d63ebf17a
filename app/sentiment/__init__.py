"""Sentiment of texts: train a classifier whose every decision can be read, and look for doubtful labels.

>>> from app.sentiment import load_texts, train
>>> tweets = load_texts("tweets")                                    # doctest: +SKIP
>>> model = train(tweets["text"], tweets["label"])                   # doctest: +SKIP
>>> model.predict_proba(["not bad at all"])                          # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.sentiment.corpus import load_texts

if TYPE_CHECKING:
    from app.sentiment.classifier import Settings, train

__all__ = ["Settings", "load_texts", "train"]


def __getattr__(name: str) -> Any:
    # Texts can be read without scikit-learn, which takes a second to load.
    if name in ("Settings", "train"):
        from app.sentiment import classifier

        return getattr(classifier, name)
    raise AttributeError(name)
