"""The classifiers of bundled sets, trained at set-up so that the page only loads them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app import places
from app.sentiment.corpus.corpus import Corpus

from .fingerprint import fingerprint

SENTIMENT = places.APP / "sentiment"

# All that decides a number of the classifier. A change in any of them trains it anew.
SOURCES = ("tokens.py", "classifier.py", "out_of_fold.py", "model_file.py", "trained.py")


def make(
    name: str, read: Callable[[Path], Corpus], folder: Path, replace: Callable[[Path, bytes], None]
) -> bool:
    """Trains on a set in ``folder`` unless that was done already; tells whether it did.

    ``replace`` writes a file whole or not at all. Raises Problem where the set is not there.
    """
    corpus = read(folder)
    model, stamp = folder / f"{name}.model.npz", folder / f"{name}.model.maker"
    decides = (folder / f"{name}.csv.gz", *(SENTIMENT / source for source in SOURCES))
    current = fingerprint(decides, ["scikit-learn"])
    if model.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    # Loading scikit-learn takes longer than all the rest, and mostly there is nothing to train.
    from app.sentiment.trained import keep_trained, prepare

    stamp.unlink(missing_ok=True)
    replace(model, keep_trained(prepare(corpus)))
    replace(stamp, current.encode())
    return True
