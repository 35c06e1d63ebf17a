"""More pipelines as people bring them, saved and loaded: the page says of each what scikit-learn says."""

from __future__ import annotations

import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import LatentDirichletAllocation, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, StackingClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import (
    LogisticRegression,
    Perceptron,
    RidgeClassifier,
    SGDClassifier,
)
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.model_selection import RandomizedSearchCV, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, LabelEncoder, MaxAbsScaler, Normalizer, StandardScaler
from sklearn.svm import SVC, LinearSVC, NuSVC

from app.sentiment.prefit import prefit
from tests.sentiment.test_anybodys_classifier import X2, X3, Y2, Y3

NUMBERS = LabelEncoder().fit(Y3)


def halves(text: str) -> list[str]:
    """An analyzer of one's own: words, and their first three letters."""
    words = text.lower().split()
    return words + [word[:3] for word in words]


def dense(counts):
    return np.asarray(counts.todense())


def as_frame(texts):
    return pd.DataFrame({"body": list(texts), "row": range(len(texts))})


DENSE = FunctionTransformer(dense, accept_sparse=True)
MODELS = {
    "an analyzer of one's own": make_pipeline(CountVectorizer(analyzer=halves), LogisticRegression()),
    "a tokenizer of one's own": make_pipeline(
        TfidfVectorizer(tokenizer=str.split, token_pattern=None), SGDClassifier(random_state=1)
    ),
    "characters": make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 3)), LinearSVC()),
    "hashes of both signs": make_pipeline(HashingVectorizer(n_features=256), LogisticRegression()),
    "hashes counted": make_pipeline(
        HashingVectorizer(n_features=512, alternate_sign=False, norm=None), ComplementNB()
    ),
    "there or not": make_pipeline(CountVectorizer(binary=True), BernoulliNB()),
    "ridge": make_pipeline(TfidfVectorizer(sublinear_tf=True), RidgeClassifier()),
    "perceptron": make_pipeline(CountVectorizer(max_df=0.9, min_df=2), Perceptron(random_state=1)),
    "log loss by steps": make_pipeline(CountVectorizer(), SGDClassifier(loss="log_loss", random_state=1)),
    "huber by steps": make_pipeline(CountVectorizer(), SGDClassifier(loss="modified_huber", random_state=1)),
    "scaled": make_pipeline(CountVectorizer(), MaxAbsScaler(), Normalizer(), LogisticRegression()),
    "scaled by deviation": make_pipeline(
        CountVectorizer(), StandardScaler(with_mean=False), LogisticRegression()
    ),
    "dense, Gaussian": make_pipeline(CountVectorizer(), DENSE, GaussianNB()),
    "dense, discriminant": make_pipeline(TfidfVectorizer(), DENSE, LinearDiscriminantAnalysis()),
    "dense, boosted": make_pipeline(
        CountVectorizer(),
        DENSE,
        HistGradientBoostingClassifier(max_iter=1, max_leaf_nodes=4),
    ),
    "topics": make_pipeline(
        CountVectorizer(), LatentDirichletAllocation(3, max_iter=2, random_state=1), LogisticRegression()
    ),
    "components": make_pipeline(TfidfVectorizer(), TruncatedSVD(4, random_state=1), SVC(probability=False)),
    "neighbours": make_pipeline(TfidfVectorizer(), KNeighborsClassifier(3)),
    "centroids": make_pipeline(TfidfVectorizer(), NearestCentroid()),
    "the most frequent": make_pipeline(CountVectorizer(), DummyClassifier()),
    "by chance": make_pipeline(CountVectorizer(), DummyClassifier(strategy="prior")),
    "trees": make_pipeline(CountVectorizer(), ExtraTreesClassifier(8, random_state=1)),
    "a small network": make_pipeline(CountVectorizer(), MLPClassifier((4,), max_iter=40, random_state=1)),
    "nu": make_pipeline(TfidfVectorizer(), NuSVC(nu=0.3)),
    "one against one": make_pipeline(CountVectorizer(), OneVsOneClassifier(LinearSVC())),
    "codes": make_pipeline(CountVectorizer(), OutputCodeClassifier(LinearSVC(), random_state=1)),
    "one against the rest": OneVsRestClassifier(make_pipeline(TfidfVectorizer(), LinearSVC())),
    "stacked": StackingClassifier(
        [
            ("words", make_pipeline(CountVectorizer(), LogisticRegression())),
            ("letters", make_pipeline(CountVectorizer(analyzer="char"), MultinomialNB())),
        ],
        cv=2,
    ),
    "searched": RandomizedSearchCV(
        make_pipeline(CountVectorizer(), LogisticRegression()),
        {"logisticregression__C": [0.1, 1.0], "countvectorizer__binary": [True, False]},
        n_iter=2,
        cv=2,
        random_state=1,
    ),
    "a column, as a frame": make_pipeline(
        FunctionTransformer(as_frame),
        ColumnTransformer([("text", CountVectorizer(), "body"), ("rest", "drop", ["row"])]),
        LogisticRegression(),
    ),
}


def through_pickle(model):
    return pickle.loads(pickle.dumps(model))


def through_joblib(model):
    kept = io.BytesIO()
    joblib.dump(model, kept)
    kept.seek(0)
    return joblib.load(kept)


def require_equal(model, texts, labels) -> None:
    """What the page shows is what scikit-learn computes from `predict`; bars add up to its own score."""
    _, analysis = prefit(model, texts, labels)
    answers = model.predict(texts)
    names = [str(one) for one in model.classes_]
    told = [str(one) for one in labels]
    assert analysis.evaluation.accuracy.value == accuracy_score(labels, answers)
    matrix = confusion_matrix(told, [str(one) for one in answers], labels=names)
    assert analysis.evaluation.matrix.tolist() == matrix.tolist()
    assert analysis.probabilities.sum(axis=1) == pytest.approx(1)
    if hasattr(model, "predict_proba"):
        assert analysis.probabilities == pytest.approx(model.predict_proba(texts))
    explainer = analysis.explainer
    if explainer.reason:
        assert "No token bars" in explainer.reason
        return
    for text in texts[:5]:
        for label in explainer.classes:
            one = explainer.explain(text, label)
            parts = one.intercept + sum(token.contribution for token in one.tokens)
            assert one.total == pytest.approx(parts, abs=1e-9)
            if hasattr(model, "decision_function"):
                score = model.decision_function([text])[0]
                own = (
                    score[names.index(label)] if np.ndim(score) else score * (1 if label == names[1] else -1)
                )
                assert one.total == pytest.approx(own, abs=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_what_is_shown_is_what_scikit_learn_says(name) -> None:
    through = through_pickle if len(name) % 2 else through_joblib
    require_equal(through(MODELS[name].fit(X3[:120], Y3[:120])), X3[120:], Y3[120:])


def test_labels_as_numbers_of_an_encoder() -> None:
    numbers = NUMBERS.transform(Y3)
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X3[:120], numbers[:120])
    require_equal(model, X3[120:], numbers[120:])


def test_a_threshold_that_was_tuned() -> None:
    labels = (np.array(Y2) == "positive").astype(int)
    model = TunedThresholdClassifierCV(make_pipeline(CountVectorizer(), LogisticRegression()), cv=2)
    require_equal(model.fit(X2[:160], labels[:160]), X2[160:], labels[160:])


def test_a_classifier_that_learned_bit_by_bit() -> None:
    counter = HashingVectorizer(n_features=256, alternate_sign=False)
    learner = SGDClassifier(random_state=1)
    for start in range(0, 120, 30):
        learner.partial_fit(counter.transform(X3[start : start + 30]), Y3[start : start + 30], np.unique(Y3))
    require_equal(make_pipeline(counter, learner), X3[120:], Y3[120:])


def test_steps_that_give_frames() -> None:
    model = make_pipeline(
        CountVectorizer(),
        DENSE,
        StandardScaler(),
        LogisticRegression(),
    )
    model[2].set_output(transform="pandas")
    require_equal(model.fit(X3[:120], Y3[:120]), X3[120:], Y3[120:])
