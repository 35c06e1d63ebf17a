"""How well the review's queue ranks wrong labels, beside cleanlab's ranking of the same probabilities.

``python -m tests.bench.label_ranking``. SEntFiN's training texts with 5% of their labels flipped from a
seed, five seeds; out-of-fold probabilities are made once a seed and given to both. Average precision and
precision at 20, 50 and 100: the share of flipped labels among the first so many texts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.metrics import average_precision_score

from app.sentiment.classifier import hold_back, object_array
from app.sentiment.corpus import read_file
from app.sentiment.doubt import margins
from app.sentiment.out_of_fold import out_of_fold

HEADLINES = Path(__file__).parents[3] / "shared" / "data" / "sentiment" / "SEntFiN.csv"
FLIPPED = 0.05
SEEDS = 5
LEAST = {"average precision": 0.50, "precision at 20": 0.85}


def flip(labels: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels with a share of them replaced by one of the others, and which those are."""
    rng = np.random.default_rng(seed)
    names = np.unique(labels.astype(str))
    flipped = np.zeros(len(labels), bool)
    flipped[rng.choice(len(labels), round(FLIPPED * len(labels)), replace=False)] = True
    changed = labels.copy()
    for row in np.flatnonzero(flipped):
        changed[row] = str(rng.choice(names[names != labels[row]]))
    return changed, flipped


def scores(flipped: np.ndarray, ranking: np.ndarray) -> dict[str, float]:
    """Average precision, and precision among the first ones, of a ranking (the higher, the more doubtful)."""
    first = flipped[np.argsort(-ranking, kind="stable")]
    found = {"average precision": float(average_precision_score(flipped, ranking))}
    return found | {f"precision at {most}": float(first[:most].mean()) for most in (20, 50, 100)}


def main() -> int:
    """Print the table; 1 when a bound is missed."""
    if not HEADLINES.exists():
        print("needs SEntFiN.csv of the shared test data: skipped")
        return 0
    frame = read_file(HEADLINES).frame
    held = hold_back(frame["text"], frame["label"])
    texts, labels = object_array(frame["text"])[~held], object_array(frame["label"])[~held]
    ours: list[dict[str, float]] = []
    peers: dict[str, list[dict[str, float]]] = {"normalized_margin": [], "self_confidence": []}
    spent, too_many = [], []
    for seed in range(SEEDS):
        changed, flipped = flip(labels, seed)
        given = np.unique(changed.astype(str), return_inverse=True)[1]
        began = time.perf_counter()
        shares = out_of_fold(texts, changed)
        spent.append(time.perf_counter() - began)
        ours.append(scores(flipped, margins(shares, given)))
        for method, found in peers.items():
            quality = get_label_quality_scores(given, shares, method=method)
            found.append(scores(flipped, -quality))
        too_many.append(find_label_issues(given, shares).sum() / flipped.sum())
    print(f"{len(texts):,} headlines, {FLIPPED:.0%} of labels flipped, {SEEDS} seeds; mean (lowest)")
    print(f"{'':>28}" + "".join(f"{name:>24}" for name in ours[0]))
    for name, rows in {"ours": ours, **{f"cleanlab {name}": rows for name, rows in peers.items()}}.items():
        cells = [[row[column] for row in rows] for column in ours[0]]
        print(f"{name:>28}" + "".join(f"{np.mean(c):17.3f} ({min(c):.2f})" for c in cells))
    print(f"five-fold out-of-fold probabilities: {np.median(spent):.2f} s")
    print(f"cleanlab's default filter names {np.mean(too_many):.1f} times as many texts as were flipped")
    missed = [name for name, least in LEAST.items() if np.mean([row[name] for row in ours]) < least]
    for name in missed:
        print(f"MISSED: {name} under {LEAST[name]}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
