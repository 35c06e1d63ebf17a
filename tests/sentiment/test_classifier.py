import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import Pipeline

from app.problem import Problem
from app.sentiment import load_texts, train
from app.sentiment.classifier import Settings, hold_back, object_array, probabilities
from app.sentiment.out_of_fold import folds, out_of_fold, out_of_fold_of

# Bounds of the issue: accuracy and macro-F1 on the held-back fifth.
BOUNDS = {"tweets": (0.73, 0.64), "SEntFiN.csv": (0.83, 0.83)}


def test_quality_on_the_held_back_fifth(trained):
    frame, held = trained.corpus.frame, trained.held
    assert held.mean() == pytest.approx(0.2, abs=0.002)
    actual = object_array(frame["label"])[held]
    predicted = trained.pipeline.predict(object_array(frame["text"])[held])
    accuracy, macro = BOUNDS[trained.corpus.name]
    assert accuracy_score(actual, predicted) >= accuracy
    assert f1_score(actual, predicted, average="macro") >= macro


def test_out_of_fold_is_as_good(trained):
    frame = trained.corpus.frame
    found = trained.out_of_fold()
    assert found.shape == (len(frame), 3)
    assert np.allclose(found.sum(axis=1), 1)
    predicted = np.array(["negative", "neutral", "positive"])[found.argmax(axis=1)]
    assert (predicted == frame["label"].to_numpy()).mean() >= BOUNDS[trained.corpus.name][0]


def test_out_of_fold_equals_fitting_the_whole_pipeline_in_every_fold(tweets):
    frame = tweets.corpus.frame.head(600)
    mine = out_of_fold(frame["text"], frame["label"])
    whole = out_of_fold_of(train(frame["text"], frame["label"]), frame["text"], frame["label"])
    assert np.abs(mine - whole).max() < 1e-12


def test_equal_texts_are_on_one_side():
    texts = object_array([f"text {n % 25}" for n in range(100)])
    labels = object_array(["positive" if n % 25 < 12 else "negative" for n in range(100)])
    held = hold_back(texts, labels)
    assert held.sum() == 20
    assert not set(texts[held]) & set(texts[~held])
    assert np.array_equal(held, hold_back(texts, labels))
    assert not np.array_equal(held, hold_back(texts, labels, seed=5))
    judged = np.zeros(100, int)
    for learn, judge in folds(texts, labels):
        assert not set(texts[learn]) & set(texts[judge])
        judged[judge] += 1
    assert (judged == 1).all()


def test_the_public_way():
    texts = load_texts("tweets") if _made() else pytest.skip("needs the bundled tweets")
    model = train(texts["text"][:500], texts["label"][:500])
    assert isinstance(model, Pipeline)
    assert list(model.classes_) == ["negative", "neutral", "positive"]
    assert model.predict_proba(["not bad at all"]).sum() == pytest.approx(1)


def _made():
    from app.sentiment.corpus.tweets import TEXTS

    return TEXTS.exists()


def test_the_same_texts_give_the_same_classifier(tweets):
    frame = tweets.corpus.frame[~tweets.held]
    again = train(frame["text"], frame["label"])
    probe = frame["text"].head(50)
    assert np.array_equal(probabilities(again, probe), probabilities(tweets.pipeline, probe))


@pytest.mark.parametrize(
    ("texts", "labels", "words"),
    [
        (["a good day", "good"], ["positive", "positive"], "only the label “positive”"),
        ([], [], "no label"),
        (["alpha", "beta"], ["positive", "negative"], "No word occurs in 2"),
        (["http://x", "@y"], ["positive", "negative"], "No word occurs in 2"),
    ],
)
def test_nothing_to_learn_is_said_in_words(texts, labels, words):
    with pytest.raises(Problem, match=words):
        train(texts, labels)


@pytest.mark.parametrize("change", [{"C": 0}, {"C": float("nan")}, {"longest": 9}, {"min_df": 0}])
def test_impossible_settings_are_refused(change):
    with pytest.raises(Problem):
        Settings(**change)


def test_too_few_texts_to_hold_back():
    with pytest.raises(Problem, match="Only one text is labelled “b”"):
        hold_back(["x", "y", "z"], ["a", "a", "b"])
    with pytest.raises(Problem, match="too few"):
        hold_back(["w", "x", "y", "z"], ["a", "a", "b", "b"])
