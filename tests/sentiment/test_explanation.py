import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC

from app.sentiment import train
from app.sentiment.classifier import object_array, probabilities
from app.sentiment.explanation import Explainer

TEXTS = ["good good day", "so good", "bad day", "so bad", "a table", "the table", "good so", "bad so so"]
LABELS = ["positive", "positive", "negative", "negative", "neutral", "neutral", "positive", "negative"]
ODD = ["", "   ", "never seen words only", "good good good day", "🚀 שלום", "so bad http://x so bad"]


def _agrees(pipeline, texts):
    """Parts add up to the pipeline's own scores within 1e-9, probabilities are its own; for every class."""
    explainer = Explainer(pipeline)
    assert explainer.reason == ""
    x = object_array(texts)
    scores = pipeline.decision_function(x)
    if scores.ndim == 1:
        scores = np.column_stack([-scores, scores])
    shown = probabilities(pipeline, x)
    for row, text in enumerate(texts):
        for column, label in enumerate(explainer.classes):
            told = explainer.explain(text, label)
            parts = sum(share.coefficient * share.count for share in told.tokens)
            assert told.intercept + parts == pytest.approx(scores[row, column], abs=1e-9)
            assert told.total == pytest.approx(scores[row, column], abs=1e-9)
            assert told.probabilities == pytest.approx(shown[row], abs=1e-12)
            assert all(not share.contribution for share in told.tokens if not share.known)


def test_parts_add_up_for_every_text_and_class(trained, monkeypatch):
    texts = trained.corpus.frame["text"].tolist()
    _agrees(trained.pipeline, texts[:60] + ODD)
    scores = trained.pipeline.decision_function(object_array(texts))
    # Probabilities are most of the work, and are compared above.
    monkeypatch.setattr("app.sentiment.explanation.probabilities", lambda _, texts: np.ones((len(texts), 3)))
    explainer = Explainer(trained.pipeline)
    for row, text in enumerate(texts):
        for column, label in enumerate(explainer.classes):
            told = explainer.explain(text, label)
            parts = sum(share.contribution for share in told.tokens)
            assert abs(told.intercept + parts - scores[row, column]) < 1e-9


@pytest.mark.parametrize(
    "steps",
    [
        (CountVectorizer(), LogisticRegression()),
        (CountVectorizer(ngram_range=(1, 3), stop_words=["so"]), OneVsRestClassifier(LogisticRegression())),
        (TfidfVectorizer(), LinearSVC()),
        (CountVectorizer(), TfidfTransformer(), SGDClassifier(random_state=0)),
        (CountVectorizer(), SelectKBest(k=3), LogisticRegression()),
        (TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3)), RidgeClassifier()),
    ],
    ids=["counts", "trigrams", "svm", "tfidf", "selected", "letters"],
)
@pytest.mark.parametrize("classes", [2, 3])
def test_anybodys_linear_pipeline_adds_up(steps, classes):
    rows = [row for row, label in enumerate(LABELS) if classes == 3 or label != "neutral"]
    pipeline = make_pipeline(*steps).fit([TEXTS[row] for row in rows], [LABELS[row] for row in rows])
    _agrees(pipeline, TEXTS + ODD)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            (CountVectorizer(), RandomForestClassifier(5, random_state=0)),
            "RandomForestClassifier is not linear",
        ),
        ((CountVectorizer(), SVC(kernel="rbf")), "SVC is not linear"),
        ((CountVectorizer(), SVC(kernel="linear")), "SVC do not add up"),
        ((HashingVectorizer(n_features=64), LogisticRegression()), "not tokens"),
    ],
)
def test_what_has_no_token_bars_says_why(steps, words):
    pipeline = make_pipeline(*steps).fit(TEXTS, LABELS)
    explainer = Explainer(pipeline)
    assert words in explainer.reason
    told = explainer.explain("so good")
    assert told.tokens == ()
    assert told.label == str(pipeline.classes_[np.argmax(told.probabilities)])


def test_an_unseen_token_is_shown_as_zero():
    told = Explainer(train([*TEXTS, "so good"], [*LABELS, "positive"])).explain("Slimmed, so good good!")
    by_name = {share.token: share for share in told.tokens}
    assert not by_name["slim"].known
    assert by_name["slim"].contribution == by_name["slim"].count == 0
    assert by_name["good"].count == 2
    assert by_name["so good"].known
    assert [share.known for share in told.tokens] == sorted((s.known for s in told.tokens), reverse=True)


def test_places_are_the_words_in_the_text():
    text = "Slimmed, so GOOD good!"
    told = Explainer(train(TEXTS, LABELS)).explain(text, "positive")
    by_name = {share.token: [text[a:b] for a, b in share.spans] for share in told.tokens}
    assert by_name["slim"] == ["Slimmed"]
    assert by_name["good"] == ["GOOD", "good"]
    assert by_name["so good"] == ["so", "GOOD"]
    highlights = told.highlights()
    assert [text[a:b] for a, b, _ in highlights] == ["Slimmed", "so", "GOOD", "good", "!"]
    assert sum(weight for _, _, weight in highlights) == pytest.approx(told.total - told.intercept)


def test_places_of_anothers_tokeniser():
    pipeline = make_pipeline(CountVectorizer(stop_words=["so"]), LogisticRegression()).fit(TEXTS, LABELS)
    text = "So GOOD a Table, good"
    told = Explainer(pipeline).explain(text, "positive")
    assert {s.token: [text[a:b] for a, b in s.spans] for s in told.tokens} == {
        "good": ["GOOD", "good"],
        "table": ["Table"],
    }
