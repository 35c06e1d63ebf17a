"""Classifiers that give each text several labels: each label is shown against the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.one_of_several import OneOfSeveral, flags

RNG = np.random.default_rng(3)
WORDS = {"joy": ["good", "great"], "anger": ["bad", "awful"], "fear": ["dark", "alone"]}
NAMES = list(WORDS)
Y = RNG.random((160, 3)) < 0.4
TEXTS = [
    " ".join(
        [
            *(
                word
                for name, has in zip(NAMES, row, strict=True)
                if has
                for word in RNG.choice(WORDS[name], 2)
            ),
            *RNG.choice(["the", "a", "day", "good", "bad"], 3),
        ]
    )
    for row in Y
]
LABELS = pd.DataFrame(Y.astype(int), columns=NAMES)
TREES = RandomForestClassifier(10, random_state=0)
MODELS = {
    "rest": make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LogisticRegression())),
    "machines": make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LinearSVC())),
    "bayes": make_pipeline(CountVectorizer(), OneVsRestClassifier(MultinomialNB())),
    "outputs": make_pipeline(TfidfVectorizer(), MultiOutputClassifier(LogisticRegression())),
    "chain": make_pipeline(TfidfVectorizer(), ClassifierChain(LogisticRegression())),
    "ridge": make_pipeline(TfidfVectorizer(), RidgeClassifier()),
    "trees": make_pipeline(TfidfVectorizer(), TREES),
    "neighbours": make_pipeline(TfidfVectorizer(), KNeighborsClassifier()),
    "search": GridSearchCV(
        make_pipeline(TfidfVectorizer(), OneVsRestClassifier(LogisticRegression())),
        {"onevsrestclassifier__estimator__C": [1, 5]},
        cv=2,
    ),
}
LINEAR = ("rest", "machines", "bayes", "outputs", "ridge", "search")


@pytest.mark.parametrize("name", MODELS)
def test_each_label_is_shown_as_the_model_gives_it(name) -> None:
    model = MODELS[name].fit(TEXTS[:100], LABELS[:100].to_numpy())
    board = PerformanceAnalysisDashboard(model, TEXTS, LABELS)
    answers = model.predict(TEXTS)
    answers = answers.toarray() if hasattr(answers, "toarray") else answers
    for column, label in enumerate(NAMES):
        board.head.source.vue_pick(label)
        analysis = board.state.analysis
        assert analysis is not None
        assert analysis.classes == (f"not {label}", label)
        assert (
            analysis.evaluation.matrix.tolist() == confusion_matrix(Y[:, column], answers[:, column]).tolist()
        )
        assert (analysis.explainer.reason == "") == (name in LINEAR)
        if name in LINEAR and hasattr(model, "decision_function"):
            own = model.decision_function(TEXTS[:20])[:, column]
            told = [analysis.explainer.explain(text, label).total for text in TEXTS[:20]]
            assert told == pytest.approx(own, abs=1e-9)
        if hasattr(model, "predict_proba"):
            own = model.predict_proba(TEXTS)
            own = own[column][:, 1] if isinstance(own, list) else own[:, column]
            assert analysis.probabilities[:, 1] == pytest.approx(own)


def test_the_most_frequent_label_comes_first_and_its_labels_are_reviewed() -> None:
    model = MODELS["outputs"].fit(TEXTS, Y.astype(int))
    board = PerformanceAnalysisDashboard(model, TEXTS, LABELS)
    first = NAMES[int(Y.sum(axis=0).argmax())]
    assert board.head.source.chosen == first
    assert board.walk.review is not None
    assert board.walk.review.classes == (first, f"not {first}")


@pytest.mark.parametrize("name", ["chain", "trees", "rest"])
def test_learnt_anew_a_label_is_learnt_alone(name) -> None:
    model = MODELS[name].fit(TEXTS, Y.astype(int))
    labels = ["joy" if has else "not joy" for has in Y[:, 0]]
    one = OneOfSeveral(model, 0, "joy").fit(TEXTS, labels)
    assert set(one.predict(TEXTS)) == {"joy", "not joy"}
    if name == "rest":
        # One label against the rest is learnt without a look at the others.
        assert one.predict(TEXTS).tolist() == [
            "joy" if has else "not joy" for has in np.asarray(model.predict(TEXTS))[:, 0]
        ]


def test_what_is_no_table_of_labels_is_said() -> None:
    assert flags(["a", "b"]) is None
    assert flags(np.array(["a", "b"])) is None
    found = flags(np.array([[0, 1], [1, 1]]))
    assert found is not None
    assert found.columns.tolist() == ["0", "1"]
    with pytest.raises(Problem, match="does not hold 0 and 1 alone"):
        flags(np.array([[0, 2], [1, 1]]))
    model = MODELS["rest"].fit(TEXTS, Y.astype(int))
    with pytest.raises(Problem, match="gives 3 labels; the table of labels has 2"):
        PerformanceAnalysisDashboard(model, TEXTS, LABELS[["joy", "fear"]])
