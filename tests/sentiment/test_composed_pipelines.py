"""Pipelines composed of many parts, labels of every type, several labels: shown as scikit-learn says it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import AdaBoostClassifier, BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectPercentile, VarianceThreshold, chi2
from sklearn.frozen import FrozenEstimator
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV, Ridge, RidgeClassifierCV
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import ComplementNB, MultinomialNB
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import Binarizer, LabelEncoder, PolynomialFeatures
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import SVC, LinearSVC

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.prefit import prefit
from tests.sentiment.test_anybodys_classifier import X2, X3, Y2, Y3
from tests.sentiment.test_brought_pipelines import require_equal

LEARNT, HELD = slice(None, 120), slice(120, None)


def words_and_letters() -> FeatureUnion:
    return FeatureUnion(
        [("words", TfidfVectorizer()), ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3)))],
        transformer_weights={"words": 2.0, "letters": 0.5},
    )


def voters(**options) -> VotingClassifier:
    return VotingClassifier(
        [
            ("one", make_pipeline(CountVectorizer(), LogisticRegression())),
            ("other", make_pipeline(TfidfVectorizer(), MultinomialNB())),
        ],
        **options,
    )


MODELS = {
    "a calibrated machine": make_pipeline(TfidfVectorizer(), CalibratedClassifierCV(LinearSVC(), cv=2)),
    "a vote of shares": voters(voting="soft"),
    "a vote of answers": voters(),
    "bagged": make_pipeline(TfidfVectorizer(), BaggingClassifier(LogisticRegression(), 5, random_state=1)),
    "a union with weights": make_pipeline(words_and_letters(), LogisticRegression()),
    "a search around a union": GridSearchCV(
        Pipeline([("both", words_and_letters()), ("last", LogisticRegression())]), {"last__C": [0.5, 1]}, cv=2
    ),
    "weights in a step of their own": make_pipeline(
        CountVectorizer(ngram_range=(1, 2)), TfidfTransformer(use_idf=False), LinearSVC()
    ),
    "C by cross-validation": make_pipeline(TfidfVectorizer(), LogisticRegressionCV(Cs=3, cv=2)),
    "a vocabulary of one's own": make_pipeline(
        CountVectorizer(vocabulary=["good", "bad", "service", "phone", "the"]), MultinomialNB()
    ),
    "a step that does nothing": Pipeline(
        [("words", TfidfVectorizer()), ("nothing", "passthrough"), ("last", LogisticRegression())]
    ),
    "without stop words and accents": make_pipeline(
        TfidfVectorizer(stop_words="english", strip_accents="unicode"), LinearSVC()
    ),
    "a share of the tokens": make_pipeline(
        CountVectorizer(), SelectPercentile(chi2, percentile=30), LogisticRegression()
    ),
    "tokens that vary": make_pipeline(TfidfVectorizer(), VarianceThreshold(0.0005), RidgeClassifierCV()),
    "a kernel's features": make_pipeline(
        TfidfVectorizer(), Nystroem(n_components=20, random_state=1), LogisticRegression()
    ),
    "products of tokens": make_pipeline(
        CountVectorizer(max_features=20),
        PolynomialFeatures(2, interaction_only=True),
        LogisticRegression(max_iter=1000),
    ),
    "boosted": make_pipeline(CountVectorizer(), AdaBoostClassifier(n_estimators=5, random_state=1)),
    "all classes at once": make_pipeline(TfidfVectorizer(), LinearSVC(multi_class="crammer_singer")),
    "there or not": make_pipeline(CountVectorizer(), Binarizer(), ComplementNB(norm=True)),
    "ties broken": make_pipeline(TfidfVectorizer(), SVC(kernel="linear", break_ties=True)),
    "pairs under a kernel": make_pipeline(TfidfVectorizer(), SVC(decision_function_shape="ovo")),
}


@pytest.mark.parametrize("name", MODELS)
def test_what_is_shown_is_what_scikit_learn_says(name):
    require_equal(MODELS[name].fit(X3[LEARNT], Y3[LEARNT]), X3[HELD], Y3[HELD])


def test_a_frozen_classifier_that_was_calibrated():
    inner = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X3[:80], Y3[:80])
    model = CalibratedClassifierCV(FrozenEstimator(inner)).fit(X3[80:120], Y3[80:120])
    require_equal(model, X3[HELD], Y3[HELD])


def test_a_classifier_that_labels_texts_for_itself():
    numbers = LabelEncoder().fit_transform(Y3)
    some = numbers[LEARNT].copy()
    some[::4] = -1
    model = make_pipeline(CountVectorizer(), SelfTrainingClassifier(LogisticRegression()))
    require_equal(model.fit(X3[LEARNT], some), X3[HELD], numbers[HELD])


@pytest.mark.parametrize("written", [bool, str, int, float], ids=lambda kind: kind.__name__)
def test_a_class_is_the_same_however_its_label_is_written(written):
    so = np.array(Y2) == "positive"
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X2[:160], so[:160])
    _, analysis = prefit(model, X2[160:], [written(one) for one in so[160:]])
    assert analysis.evaluation.accuracy.value == accuracy_score(so[160:], model.predict(X2[160:]))


def test_categories_that_no_text_has_are_no_classes():
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(X3[LEARNT], Y3[LEARNT])
    given = pd.Categorical(Y3[HELD], categories=[*sorted(set(Y3)), "never"])
    _, analysis = prefit(model, pd.Series(X3[HELD]), pd.Series(given))
    assert list(analysis.classes) == list(model.classes_)
    assert analysis.evaluation.accuracy.value == accuracy_score(Y3[HELD], model.predict(X3[HELD]))


SEVERAL = pd.DataFrame(
    {
        "long": [int(len(text) > np.median([len(other) for other in X3])) for text in X3],
        "negative": [int(label == "negative") for label in Y3],
        "even": [len(text) % 2 for text in X3],
    }
)


@pytest.mark.parametrize(
    "last",
    [
        MultiOutputClassifier(LogisticRegression()),
        ClassifierChain(LogisticRegression(), order=[2, 0, 1]),
        OneVsRestClassifier(LinearSVC()),
        RandomForestClassifier(5, random_state=1),
    ],
    ids=lambda last: type(last).__name__,
)
def test_several_labels_a_text_one_against_the_rest(last):
    model = make_pipeline(TfidfVectorizer(), last).fit(X3[LEARNT], SEVERAL[LEARNT])
    board = PerformanceAnalysisDashboard(model, X3[HELD], SEVERAL[HELD])
    answers = np.asarray(model.predict(X3[HELD]))
    for place, label in enumerate(SEVERAL.columns):
        board.head.source.vue_pick(label)
        right = accuracy_score(SEVERAL[label][HELD], answers[:, place])
        assert board.state.analysis.evaluation.accuracy.value == right


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (
            GridSearchCV(
                make_pipeline(CountVectorizer(), LogisticRegression()),
                {"logisticregression__C": [1]},
                refit=False,
                cv=2,
            ),
            "GridSearchCV, which is no classifier",
        ),
        (make_pipeline(CountVectorizer(), Ridge()), "gives no probabilities and no scores of classes"),
    ],
    ids=["a search that kept none", "a regression"],
)
def test_what_is_no_classifier_of_texts_is_refused_in_words(model, said):
    with pytest.raises(Problem, match=said):
        prefit(model.fit(X3[LEARNT], LabelEncoder().fit_transform(Y3[LEARNT])), X3[HELD], Y3[HELD])
