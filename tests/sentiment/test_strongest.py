"""The strongest tokens of a class, and the texts that they were learned from."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline

from app.sentiment.explanation import Explainer
from app.sentiment.strongest import standing_in, strongest
from app.sentiment.views.token_weights import TokenWeights

WORDS = {"bad": ["awful", "sad"], "flat": ["table", "chair"], "good": ["fine", "happy"]}
LABELS = [list(WORDS)[n % 3] for n in range(90)]
TEXTS = [f"{WORDS[label][n % 2]} day {n % 4}" for n, label in enumerate(LABELS)]


def fitted(*steps):
    return make_pipeline(*steps).fit(TEXTS, LABELS)


def test_weights_are_the_coefficients_of_all_classes() -> None:
    model = fitted(CountVectorizer(), LogisticRegression())
    found = strongest(Explainer(model), "good", 4)
    names = model[0].get_feature_names_out()
    order = np.argsort(-model[1].coef_[2])
    assert [weight.token for weight in found] == [names[column] for column in order[: len(found)]]
    assert {weight.token for weight in found[:2]} == {"fine", "happy"}
    for weight in found:
        column = list(names).index(weight.token)
        assert weight.coefficients == pytest.approx(model[1].coef_[:, column])


def test_texts_that_hold_a_token_are_found_by_the_classifiers_own_counting() -> None:
    explainer = Explainer(fitted(CountVectorizer(), LogisticRegression()))
    held = standing_in(explainer, "happy", TEXTS, 5)
    assert held == [row for row, text in enumerate(TEXTS) if "happy" in text.split()][:5]
    characters = Explainer(fitted(TfidfVectorizer(analyzer="char", ngram_range=(2, 2)), LogisticRegression()))
    assert standing_in(characters, "y ", TEXTS, 90) == [row for row, text in enumerate(TEXTS) if "y " in text]


def test_members_of_a_union_are_told_apart() -> None:
    parts = FeatureUnion(
        [("word", CountVectorizer()), ("pair", TfidfVectorizer(analyzer="char", ngram_range=(2, 2)))]
    )
    explainer = Explainer(fitted(parts, LogisticRegression()))
    token = next(one.token for one in strongest(explainer, "good") if one.token.startswith("word: "))
    assert (
        standing_in(explainer, token, TEXTS, 3)
        == [row for row, text in enumerate(TEXTS) if token.removeprefix("word: ") in text.split()][:3]
    )


def test_what_has_no_names_has_no_strongest_tokens() -> None:
    assert strongest(Explainer(fitted(HashingVectorizer(n_features=64), LogisticRegression())), "good") == []
    trees = Explainer(fitted(CountVectorizer(), RandomForestClassifier(3)))
    assert strongest(trees, "good") == standing_in(trees, "fine", TEXTS) == []


def test_the_view_lists_weights_side_by_side_and_opens_a_token() -> None:
    shown = TokenWeights()
    shown.show(Explainer(fitted(CountVectorizer(), LogisticRegression())), TEXTS, LABELS)
    assert (shown.label, shown.classes) == ("good", ["bad", "flat", "good"])
    shown.vue_choose("bad")
    shown.vue_choose("no class")
    assert {row["token"] for row in shown.rows[:2]} == {"awful", "sad"}
    assert all(len(row["weights"]) == 3 for row in shown.rows)
    shown.vue_open("sad")
    shown.vue_open("no token")
    assert {text["label"] for text in shown.texts} == {"bad"}
    assert all("sad" in text["text"] for text in shown.texts)
    assert shown.table()[0] == ["token", "bad", "flat", "good"]
