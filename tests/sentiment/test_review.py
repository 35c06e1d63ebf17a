import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from app.sentiment.review import Review


@pytest.fixture
def review(tweets):
    return Review(tweets)


def test_the_queue_is_ranked_by_doubt_within_each_cell(review):
    labels = review.trained.corpus.frame["label"].to_numpy()
    preferred = np.array(review.classes)[review.probabilities.argmax(axis=1)]
    assert np.array_equal(review.matrix.matrix, confusion_matrix(labels, preferred))
    # With what is kept out of sight until it is asked for.
    review.obscene = True
    every = review.queue()
    assert len(every) == (labels != preferred).sum()
    assert (np.diff(review.margins[every]) <= 0).all()
    cell = review.queue(("neutral", "positive"))
    assert set(cell) == set(np.flatnonzero((labels == "neutral") & (preferred == "positive")))
    assert cell == [row for row in every if row in set(cell)]
    review.obscene = False
    assert review.queue() == [row for row in every if not review.trained.corpus.frame["obscene"].iat[row]]


def test_a_candidate_says_all_that_helps(review):
    row = review.queue(("neutral", "positive"))[0]
    assert review.candidate(row).near == ()
    review.compare()
    found = review.candidate(row)
    frame = review.trained.corpus.frame
    assert (found.id, found.text) == (frame["id"].iat[row], frame["text"].iat[row])
    assert (found.given, found.preferred) == ("neutral", "positive")
    shares = dict(zip(review.classes, found.probabilities, strict=True))
    assert found.margin == pytest.approx(shares["positive"] - shares["neutral"])
    assert sum(found.votes.values()) == len(frame["ratings"].iat[row])
    assert found.votes["neutral"] == sum(vote == 0 for vote in frame["ratings"].iat[row])
    assert all(frame["label"].iat[near.row] != "neutral" for near in found.near)
    assert found.alike
    assert all(frame["label"].iat[near.row] == "neutral" and near.row != row for near in found.alike)
    assert found.decision is None


def test_what_is_decided_leaves_the_queue(review):
    first, second = review.queue()[:2]
    review.decisions.keep(review.candidate(first).id)
    assert review.queue()[0] == second
    assert review.queue(decided=True)[0] == first
    assert review.candidate(first).decision.action == "keep"
    review.decisions.undo()
    assert review.queue()[0] == first


def test_retraining_with_the_decisions(review):
    for row in review.queue()[:10]:
        found = review.candidate(row, near=0)
        review.decisions.relabel(found.id, found.preferred)
    compared = review.retrain()
    assert compared.relabelled + compared.judged_anew == 10
    # “Before” is what was shown until now: the old classifier by the old labels.
    shown = review.trained.analysis()
    assert np.array_equal(compared.given.matrix, shown.evaluation.matrix)
    assert f"{compared.judged_anew} decision" in compared.sentence()
    right = (shown.predicted == shown.actual).mean()
    assert f"by their labels before, accuracy was {right:.3f}." in compared.sentence()
    either = compared.paired.first + compared.paired.second
    assert abs(compared.after.errors - compared.before.errors) == abs(
        compared.paired.first - compared.paired.second
    )
    assert either <= compared.before.errors + compared.after.errors
