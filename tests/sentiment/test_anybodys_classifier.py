"""Classifiers as people bring them: what is shown is what they do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC, LinearSVC

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.judging import shares_of_scores
from app.sentiment.prefit import prefit

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
    _, analysis = prefit(model, texts, labels)
    answers = model.predict(texts)
    assert analysis.evaluation.accuracy.value == accuracy_score(labels, answers)
    assert analysis.evaluation.matrix.tolist() == confusion_matrix(labels, answers).tolist()
    assert analysis.probabilities.sum(axis=1) == pytest.approx(1)
    assert [analysis.classes[code] for code in analysis.predicted] == answers.tolist()


def test_a_threshold_is_not_one_half() -> None:
    model = TWO["threshold"].fit(X2, Y2)
    _, analysis = prefit(model, X2, Y2)
    assert (analysis.predicted != analysis.probabilities.argmax(axis=1)).any()
    told = analysis.explainer.explain(
        X2[int((analysis.predicted != analysis.probabilities.argmax(axis=1)).argmax())]
    )
    assert told.predicted == told.label == "negative"


def test_pairs_of_classes_are_no_classes() -> None:
    model = THREE["one against one"].fit(X3, Y3)
    _, analysis = prefit(model, X3, Y3)
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
    _, analysis = prefit(model, X2, [given[code] for code in codes])
    assert len(analysis.classes) == 2
    assert analysis.evaluation.accuracy.value == accuracy_score(
        codes, model.predict(X2).astype(float).astype(int)
    )


def test_labels_that_the_model_does_not_know_are_refused_in_words() -> None:
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X2, Y2)
    with pytest.raises(
        Problem, match="knows the classes “negative”, “positive”; none of the labels is one of them: “ham”"
    ):
        prefit(model, X2, ["ham", "spam"] * 120)
    _, analysis = prefit(model, [*X2, "good spam"], [*Y2, "spam"])
    assert analysis.classes == ("negative", "positive", "spam")


def test_several_labels_a_text_are_refused_in_words() -> None:
    both = np.column_stack([Y2 == "positive", RNG.random(240) < 0.5]).astype(int)
    model = make_pipeline(CountVectorizer(), OneVsRestClassifier(LogisticRegression())).fit(X2, both)
    with pytest.raises(Problem, match="several labels a text"):
        prefit(model, X2, Y2)


class Bare:
    """A classifier of somebody's that knows nothing of scikit-learn's rules."""

    classes_ = np.array(["negative", "positive"])

    def predict_proba(self, texts):
        share = np.array([0.9 if "good" in text else 0.2 for text in texts])
        return np.column_stack([1 - share, share])

    def predict(self, texts):
        return self.classes_[self.predict_proba(texts).argmax(axis=1)]


class Answering(ClassifierMixin, BaseEstimator):
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
    board = PerformanceAnalysisDashboard(Answering(), X2, Y2)
    assert "p is 1 for its answer: it gives no probabilities" in board.facts
    assert board.state.analysis is not None
    assert (
        board.state.analysis.evaluation.matrix.tolist() == confusion_matrix(Y2, ["positive"] * 240).tolist()
    )
    assert set(board.state.analysis.confidence) == {1.0}


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


def test_votes_are_shares_and_said_to_be_so() -> None:
    voters = [("a", LogisticRegression()), ("b", MultinomialNB()), ("c", LinearSVC())]
    model = make_pipeline(CountVectorizer(), VotingClassifier(voters, weights=[2, 1, 1])).fit(X3, Y3)
    board = PerformanceAnalysisDashboard(model, X3, Y3)
    assert "p is the share of votes" in board.facts
    analysis = board.state.analysis
    assert analysis is not None
    assert [analysis.classes[code] for code in analysis.predicted] == model.predict(X3).tolist()
    counts = model[0].transform(X3[:20])
    for row, votes in enumerate(zip(*(part.predict(counts) for part in model[1].estimators_), strict=True)):
        for place in range(3):
            share = sum(w for w, vote in zip((2, 1, 1), votes, strict=True) if vote == place) / 4
            assert analysis.probabilities[row, place] == pytest.approx(share)


def test_a_score_that_is_no_probability_is_said_to_be_so() -> None:
    board = PerformanceAnalysisDashboard(TWO["machine"].fit(X2, Y2), X2, Y2)
    assert "p is its scores squashed: an order, no frequency" in board.facts
    assert not [
        fact for fact in PerformanceAnalysisDashboard(Bare(), X2, Y2).facts if fact.startswith("p is")
    ]


def test_scores_far_below_zero_keep_their_order() -> None:
    assert shares_of_scores(np.array([[-900.0, -800.0, -1000.0]]), 3, False).argmax() == 1
    found = shares_of_scores(np.array([[0.3, -1.2, 2.0]]), 3, False)
    sigmoids = 1 / (1 + np.exp(-np.array([0.3, -1.2, 2.0])))
    assert found[0] == pytest.approx(sigmoids / sigmoids.sum())


def as_table(texts):
    return pd.DataFrame({"n": range(len(texts)), "text": list(texts)})


def shouts(texts):
    return np.array([[float(str(text).count("!"))] for text in texts])


WORD = ("word", make_pipeline(CountVectorizer(), TfidfTransformer()))
CHARACTERS = ("char", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3)))
SIDE_BY_SIDE = {
    "a column": ColumnTransformer([("t", TfidfVectorizer(), "text")]),
    "a column by place": ColumnTransformer([("t", CountVectorizer(), 1)], remainder="drop"),
    "two of a column": ColumnTransformer(
        [("w", WORD[1], "text"), ("c", CHARACTERS[1], "text")], transformer_weights={"c": 0.5}
    ),
}
UNITED = {
    "pipelines": FeatureUnion([WORD, CHARACTERS]),
    "and a length": FeatureUnion([WORD, ("shouts", FunctionTransformer(shouts))]),
    "and topics": FeatureUnion([WORD, ("topics", make_pipeline(TfidfVectorizer(), TruncatedSVD(3)))]),
    "a choice": FeatureUnion([WORD, ("best", make_pipeline(CountVectorizer(), SelectKBest(k=4)))]),
}
CHOSEN = {
    **{
        name: make_pipeline(FunctionTransformer(as_table), step, LogisticRegression(max_iter=500))
        for name, step in SIDE_BY_SIDE.items()
    },
    **{name: make_pipeline(step, LinearSVC()) for name, step in UNITED.items()},
    "bayes against the rest": make_pipeline(CountVectorizer(), OneVsRestClassifier(MultinomialNB())),
}


@pytest.mark.parametrize("model", CHOSEN.values(), ids=CHOSEN.keys())
def test_what_stands_side_by_side_adds_up(model) -> None:
    model.fit(X3[:150], Y3[:150])
    _, analysis = prefit(model, X3, Y3)
    explainer = analysis.explainer
    assert explainer.reason == ""
    if hasattr(model, "decision_function"):
        own = model.decision_function(X3[:30])
    else:
        # The log-odds of each one-versus-rest probability before these are normalised.
        counts = model[0].transform(X3[:30])
        own = np.column_stack(
            [np.diff(p.predict_joint_log_proba(counts))[:, 0] for p in model[1].estimators_]
        )
    for row, text in enumerate(X3[:30]):
        for column, label in enumerate(explainer.classes):
            told = explainer.explain(text, label)
            assert told.total == pytest.approx(own[row, column], abs=1e-9)
            assert told.total == pytest.approx(
                told.intercept + sum(t.contribution for t in told.tokens), abs=1e-9
            )


def test_what_is_no_token_has_a_name() -> None:
    model = CHOSEN["and a length"].fit(X3, Y3)
    told = prefit(model, ["good day ! !", *X3], ["positive", *Y3])[1].explainer.explain("good day ! !")
    by_name = {token.token: token for token in told.tokens}
    assert by_name["shouts: column 0"].count == 2.0
    assert by_name["word: good"].spans == ((0, 4),)


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (CalibratedClassifierCV(make_pipeline(CountVectorizer(), LinearSVC()), cv=2), "takes their mean"),
        (
            CalibratedClassifierCV(make_pipeline(CountVectorizer(), LinearSVC()), cv=2, ensemble=False),
            "bends the score of a classifier, ",
        ),
        (
            VotingClassifier([("a", make_pipeline(CountVectorizer(), MultinomialNB()))], voting="soft"),
            "VotingClassifier puts together what several classifiers say",
        ),
        (
            make_pipeline(CountVectorizer(), BaggingClassifier(LogisticRegression(), 3)),
            "is not linear in the",
        ),
    ],
)
def test_the_reason_is_true_where_pipelines_stand_inside(model, why) -> None:
    _, analysis = prefit(model.fit(X3, Y3), X3, Y3)
    assert why in analysis.explainer.reason


@pytest.mark.parametrize(
    ("told", "said"), [(np.log, "-"), (lambda p: p * np.nan, "nan"), (lambda p: 9 * p, "")]
)
def test_numbers_that_are_no_probabilities_are_refused_in_words(told, said) -> None:
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X3, Y3)
    model.predict_proba = lambda texts: told(type(model).predict_proba(model, texts))
    last = model[-1]
    last.predict_proba = lambda counts: told(type(last).predict_proba(last, counts))
    with pytest.raises(Problem, match=f"gives {said}.*, which is no probability"):
        prefit(model, X3, Y3)


def test_numbers_that_do_not_add_up_to_one_are_refused_in_words() -> None:
    class Sigmoids:
        """Answers each class by itself, as a network with a sigmoid a class does."""

        classes_ = np.array(["negative", "neutral", "positive"])

        def predict(self, texts):
            return np.array(["neutral"] * len(texts))

        def predict_proba(self, texts):
            return np.tile([0.3, 0.9, 0.4], (len(texts), 1))

    with pytest.raises(Problem, match=r"of the Sigmoids for a text add up to 1\.6"):
        prefit(Sigmoids(), X3, Y3)
