"""A second classifier trained on the page, compared with the first, in one visit."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from app.sentiment import train
from app.sentiment.classifier import Hyperparameters, vectorizer
from app.sentiment.corpus import load_corpus
from app.sentiment.trained import open_kept
from tests.browser.conftest import App, Elsewhere, opened, shot
from tests.browser.sentiment_page import CLASSES, card

# The first is the page's own, which a link names by no words.
NAMES = {1: "", 2: "bayes_1_2_2", 3: "regression_0.1_2_2"}


def compared(page: Page, one: int, other: int) -> Locator:
    """The card once it compares these two, and the address says so."""
    apart = card(page, "Where two disagree")
    expect(apart.locator("header p")).to_contain_text(f"rows: what {one} says; columns: what {other} says")
    expect(page).to_have_url(re.compile(f"pair={re.escape('..'.join((NAMES[one], NAMES[other])))}$"))
    return apart


def counts(apart: Locator) -> list[int]:
    return [int(number) for number in apart.locator(".vt-confusion-cell b").all_inner_texts()]


def test_a_second_classifier_is_trained_compared_and_found_again(
    page: Page, app: App, elsewhere: Elsewhere
) -> None:
    corpus = load_corpus("tweets")
    trained = open_kept(corpus)
    learnt, held = corpus.frame[~trained.held], corpus.frame[trained.held]
    bayes = make_pipeline(vectorizer(Hyperparameters()), ComplementNB(alpha=1.0))
    bayes.fit(learnt["text"], learnt["label"])
    simple = train(learnt["text"], learnt["label"], Hyperparameters(C=0.1))
    says = [model.predict(held["text"]) for model in (trained.pipeline, bayes, simple)]

    def between(one: int, other: int) -> list[int]:
        return confusion_matrix(says[one - 1], says[other - 1], labels=CLASSES).ravel().tolist()

    opened(page, app.page("sentiment", "set=tweets&tab=model"))
    results = page.locator(".vt-results tbody tr")
    expect(results).to_have_count(1)
    form = page.locator(".vt-settings")
    kind = form.get_by_role("combobox", name=re.compile("^kind"))
    train_it = form.get_by_role("button", name="Train", exact=True)
    kind.select_option("bayes")
    expect(form).to_contain_text("not taken apart here")
    train_it.click()
    apart = compared(page, 1, 2)
    expect(results.nth(1)).to_contain_text("naive Bayes")
    expect(results.nth(1)).to_contain_text(f"{accuracy_score(held['label'], says[1]):.3f}")
    # It can be compared and not be shown.
    expect(results.nth(1).get_by_role("button")).to_have_count(0)
    assert counts(apart) == between(1, 2)
    assert sum(counts(apart)) == len(held)
    shot(page, "sentiment-rivals")

    kind.select_option("regression")
    form.get_by_label("C", exact=True).fill("0.1")
    train_it.click()
    assert counts(compared(page, 1, 3)) == between(1, 3)
    apart.get_by_label("First classifier").select_option("2")
    assert counts(compared(page, 2, 3)) == between(2, 3)
    page.go_back()
    assert counts(compared(page, 1, 3)) == between(1, 3)
    page.go_back()
    assert counts(compared(page, 1, 2)) == between(1, 2)
    page.go_forward()
    page.go_forward()
    assert counts(compared(page, 2, 3)) == between(2, 3)

    # Whoever gets the link sees the same two, trained anew: the first of the page stays the first.
    other = elsewhere(page)
    again = compared(other, 2, 3)
    assert counts(again) == between(2, 3)
    expect(other.locator(".vt-results tbody tr")).to_have_count(3)
