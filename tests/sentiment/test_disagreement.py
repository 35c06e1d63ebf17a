"""Two classifiers on the same texts: where they disagree, and whether one is better."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

from app.problem import Problem
from app.sentiment import ModelComparison
from app.sentiment.analysis import Analysis
from app.sentiment.classifier import Hyperparameters
from app.sentiment.corpus import Corpus
from app.sentiment.disagreement import Disagreement
from app.sentiment.trained import prepare
from app.sentiment.views.model_pane import ModelPane


class Says:
    """A classifier that answers by the first word of a text, as a table tells, more or less surely."""

    classes_ = np.array(["bad", "good"])

    def __init__(self, table):
        self.table = table

    def predict_proba(self, texts):
        share = np.array([self.table[text.split()[0]] for text in texts])
        return np.column_stack([1 - share, share])

    def predict(self, texts):
        return self.classes_[(self.predict_proba(texts)[:, 1] > 0.5).astype(int)]


# By the first word: a is right by both, b by the first alone, c by the second alone, d by none.
FIRST = Says({"a": 0.9, "b": 0.8, "c": 0.3, "d": 0.2})
SECOND = Says({"a": 0.9, "b": 0.4, "c": 0.7, "d": 0.1})
TEXTS = [*(f"a {n}" for n in range(10)), *(f"b {n}" for n in range(7)), "c 0", "d 0", "d 1"]
LABELS = ["good"] * 20


def test_the_cells_and_mcnemar_by_hand() -> None:
    frame = pd.DataFrame({"text": TEXTS, "label": LABELS})
    found = Disagreement(Analysis.of(FIRST, frame), Analysis.of(SECOND, frame))
    # Rows: what the first says (bad, good); columns: what the second says.
    assert found.matrix.tolist() == [[2, 1], [7, 10]]
    assert found.apart == 8
    assert (found.paired.first, found.paired.second) == (7, 1)
    # Eight texts that one of them gets right: at most one of eight coins shows the rarer side.
    assert found.paired.p == pytest.approx(2 * binom.cdf(1, 8, 0.5))
    assert found.rows([(1, 0)]).tolist() == list(range(10, 17))
    assert found.rows([(0, 1)]).tolist() == [17]
    assert sorted(found.rows([(0, -1)])) == [17, 18, 19]
    assert sorted(found.rows([(0, 1), (0, 0)])) == [17, 18, 19]


def test_other_texts_or_labels_are_not_compared() -> None:
    one = Analysis.of(FIRST, pd.DataFrame({"text": TEXTS, "label": LABELS}))
    other = Analysis.of(SECOND, pd.DataFrame({"text": TEXTS, "label": ["bad", *LABELS[1:]]}))
    with pytest.raises(Problem, match="different texts, or by different labels"):
        Disagreement(one, other)


def test_anybodys_classifiers_are_compared_in_a_notebook() -> None:
    opened: list[str] = []
    shown = ModelComparison({"mine": FIRST, "yours": SECOND}, TEXTS, LABELS, on_open=opened.append)
    assert shown.matrix.counts == [[2, 1], [7, 10]]
    # The fullest cell off the diagonal is listed first.
    assert shown.matrix.selected == [[1, 0]]
    assert shown.matrix.table() == (
        ["", "yours says bad", "yours says good"],
        [["mine says bad", 2, 1], ["mine says good", 7, 10]],
    )
    assert shown.matrix.axes == ["mine says", "yours says"]
    assert [row["text"] for row in shown.texts.rows] == [f"b {n}" for n in range(7)]
    assert shown.texts.rows[0]["answers"] == [
        {"label": "good", "p": "0.80", "right": True},
        {"label": "bad", "p": "0.60", "right": False},
    ]
    assert "They say different things of 8 of 20 texts. Of 7 texts mine says good and yours says bad." in (
        shown.texts.words
    )
    assert shown._verdict.children == [
        "No measurable difference: 1 texts right only by yours, 7 only by mine: McNemar's test, p 0.07."
    ]
    shown.matrix.vue_pick({"row": 0, "column": 1})
    assert [row["id"] for row in shown.texts.rows] == ["18"]
    shown.texts.vue_open("18")
    shown.texts.vue_open("no such text")
    assert opened == ["18"]
    shown.matrix.vue_pick({"row": 0, "column": -1})
    assert "Of 3 texts mine says bad." in shown.texts.words
    shown.matrix.vue_pick({"row": 0, "column": -1})
    assert shown.texts.rows == []
    shown.second.vue_pick("mine")
    assert shown.matrix.counts == [[3, 0], [0, 17]]


def test_one_classifier_has_nothing_to_compare_with() -> None:
    shown = ModelComparison({"mine": FIRST}, TEXTS, LABELS)
    assert "train another classifier" in shown.reading


def test_pipelines_of_two_kinds() -> None:
    texts = [f"{word} {n % 7}" for n in range(60) for word in ("fine day", "bad day", "dull day")]
    labels = ["positive", "negative", "neutral"] * 60
    kinds = {"regression": LogisticRegression(), "bayes": MultinomialNB()}
    models = {name: make_pipeline(CountVectorizer(), kind).fit(texts, labels) for name, kind in kinds.items()}
    shown = ModelComparison(models, texts, labels)
    assert np.sum(shown.matrix.counts) == 180
    assert shown.matrix.labels == ["negative", "neutral", "positive"]


def test_classifiers_trained_on_the_page_are_compared_two_by_two() -> None:
    words = {"good": "fine nice", "bad": "poor sad"}
    frame = pd.DataFrame(
        [
            (str(n), f"{words[label].split()[n // 2 % 2]} text {n % 5} {'not' if n % 9 == 0 else ''}", label)
            for n, label in ((n, ("good", "bad")[n % 2]) for n in range(120))
        ],
        columns=["id", "text", "label"],
        dtype=object,
    )
    corpus = Corpus("own", "Own", frame)
    pane = ModelPane(lambda _: None)
    pane.begin(prepare(corpus))
    assert pane.comparison.first.options == []
    pane.add(prepare(corpus, Hyperparameters(C=0.001)))
    pane.add(prepare(corpus, Hyperparameters(longest=1)))
    assert pane.comparison.first.options == ["1", "2", "3"]
    assert (pane.comparison.first.chosen, pane.comparison.second.chosen) == ("1", "3")
    pane.comparison.first.vue_pick("2")
    pane.show_used(pane._results[1][0])
    assert pane.comparison.first.chosen == "2"
    assert np.sum(pane.comparison.matrix.counts) == pane._results[0][0].held.sum()
