import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from app.problem import Problem
from app.sentiment.evaluation import evaluate, wilson


@pytest.mark.parametrize("classes", [2, 3, 7, 20])
@pytest.mark.parametrize("rows", [1, 30, 2_000])
def test_equal_to_scikit_learn(classes, rows):
    rng = np.random.default_rng(classes * rows)
    actual, predicted = rng.integers(0, classes, (2, rows))
    names = tuple(f"class {code}" for code in range(classes))
    found = evaluate(actual, predicted, names)
    labels = range(classes)
    assert np.array_equal(found.matrix, confusion_matrix(actual, predicted, labels=labels))
    assert np.allclose(found.shares, confusion_matrix(actual, predicted, labels=labels, normalize="true"))
    theirs = precision_recall_fscore_support(actual, predicted, labels=labels, zero_division=0)
    for mine, other in zip((found.precision, found.recall, found.f1, found.support), theirs, strict=True):
        assert np.allclose(mine, other)
    assert found.accuracy.value == pytest.approx(accuracy_score(actual, predicted))
    macro = found.macro_f1()
    assert macro.value == pytest.approx(f1_score(actual, predicted, average="macro", zero_division=0))
    assert macro == found.macro_f1()


def test_on_a_real_set(trained):
    analysis = trained.analysis()
    actual = analysis.frame["label"]
    predicted = trained.pipeline.predict(analysis.texts)
    theirs = confusion_matrix(actual, predicted, labels=list(analysis.classes))
    assert np.array_equal(analysis.evaluation.matrix, theirs)
    assert analysis.evaluation.errors == (actual.to_numpy() != predicted).sum()


@pytest.mark.parametrize(("hits", "total"), [(0, 10), (10, 10), (1, 3), (640, 840)])
def test_wilson_is_scipys(hits, total):
    theirs = binomtest(hits, total).proportion_ci(0.95, method="wilson")
    found = wilson(hits, total)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))


def test_the_bootstrap_is_that_of_texts():
    rng = np.random.default_rng(4)
    actual = rng.integers(0, 3, 300)
    predicted = np.where(rng.random(300) < 0.75, actual, rng.integers(0, 3, 300))
    found = evaluate(actual, predicted, ("a", "b", "c")).macro_f1()
    scores = []
    for _ in range(400):
        rows = rng.integers(0, 300, 300)
        scores.append(f1_score(actual[rows], predicted[rows], average="macro"))
    assert (found.low, found.high) == pytest.approx(np.percentile(scores, (2.5, 97.5)), abs=0.015)


def test_nothing_and_too_much():
    empty = evaluate(np.empty(0, int), np.empty(0, int), ("a", "b"))
    assert empty.errors == 0
    assert (empty.accuracy.low, empty.accuracy.high) == (0, 1)
    assert not empty.shares.any()
    with pytest.raises(Problem, match="21 labels"):
        evaluate(np.zeros(1, int), np.zeros(1, int), tuple(map(str, range(21))))
