"""The classifier of the bundled tweets, trained at set-up so that the page only loads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from app import places
from app.sentiment.corpus.tweets import read_tweets

SENTIMENT = places.APP / "sentiment"

# All that decides a number of the classifier. A change in any of them trains it anew.
SOURCES = ("tokens.py", "classifier.py", "out_of_fold.py", "model_file.py", "trained.py")


def fingerprint(folder: Path) -> str:
    """A hash of the tweets, of what trains on them, and of the library's version."""
    digest = hashlib.sha256(version("scikit-learn").encode())
    for path in (folder / "tweets.csv.gz", *(SENTIMENT / name for name in SOURCES)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make(folder: Path, replace: Callable[[Path, bytes], None]) -> bool:
    """Trains on the tweets in ``folder`` unless that was done already; tells whether it did.

    ``replace`` writes a file whole or not at all. Raises Problem where there are no tweets.
    """
    corpus = read_tweets(folder / "tweets.csv.gz", folder / "tweets.origin.json")
    model, stamp = folder / "tweets.model.npz", folder / "tweets.model.maker"
    current = fingerprint(folder)
    if model.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    # Loading scikit-learn takes longer than all the rest, and mostly there is nothing to train.
    from app.sentiment.trained import keep_trained, prepare

    stamp.unlink(missing_ok=True)
    replace(model, keep_trained(prepare(corpus)))
    replace(stamp, current.encode())
    return True
