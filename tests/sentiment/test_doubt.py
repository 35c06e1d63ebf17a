import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from app.sentiment.classifier import object_array
from app.sentiment.doubt import candidates, margins
from app.sentiment.neighbours import Neighbours
from app.sentiment.tokens import tokenize

PROBABILITIES = np.array(
    [[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.2, 0.5, 0.3], [0.05, 0.05, 0.9], [0.4, 0.35, 0.25]]
)
GIVEN = np.array([0, 0, 1, 0, 1])


def test_margins_by_hand():
    assert margins(PROBABILITIES, GIVEN) == pytest.approx([-0.5, 0.5, -0.2, 0.85, 0.05])
    assert len(margins(np.empty((0, 3)), np.empty(0, int))) == 0


def test_the_queue_of_all_and_of_a_cell():
    assert candidates(PROBABILITIES, GIVEN).tolist() == [3, 1, 4]
    assert candidates(PROBABILITIES, GIVEN, (0, 2)).tolist() == [3, 1]
    assert candidates(PROBABILITIES, GIVEN, (1, 0)).tolist() == [4]
    assert candidates(PROBABILITIES, GIVEN, (2, 0)).tolist() == []


def test_flipped_labels_come_first(headlines):
    # The bound on one seed; the bench asks five.
    from sklearn.metrics import average_precision_score

    from app.sentiment.out_of_fold import out_of_fold

    frame = headlines.corpus.frame[~headlines.held]
    labels, flipped = flip(object_array(frame["label"]), 0.05, seed=1)
    classes, given = np.unique(labels.astype(str), return_inverse=True)
    found = margins(out_of_fold(frame["text"], labels), given)
    assert average_precision_score(flipped, found) >= 0.5
    assert flipped[np.argsort(-found)[:20]].mean() >= 0.75
    assert len(classes) == 3


def flip(labels, share, seed):
    """Labels with a share of them replaced by one of the others, and which those are."""
    rng = np.random.default_rng(seed)
    flipped = np.zeros(len(labels), bool)
    flipped[rng.choice(len(labels), round(share * len(labels)), replace=False)] = True
    names = sorted(set(labels))
    changed = labels.copy()
    for row in np.flatnonzero(flipped):
        changed[row] = rng.choice([name for name in names if name != labels[row]])
    return changed, flipped


def test_the_nearest_with_another_label_by_brute_force(tweets):
    frame = tweets.corpus.frame.head(300)
    labels = np.unique(frame["label"], return_inverse=True)[1]
    vectors = TfidfVectorizer(
        tokenizer=tokenize, token_pattern=None, lowercase=False, ngram_range=(1, 2), sublinear_tf=True
    ).fit_transform(object_array(frame["text"]))
    likeness = (vectors @ vectors.T).toarray()
    near = Neighbours(frame["text"])
    for row in (0, 100, 250):
        order = np.argsort(-likeness[row], kind="stable")
        others = [other for other in order if labels[other] != labels[row] and likeness[row, other] > 0]
        found = near.of(row, labels, 5)
        assert [one.row for one in found] == others[:5]
        assert [one.likeness for one in found] == pytest.approx(likeness[row, others[:5]])
        alike = [o for o in order if labels[o] == labels[row] and o != row and likeness[row, o] > 0]
        assert [one.row for one in near.of(row, labels, 5, same=True)] == alike[:5]
        among = np.ones(len(labels), bool)
        among[others[:1]] = False
        assert [one.row for one in near.of(row, labels, 5, among=among)] == others[1:6]


def test_texts_without_a_word_are_near_to_nothing():
    assert Neighbours(["http://x", ""]).of(0, np.array([0, 1]), 5) == []
