"""Texts on both sides of the split, texts under two labels, rare classes, unknown words: told with counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score

from app.charts import ConfusionMatrix
from app.sentiment.analysis import CONFLICTING, LEAKED, UNKNOWN, Analysis
from app.sentiment.classifier import train
from app.sentiment.corpus import Corpus
from app.sentiment.insights import insights
from app.sentiment.leaks import Alike, bare
from app.sentiment.model import SentimentModel
from app.sentiment.trained import prepare

TEXTS = [
    "Up 3.5% today http://a.example/x",  # 0: learned from
    "up 12% TODAY",  # 1: held back, the same as 0
    "down today",  # 2: learned from, under another label than 5
    "@ann down today",  # 3: held back, the same as 2
    "flat today",  # 4: held back, alone
    "RT @bob: Down today",  # 5: held back, the same as 2
    "http://only.example/1",  # 6: learned from
    "http://only.example/2",  # 7: held back; nothing but a link: not the same as 6
]
LABELS = ["good", "good", "bad", "bad", "good", "good", "bad", "bad"]
HELD = np.array([False, True, False, True, True, True, False, True])


@pytest.fixture
def alike():
    return Alike(TEXTS, LABELS, HELD)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("so good", "So  GOOD", True),
        ("so good", "so good!", False),
        ("at 10:30 of 1,234.5", "at 9:15 of 7", True),
        ("see www.a.example now", "see https://b.example/c?d=1 now", True),
        ("@a thanks", "@b thanks", True),
        ("12", "13", False),
        ("不错 3", "不错 4", True),
        ("gain", "loss", False),
    ],
)
def test_what_differs_in_links_names_digits_or_case_alone_is_the_same(one, other, same):
    assert (bare(one) == bare(other)) is same


def test_leaks_and_conflicts_by_hand(alike):
    assert np.flatnonzero(alike.leaked).tolist() == [1, 3, 5]
    assert np.flatnonzero(alike.conflicting).tolist() == [2, 3, 5]
    (conflict,) = alike.conflicts()
    assert conflict.rows == (2, 3, 5)
    assert conflict.labels == {"bad": 2, "good": 1}


def test_a_set_without_any_text_is_alike_to_nothing():
    nothing = Alike([], [], np.zeros(0, bool))
    assert not nothing.leaked.any()
    assert nothing.conflicts() == []


class Always:
    """A classifier that says one thing of every text, whatever it is."""

    classes_ = np.array(["bad", "good"])

    def predict_proba(self, texts):
        return np.tile([0.3, 0.7], (len(texts), 1))


def test_the_score_without_them_stands_beside(alike):
    frame = pd.DataFrame({"text": TEXTS, "label": LABELS})[HELD]
    analysis = Analysis.of(Always(), frame, alike)
    # Held back are 1 good, 3 bad, 4 good, 5 good, 7 bad: always good is right about 3 of 5; of 4 and 7, one.
    assert analysis.evaluation.accuracy.value == pytest.approx(3 / 5)
    assert analysis.without_leaks.accuracy.value == pytest.approx(1 / 2)
    told = next(one for one in insights(analysis) if one.only == LEAKED)
    assert told.link == "3 held-back texts"
    assert "without them accuracy is 0.500, with them 0.600" in told.sentence
    conflict = next(one for one in insights(analysis) if one.only == CONFLICTING)
    assert conflict.sentence.startswith("1 text stands under several labels, in 3 rows")
    model = SentimentModel(analysis)
    model.follow(told)
    assert sorted(model.rows()) == [0, 1, 3]
    assert [chip.text for chip in model.chips()] == ["learned from too"]
    assert model.query == "only=leaked"
    other = SentimentModel(analysis)
    assert other.restore("only=leaked") == []
    assert other.selected == 3
    other.clear("only")
    assert other.selected == 5
    assert other.restore("only=unknown") == ["No text here is marked “unknown”: ignored."]


def test_all_held_back_texts_leaked_leaves_no_score():
    texts = [f"{word} stock {end}" for end in ("xa", "xb") for word in ("good", "great", "bad", "awful")]
    frame = pd.DataFrame({"id": [str(n) for n in range(16)], "text": texts * 2})
    frame["label"] = ["positive", "positive", "negative", "negative"] * 4
    frame["split"] = ["train"] * 8 + ["test"] * 8
    trained = prepare(Corpus("x", "x", frame))
    analysis = trained.analysis()
    assert int(analysis.marked(LEAKED).sum()) == 8
    assert analysis.without_leaks is None
    first = insights(analysis)[0]
    assert (first.link, first.only) == ("8 held-back texts", LEAKED)
    assert first.sentence.endswith("no other is left to judge by.")
    assert ("Baseline", "0.500, the accuracy of always answering negative") in trained.card()


def test_which_texts_are_held_back_and_the_scores_stay(tweets):
    """The published scores stand, and what is left without leaks is what scikit-learn says of it."""
    analysis = tweets.analysis()
    assert f"{analysis.evaluation.accuracy.value:.3f}" == "0.757"
    assert f"{analysis.evaluation.macro_f1().value:.3f}" == "0.679"
    frame = tweets.corpus.frame
    learned = {bare(text) for text in frame["text"][~tweets.held]}
    rest = frame[tweets.held & ~frame["text"].map(bare).isin(learned).to_numpy()]
    said = tweets.pipeline.predict(rest["text"].to_numpy(object))
    assert analysis.without_leaks.accuracy.value == pytest.approx(accuracy_score(rest["label"], said))
    assert len(rest) == len(analysis) - int(analysis.marked(LEAKED).sum())


# ---- rare classes ----


def judged(actual: list[str], predicted: list[str]) -> Analysis:
    """An analysis with these labels and answers, each with probability 0.95."""

    class Says:
        classes_ = np.array(["ham", "odd", "spam"])

        def predict_proba(self, texts):
            places = [list(self.classes_).index(text.split()[0]) for text in texts]
            return np.full((len(texts), 3), 0.025) + 0.925 * np.eye(3)[places]

    frame = pd.DataFrame({"text": [f"{said} {n}" for n, said in enumerate(predicted)], "label": actual})
    return Analysis.of(Says(), frame)


def test_a_rare_class_that_is_never_found_is_said_to_be_so_and_its_labels_are_not_blamed():
    analysis = judged(["ham"] * 99 + ["spam"], ["ham"] * 100)
    told = [one.sentence for one in insights(analysis)]
    assert told[0].startswith("99.0% of the texts are ham: to answer ham always would be right as often.")
    assert told[1] == (
        "Spam is never found: its only text is taken for another class "
        "(rare, 1.0% of all, which says nothing about the labels)."
    )
    assert not any("look at" in sentence and "label" in sentence for sentence in told)
    assert analysis.evaluation.majority == ("ham", 0.99)
    model = SentimentModel(analysis)
    model.follow(insights(analysis)[1])
    assert model.selected == 1


def test_a_class_of_which_no_text_is_held_back_is_named():
    labels = ["good"] * 18 + ["bad"] * 2
    held = np.array([True] * 4 + [False] * 16)
    texts = [f"text {chr(97 + n)}" for n in range(20)]
    frame = pd.DataFrame({"text": texts, "label": labels})[held]
    told = [one.sentence for one in insights(Analysis.of(Always(), frame, Alike(texts, labels, held)))]
    assert told[0].startswith("90.0% of the texts are good")
    assert told[1].startswith("No text labelled bad is held back")


def test_precision_of_what_was_never_predicted_is_a_dash():
    matrix = ConfusionMatrix(["ham", "odd", "spam"], [[98, 0, 0], [0, 0, 0], [2, 0, 0]])
    assert matrix.precision == [0.98, None, None]
    assert matrix.recall == [1.0, None, 0.0]
    rows = matrix.table()[1]
    assert rows[-1] == ["precision", 0.98, "–", "–", ""]
    assert [row[-1] for row in rows[:3]] == [1.0, "–", 0.0]


# ---- unknown words ----


def test_texts_of_which_no_word_is_known_are_counted():
    pipeline = train(["good day", "good one", "bad day", "bad one"], ["good", "good", "bad", "bad"])
    frame = pd.DataFrame(
        {"text": ["good", "zebra quagga", "", "bad zebra"], "label": ["good", "bad", "bad", "bad"]}
    )
    analysis = Analysis.of(pipeline, frame)
    assert analysis.marked(UNKNOWN).tolist() == [False, True, True, False]
    told = next(one for one in insights(analysis) if one.only == UNKNOWN)
    assert told.sentence.startswith("2 texts without a known word (50.0%)")
