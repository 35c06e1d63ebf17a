"""Classifiers as people bring them: what is shown is what they do."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.foreign import foreign

RNG = np.random.default_rng(5)
WORDS = {"negative": ["bad", "awful", "fell", "loss"], "neutral": ["table", "day", "said", "plan"]}
WORDS["positive"] = ["good", "great", "rose", "gain"]
EVERY = [word for words in WORDS.values() for word in words]


def made(labels: list[str], rows: int) -> tuple[list[str], np.ndarray]:
    """Texts whose words mostly fit their label, so that every classifier errs now and then."""
    given = RNG.choice(labels, rows)
    texts = [" ".join(RNG.choice(WORDS[label] if RNG.random() < 0.6 else EVERY, 4)) for label in given]
    return texts, given


X3, Y3 = made(["negative", "neutral", "positive"], 240)
X2, Y2 = made(["negative", "positive"], 240)

THREE = {
    "one against one": make_pipeline(CountVectorizer(), SVC(kernel="linear", decision_function_shape="ovo")),
    "pairs broken": make_pipeline(TfidfVectorizer(), SVC(kernel="rbf", break_ties=True)),
    "bayes": make_pipeline(CountVectorizer(), MultinomialNB()),
    "calibrated": make_pipeline(CountVectorizer(), CalibratedClassifierCV(LinearSVC(), cv=2)),
    "rest": make_pipeline(CountVectorizer(), OneVsRestClassifier(LogisticRegression())),
}
TWO = {
    "platt": make_pipeline(CountVectorizer(), CalibratedClassifierCV(SVC(C=0.05), ensemble=False)),
    "threshold": make_pipeline(
        CountVectorizer(), FixedThresholdClassifier(LogisticRegression(), threshold=0.8)
    ),
    "threshold outside": FixedThresholdClassifier(
        make_pipeline(CountVectorizer(), LogisticRegression()), threshold=0.8
    ),
    "machine": make_pipeline(CountVectorizer(), LinearSVC()),
}
CASES = [(name, model, X3, Y3) for name, model in THREE.items()] + [(n, m, X2, Y2) for n, m in TWO.items()]


@pytest.mark.parametrize(
    ("model", "texts", "labels"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_is_shown_is_what_predict_says(model, texts, labels) -> None:
    model.fit(texts[:120], labels[:120])
    _, analysis = foreign(model, texts, labels)
    answers = model.predict(texts)
    assert analysis.evaluation.accuracy.value == accuracy_score(labels, answers)
    assert analysis.evaluation.matrix.tolist() == confusion_matrix(labels, answers).tolist()
    assert analysis.probabilities.sum(axis=1) == pytest.approx(1)
    assert [analysis.classes[code] for code in analysis.predicted] == answers.tolist()


def test_a_threshold_is_not_one_half() -> None:
    model = TWO["threshold"].fit(X2, Y2)
    _, analysis = foreign(model, X2, Y2)
    assert (analysis.predicted != analysis.probabilities.argmax(axis=1)).any()
    told = analysis.explainer.explain(
        X2[int((analysis.predicted != analysis.probabilities.argmax(axis=1)).argmax())]
    )
    assert told.predicted == told.label == "negative"


def test_pairs_of_classes_are_no_classes() -> None:
    model = THREE["one against one"].fit(X3, Y3)
    _, analysis = foreign(model, X3, Y3)
    # The class that wins most of its pairs has the highest share, but for ties.
    assert (analysis.probabilities.argmax(axis=1) == analysis.predicted).mean() > 0.95
    assert "weighs every two classes" in analysis.explainer.reason


@pytest.mark.parametrize(
    ("learned", "given"),
    [
        ([0, 1], [0.0, 1.0]),
        ([0, 1], ["0", "1"]),
        ([0, 1], [False, True]),
        ([False, True], [0, 1]),
        ([0.0, 1.0], ["0", "1"]),
    ],
)
def test_labels_of_the_same_value_are_the_same_class(learned, given) -> None:
    codes = (Y2 == "positive").astype(int)
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X2, [learned[code] for code in codes])
    _, analysis = foreign(model, X2, [given[code] for code in codes])
    assert len(analysis.classes) == 2
    assert analysis.evaluation.accuracy.value == accuracy_score(
        codes, model.predict(X2).astype(float).astype(int)
    )


def test_labels_that_the_model_does_not_know_are_refused_in_words() -> None:
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X2, Y2)
    with pytest.raises(
        Problem, match="knows the classes “negative”, “positive”; none of the labels is one of them: “ham”"
    ):
        foreign(model, X2, ["ham", "spam"] * 120)
    _, analysis = foreign(model, [*X2, "good spam"], [*Y2, "spam"])
    assert analysis.classes == ("negative", "positive", "spam")


def test_several_labels_a_text_are_refused_in_words() -> None:
    both = np.column_stack([Y2 == "positive", RNG.random(240) < 0.5]).astype(int)
    model = make_pipeline(CountVectorizer(), OneVsRestClassifier(LogisticRegression())).fit(X2, both)
    with pytest.raises(Problem, match="several labels a text"):
        foreign(model, X2, Y2)


class Bare:
    """A classifier of somebody's that knows nothing of scikit-learn's rules."""

    classes_ = np.array(["negative", "positive"])

    def predict_proba(self, texts):
        share = np.array([0.9 if "good" in text else 0.2 for text in texts])
        return np.column_stack([1 - share, share])

    def predict(self, texts):
        return self.classes_[self.predict_proba(texts).argmax(axis=1)]


class Scoreless(ClassifierMixin, BaseEstimator):
    """One whose answers are all that it gives."""

    classes_ = np.array(["negative", "positive"])

    def predict(self, texts):
        return np.array(["positive"] * len(texts))


def test_a_bare_class_is_shown_and_its_limits_are_said() -> None:
    board = PerformanceAnalysisDashboard(Bare(), X2, Y2)
    assert board.state.analysis is not None
    assert board.state.analysis.evaluation.accuracy.value == accuracy_score(Y2, Bare().predict(X2))
    assert "no step of this classifier counts the tokens" in board.state.analysis.explainer.reason
    told = board.state.explanation_of(0)
    assert told is not None
    assert told.left_out
    board.state.tab = "review"
    assert "cannot be copied" in board._views["review"].preparation.note.what
    with pytest.raises(Problem, match="gives no probabilities"):
        foreign(Scoreless(), X2, Y2)


def test_without_token_bars_the_page_tells_what_a_word_changes() -> None:
    model = THREE["calibrated"].fit(X3, Y3)
    board = PerformanceAnalysisDashboard(model, X3, Y3)
    bars = board._views["explore"].text.bars
    assert "takes their mean" in bars.reason
    assert bars.tokens
    assert bars.sum_line == ""
    title, rows = bars.table()
    assert title[0] == "word"
    row = board._views["explore"].looked_at()
    text = X3[row]
    label = title[1].removeprefix("p(").partition(")")[0]
    column = list(model.classes_).index(label)
    word, loss = rows[0]
    without = text.replace(word, " ")
    assert loss == pytest.approx(
        (model.predict_proba([text]) - model.predict_proba([without]))[0, column], abs=1e-9
    )
