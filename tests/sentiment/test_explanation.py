import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, MultinomialNB
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler, Normalizer
from sklearn.svm import SVC, LinearSVC

from app.sentiment import train
from app.sentiment.classifier import object_array
from app.sentiment.explanation import Explainer
from app.sentiment.judging import probabilities
from app.sentiment.word_places import Places

TEXTS = ["good good day", "so good", "bad day", "so bad", "a table", "the table", "good so", "bad so so"]
LABELS = ["positive", "positive", "negative", "negative", "neutral", "neutral", "positive", "negative"]


def lengths(texts):
    return np.array([[len(text), text.count("o")] for text in texts])


def lowered(texts):
    return [text.replace("<b>", "").lower() for text in texts]


def words_of(text):
    return [word for word in text.split() if len(word) > 1]


ODD = ["", "   ", "never seen words only", "good good good day", "🚀 שלום", "so bad http://x so bad"]


def _agrees(pipeline, texts):
    """Parts add up to the pipeline's own scores within 1e-9, probabilities are its own; for every class."""
    explainer = Explainer(pipeline)
    assert explainer.reason == ""
    x = object_array(texts)
    bayes = hasattr(pipeline[-1], "predict_joint_log_proba")
    prepared = pipeline[:-1].transform(x) if bayes else None
    scores = pipeline[-1].predict_joint_log_proba(prepared) if bayes else pipeline.decision_function(x)
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


@pytest.mark.whole
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
        (TfidfVectorizer(analyzer="char", ngram_range=(1, 2)), LogisticRegression()),
        (CountVectorizer(analyzer=words_of), LogisticRegression()),
        (TfidfVectorizer(), MultinomialNB()),
        (CountVectorizer(), ComplementNB()),
        (CountVectorizer(), BernoulliNB()),
        (HashingVectorizer(n_features=2**10), LogisticRegression()),
        (HashingVectorizer(n_features=8, norm=None), TfidfTransformer(), LinearSVC()),
        (FunctionTransformer(lowered), CountVectorizer(lowercase=False), LogisticRegression()),
        (make_pipeline(CountVectorizer(), TfidfTransformer()), LogisticRegression()),
        (CountVectorizer(), GridSearchCV(LogisticRegression(), {"C": [0.5, 2.0]}, cv=2)),
        (TfidfVectorizer(), TruncatedSVD(2, random_state=0), LogisticRegression()),
        (CountVectorizer(), MaxAbsScaler(), SelectKBest(k=3), LogisticRegression()),
        (
            FeatureUnion(
                [
                    ("word", TfidfVectorizer()),
                    ("char", CountVectorizer(analyzer="char_wb", ngram_range=(2, 2))),
                ],
                transformer_weights={"char": 0.5},
            ),
            LogisticRegression(),
        ),
    ],
    ids=[
        *(
            "counts",
            "trigrams",
            "svm",
            "tfidf",
            "selected",
            "letters",
            "signs",
            "analyser",
            "bayes",
            "complement",
        ),
        *("bernoulli", "hashed", "collisions", "cleaned", "nested", "searched", "svd", "scaled", "union"),
    ],
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
        ((CountVectorizer(), TruncatedSVD(2), GradientBoostingClassifier(n_estimators=3)), "is not linear"),
        ((CountVectorizer(), CalibratedClassifierCV(LinearSVC(), cv=2)), "takes their mean"),
        (
            (CountVectorizer(), TruncatedSVD(2), Normalizer(), LogisticRegression()),
            "LogisticRegression, TruncatedSVD and Normalizer are not a weighing of tokens.",
        ),
        ((FunctionTransformer(lengths), LogisticRegression()), "no step of this classifier counts"),
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


@pytest.mark.parametrize(
    ("vectorizer", "text", "places"),
    [
        (
            CountVectorizer(lowercase=False),
            "Good DAY, so bad",
            {"Good": ["Good"], "DAY": ["DAY"], "so": ["so"], "bad": ["bad"]},
        ),
        (
            CountVectorizer(strip_accents="unicode"),
            "un café crème",
            {"un": ["un"], "cafe": ["café"], "creme": ["crème"]},
        ),
        (
            CountVectorizer(tokenizer=words_of, token_pattern=None),
            "this hi",
            {"this": ["this"], "hi": ["hi"]},
        ),
        (
            CountVectorizer(analyzer="char_wb", ngram_range=(2, 2)),
            "so so",
            {" s": ["s", "s"], "so": ["so", "so"], "o ": ["o", "o"]},
        ),
        (CountVectorizer(analyzer="char", ngram_range=(3, 3)), "a  bc", {"a b": ["a  b"], " bc": ["bc"]}),
        (HashingVectorizer(), "good Good", {"good": ["good", "Good"]}),
    ],
)
def test_tokens_of_every_analyser_have_their_places(vectorizer, text, places):
    if not isinstance(vectorizer, HashingVectorizer):
        vectorizer.fit([text])
    found = Places(vectorizer).of(text)
    assert {token: [text[a:b] for a, b in where] for token, where in found.items()} == places


def test_a_word_that_the_tokeniser_drops_is_no_place_of_another():
    vectorizer = CountVectorizer(tokenizer=lambda _: ["hi"], token_pattern=None).fit(["this hi"])
    assert Places(vectorizer).of("this hi") == {"hi": ((5, 7),)}


def test_a_token_that_selection_left_out_is_said_to_be_so():
    pipeline = make_pipeline(CountVectorizer(), SelectKBest(k=2), LogisticRegression()).fit(TEXTS, LABELS)
    told = Explainer(pipeline).explain("good table day zebra")
    why = {share.token: "" if share.known else share.why_not for share in told.tokens}
    # Two of good, table and day are not among the two best of all tokens.
    assert why["zebra"] == "not in vocabulary"
    assert list(why.values()).count("left out by SelectKBest") == 2


def test_any_classifier_tells_what_it_would_say_without_a_word():
    pipeline = make_pipeline(CountVectorizer(), RandomForestClassifier(50, random_state=0)).fit(TEXTS, LABELS)
    told = Explainer(pipeline).left_out("Good day, so good", "positive")
    whole = pipeline.predict_proba(["Good day, so good"])[0, 2]
    without = {"good": " day, so ", "day": "Good , so good", "so": "Good day,  good"}
    assert told.left_out
    assert told.total == pytest.approx(whole, abs=1e-12)
    assert {share.token: share.contribution for share in told.tokens} == pytest.approx(
        {word: whole - pipeline.predict_proba([text])[0, 2] for word, text in without.items()}, abs=1e-12
    )
    by_name = {share.token: share for share in told.tokens}
    assert by_name["good"].spans == ((0, 4), (13, 17))


def test_the_three_steps_from_a_sum_to_a_probability(tweets):
    explainer, text = Explainer(tweets.pipeline), "not bad at all, I love it"
    scores = tweets.pipeline.decision_function([text])[0]
    sigmoids = 1 / (1 + np.exp(-scores))
    for place, label in enumerate(explainer.classes):
        found = explainer.explain(text, label)
        assert found.sigmoids == pytest.approx((sigmoids[place], sigmoids.sum()))
        assert found.sigmoids[0] / found.sigmoids[1] == pytest.approx(found.probability)


def test_no_sigmoid_is_named_where_probabilities_are_made_otherwise(tweets):
    texts, labels = tweets.corpus.frame["text"][:600], tweets.corpus.frame["label"][:600]
    softmax = make_pipeline(CountVectorizer(), LogisticRegression(max_iter=500)).fit(texts, labels)
    assert Explainer(softmax).explain("not bad at all").sigmoids is None
