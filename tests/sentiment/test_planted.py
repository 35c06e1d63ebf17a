"""What the queue is good at, measured by labels that were turned."""

from __future__ import annotations

import numpy as np
from cleanlab.rank import get_label_quality_scores

from app.sentiment.out_of_fold import out_of_fold
from app.sentiment.planted import measured, turned
from tests.sentiment.mislabelled import mixed_up


def test_what_the_queue_is_good_at_is_measured_by_turned_labels():
    corpus = mixed_up(900, 1)
    labels = corpus.frame["label"].to_numpy(object)
    changed, which = turned(labels)
    assert which.sum() == round(0.05 * len(labels))
    assert (changed != labels).tolist() == which.tolist()
    found = measured(labels, lambda given: out_of_fold(corpus.frame["text"], given))
    assert found is not None
    assert found.found[20] >= 18
    # With words that tell everything, what is named first is what was turned; cleanlab agrees.
    names = np.unique(labels.astype(str))
    given = np.searchsorted(names, changed.astype(str))
    shares = out_of_fold(corpus.frame["text"], changed)
    first = np.argsort(get_label_quality_scores(given, shares, method="normalized_margin"))[: which.sum()]
    assert which[first].mean() > 0.9


def test_of_labels_by_chance_the_queue_is_as_good_as_chance():
    rng = np.random.default_rng(5)
    labels = rng.choice(["a", "b"], 2_000).astype(object)
    noise = rng.random((2_000, 2))
    found = measured(labels, lambda _: noise / noise.sum(axis=1, keepdims=True))
    assert found is not None
    # Of the candidates a twentieth is turned: of 50 more than ten by chance once in ten thousand times.
    assert found.found[50] <= 10
    assert found.turned == 100
    assert "of 2,000 labels 100 were turned on purpose" in str(found)


def test_a_perfect_judge_finds_what_was_turned_and_nothing_else():
    labels = np.array(["a", "b", "c"] * 400, object)
    codes = np.searchsorted(["a", "b", "c"], labels.astype(str))
    found = measured(labels, lambda _: np.eye(3)[codes] * 0.8 + 0.1)
    assert found is not None
    assert found.found == found.over_all == {20: 20, 50: 50}
