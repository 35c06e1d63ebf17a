"""Classifiers of other kinds beside the page's own, as scikit-learn trains them, and the pair in the link."""

from __future__ import annotations

import asyncio

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from app.charts.messages import deliver
from app.problem import Problem
from app.sentiment import train
from app.sentiment.classifier import Hyperparameters, vectorizer
from app.sentiment.corpus import Corpus
from app.sentiment.model import SentimentModel
from app.sentiment.pair import Pair
from app.sentiment.rivals import KINDS, Recipe, prepare_rival
from app.sentiment.trained import prepare
from app.sentiment.views.model_pane import ModelPane

RNG = np.random.default_rng(3)
WORDS = {"good": ["fine", "nice", "great"], "bad": ["poor", "sad", "dull"], "so": ["table", "day", "plan"]}
EVERY = [word for words in WORDS.values() for word in words]


def corpus(rows=240):
    labels = RNG.choice(list(WORDS), rows)
    texts = [" ".join(RNG.choice(WORDS[label] if RNG.random() < 0.6 else EVERY, 4)) for label in labels]
    frame = pd.DataFrame({"id": map(str, range(rows)), "text": texts, "label": labels}, dtype=object)
    return Corpus("own", "Own", frame)


OWN = corpus()
FIRST = prepare(OWN)


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("calibrated", [TfidfTransformer(), CalibratedClassifierCV(LinearSVC(C=0.5, random_state=0), cv=3)]),
        ("bayes", [ComplementNB(alpha=2.0)]),
    ],
)
def test_another_kind_answers_as_scikit_learn_does(kind, steps):
    settings = Hyperparameters(C=0.5)
    found = prepare_rival(FIRST, Recipe(kind, settings))
    texts, labels = OWN.frame["text"].to_numpy(object), OWN.frame["label"].to_numpy(object)
    expected = make_pipeline(vectorizer(settings), *steps).fit(texts[~FIRST.held], labels[~FIRST.held])
    assert found.pipeline.predict(texts).tolist() == expected.predict(texts).tolist()
    assert found.custom
    assert (found.held == FIRST.held).all()


def test_boosted_trees_learn_and_never_see_what_is_held_back():
    found = prepare_rival(FIRST, Recipe("boosted", Hyperparameters()))
    assert isinstance(found.pipeline[-1], HistGradientBoostingClassifier)
    analysis = found.analysis()
    assert analysis.evaluation.accuracy.value > analysis.evaluation.majority[1] + 0.1
    other = prepare_rival(prepare(Corpus("own", "Own", OWN.frame.iloc[::-1])), Recipe("boosted"))
    assert other.pipeline["counts"].vocabulary_.keys() <= set(
        vectorizer(Hyperparameters()).fit(OWN.frame["text"]).vocabulary_
    )


def test_a_regression_is_the_page_s_own():
    found = prepare_rival(FIRST, Recipe(settings=Hyperparameters(C=0.1)))
    texts, labels = OWN.frame["text"][~FIRST.held], OWN.frame["label"][~FIRST.held]
    expected = train(texts, labels, Hyperparameters(C=0.1)).predict(OWN.frame["text"])
    assert found.pipeline.predict(OWN.frame["text"]).tolist() == expected.tolist()
    assert not found.custom


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "settings",
    [
        Hyperparameters(),
        Hyperparameters(0.25, 3, 1, True),
        Hyperparameters(C=1234.5),
        Hyperparameters(C=0.12345678901),
    ],
)
def test_a_recipe_and_a_pair_come_back_from_a_link(kind, settings):
    recipe = Recipe(kind, settings)
    assert Recipe.read(recipe.text) == recipe
    for pair in (Pair(None, recipe), Pair(recipe, None), Pair(recipe, Recipe("bayes"))):
        assert Pair.read(pair.text) == pair


@pytest.mark.parametrize(
    "text",
    ["..", "..forest_1_2_2", "..boosted_x_2_2", "..boosted_1_2", "..bayes_1_9_2", "..bayes_1_2_2_x", "a"],
)
def test_what_is_no_pair_is_refused_in_words_and_the_page_lives_on(text):
    if text != "..":
        with pytest.raises(Problem):
            Pair.read(text)
    state = SentimentModel()
    pane = ModelPane(lambda _: None, state=state)
    pane.begin(FIRST)
    state.pair = text
    assert len(pane.results.results) == 1
    assert bool(pane.progress.note.what) == (text != "..")


def test_training_sets_the_pair_and_a_link_trains_it_anew():
    state = SentimentModel()
    pane = ModelPane(lambda _: None, state=state)
    pane.begin(FIRST)
    asked = {"kind": "bayes", "C": 2, "longest": 1, "min_df": 2, "balanced": False}
    deliver(pane.form, {"event": "train", "data": asked})
    deliver(pane.form, {"event": "train", "data": {**asked, "kind": "regression"}})
    assert [row["kind"] for row in pane.results.results] == [
        "logistic regression",
        "naive Bayes",
        "logistic regression",
    ]
    assert [row["shown"] for row in pane.results.results] == [True, False, True]
    assert state.pair == "..regression_2_1_2"
    pane.comparison.first.vue_pick("2")
    assert state.pair == "bayes_2_1_2..regression_2_1_2"
    state.pair = "..bayes_2_1_2"
    assert (pane.comparison.first.chosen, pane.comparison.second.chosen) == ("1", "2")

    other = SentimentModel()
    other.pair = "bayes_2_1_2..calibrated_1_2_2"
    again = ModelPane(lambda _: None, state=other)
    again.begin(FIRST)
    assert [row["kind"] for row in again.results.results][1:] == ["naive Bayes", "calibrated support vectors"]
    assert (again.comparison.first.chosen, again.comparison.second.chosen) == ("2", "3")
    assert np.sum(again.comparison.matrix.counts) == FIRST.held.sum()


def test_one_of_another_kind_cannot_be_shown_on_the_page():
    used = []
    pane = ModelPane(used.append)
    pane.begin(FIRST)
    deliver(
        pane.form,
        {"event": "train", "data": {"kind": "bayes", "C": 1, "longest": 1, "min_df": 2, "balanced": 0}},
    )
    deliver(pane.results, {"event": "use", "data": 1})
    assert used == []


def test_what_a_link_asks_for_and_cannot_be_trained_is_told_once():
    state = SentimentModel()
    state.pair = "..bayes_1_2_1000"
    pane = ModelPane(lambda _: None, state=state)
    pane.begin(FIRST)
    assert pane.progress.note.what.startswith("No word occurs in 1000")
    assert state.pair == ""
    assert len(pane.results.results) == 1


def test_texts_that_come_while_a_link_s_pair_is_trained_do_not_lose_it():
    async def visit():
        state = SentimentModel()
        state.pair = "..bayes_1_2_2"
        pane = ModelPane(lambda _: None, state=state)
        pane.begin(FIRST)
        pane.begin(FIRST)
        await pane._training.finished()
        return state.pair, [row["kind"] for row in pane.results.results]

    assert asyncio.run(visit()) == ("..bayes_1_2_2", ["logistic regression", "naive Bayes"])
