"""What a notebook's author may give the dashboard, and what is said of what they may not."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard, train
from app.sentiment.model import SentimentModel
from tests.sentiment.fifteen_texts import LABELS, TEXTS


@pytest.fixture(scope="module")
def pipeline():
    return train(TEXTS, LABELS)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, "NoneType, which is no classifier"),
        ("model", "str, which is no classifier"),
        (make_pipeline(CountVectorizer(), LogisticRegression()), "Pipeline is not fitted"),
        (GridSearchCV(make_pipeline(CountVectorizer(), LogisticRegression()), {}), "is not fitted"),
        (LogisticRegression().fit([[0], [1]], [0, 1]), "LogisticRegression cannot judge these texts"),
        (make_pipeline(CountVectorizer(), LinearRegression()), "LinearRegression|Pipeline gives no prob"),
    ],
    ids=["none", "text", "unfitted", "unfitted search", "of numbers", "regression"],
)
def test_what_is_no_classifier_of_texts_is_refused_in_words(model, words) -> None:
    with pytest.raises(Problem, match=words) as refused:
        PerformanceAnalysisDashboard(model, TEXTS, LABELS)
    assert refused.value.remedy


def test_texts_and_labels_that_do_not_fit_are_refused_by_the_row(pipeline) -> None:
    for texts, labels, words in (
        (TEXTS, LABELS[:3], "There are 15 texts and 3 labels"),
        (["good", None], ["positive", "negative"], "The text in row 2 of 2 .* is missing"),
        (["good", "bad"], [float("nan"), "negative"], "The label in row 1 of 2 .* is missing"),
        (["good", 7], ["positive", "negative"], "The text in row 2 of 2 .* is an int"),
        ([], [], "There are no texts to judge"),
        (None, None, "The texts are None"),
    ):
        with pytest.raises(Problem, match=words):
            PerformanceAnalysisDashboard(pipeline, texts, labels)


@pytest.mark.parametrize("labels", [[1] * 5 + [0] * 5 + [2] * 5, np.arange(15) % 2 == 0], ids=["int", "bool"])
def test_a_classifier_of_other_labels_than_texts_can_be_reviewed_too(labels, caplog) -> None:
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(TEXTS, labels)
    board = PerformanceAnalysisDashboard(model, TEXTS, labels)
    matrix = board._views["explore"].matrix
    assert matrix.counts == confusion_matrix(labels, model.predict(TEXTS)).tolist()
    board.state.tab = "review"
    assert board.walk.review is not None
    assert board.walk.review.classes == tuple(str(label) for label in model.classes_)
    assert not caplog.records


@pytest.mark.parametrize("count", [1, 3])
def test_too_few_texts_to_judge_labels_are_said_in_words(pipeline, count, caplog) -> None:
    board = PerformanceAnalysisDashboard(pipeline, TEXTS[::5][:count], LABELS[::5][:count])
    board.state.tab = "review"
    pane = board._views["review"]
    assert "too few texts to judge labels" in pane.preparation.note.what
    assert "1 of “positive”" in pane.preparation.note.what
    assert not caplog.records
    board.state.tab = "explore"
    assert board.head.text == f"{count} of {count} text{'s' if count > 1 else ''} selected"


@pytest.mark.parametrize("search", [False, True])
def test_somebody_elses_classifier_has_no_tab_model(search) -> None:
    model = make_pipeline(CountVectorizer(), LogisticRegression())
    model = (GridSearchCV(model, {}, cv=2) if search else model).fit(TEXTS, LABELS)
    board = PerformanceAnalysisDashboard(model, TEXTS, LABELS)
    board.state.tab = "try"
    board.state.tab = "model"
    assert board.state.tab == board.tabs.chosen == "explore"
    board.state.restore("tab=model&sort=sure")
    assert board.state.query == "sort=sure"
    state = SentimentModel()
    state.tab = "model"
    assert PerformanceAnalysisDashboard(model, TEXTS, LABELS, state=state).tabs.chosen == "explore"


def test_a_classifier_that_cannot_learn_anew_is_shown_and_its_labels_are_not_judged(caplog) -> None:
    texts = [f"it {text}" for text in TEXTS]
    model = make_pipeline(CountVectorizer(min_df=15), LogisticRegression()).fit(texts, LABELS)
    board = PerformanceAnalysisDashboard(model, texts, LABELS)
    board.state.tab = "review"
    assert "could not learn from 12 of the texts" in board._views["review"].preparation.note.what
    assert board.state.total == 15
    assert not caplog.records
