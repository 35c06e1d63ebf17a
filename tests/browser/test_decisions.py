"""What a person decides about labels, and trains: it is kept, exported, and shown before and after."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, expect
from sklearn.metrics import accuracy_score, confusion_matrix

from app.sentiment.classifier import Hyperparameters, train
from app.sentiment.corpus import load_corpus
from app.sentiment.trained import open_kept
from tests.browser.conftest import App, fits, opened, shot
from tests.browser.sentiment_page import CLASSES, card, on_page, tab, told_of_tweets


def test_decisions_survive_a_reload_and_a_killed_kernel(page: Page, app: App, watch) -> None:
    watch.lenient = True
    opened(page, app.page("sentiment", "tab=review"))
    expect(page.locator(".vt-review-words")).to_be_visible()
    first = page.locator(".vt-review-words").inner_text()
    page.keyboard.press("k")
    expect(page.locator(".vt-review-words")).not_to_have_text(first)
    second = page.locator(".vt-review-words").inner_text()
    page.keyboard.press("a")
    expect(page.locator(".vt-review-words")).not_to_have_text(second)
    page.keyboard.press("u")
    expect(page.locator(".vt-review-words")).to_have_text(second)
    given = page.locator(".vt-review-text h2").inner_text().removeprefix("Is this ").removesuffix("?")
    other = next(number for number, label in enumerate(CLASSES, 1) if label != given)
    page.keyboard.press(str(other))
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept, 1 relabelled, 0 ambiguous")
    page.reload()
    page.wait_for_selector("#vitrine-skeleton", state="detached")
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept, 1 relabelled, 0 ambiguous")
    for process in app.kernels():
        process.kill()
    opened(page, app.page("sentiment", "tab=review"))
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept, 1 relabelled, 0 ambiguous")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share view").click()
    expect(page.locator(".vt-toast")).to_contain_text("does not hold your decisions")


def test_another_browser_has_its_own_decisions(page: Page, app: App, browser: Browser) -> None:
    opened(page, app.page("sentiment", "tab=review"))
    expect(page.locator(".vt-review-words")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator(".vt-review-queues")).to_contain_text("1 kept")
    other = browser.new_context().new_page()
    opened(other, app.page("sentiment", "tab=review"))
    expect(other.locator(".vt-review-queues")).to_contain_text("0 kept")
    other.context.close()


def test_decisions_go_through_a_file_and_retraining_shows_before_and_after(
    page: Page, app: App, tmp_path: Path
) -> None:
    told = told_of_tweets()
    on_page(page, app, "cell=neutral:positive")
    tab(page, "Review labels")
    expect(page.locator(".vt-queue.on")).to_contain_text("neutral → positive")
    for _ in range(5):
        words = page.locator(".vt-review-words").inner_text()
        page.keyboard.press("3")
        expect(page.locator(".vt-review-words")).not_to_have_text(words)
    expect(page.locator(".vt-review-queues")).to_contain_text("5 relabelled")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download decisions").click()
    kept = tmp_path / "decisions.csv"
    download.value.save_as(kept)
    rows = list(csv.DictReader(kept.open(encoding="utf-8-sig")))
    assert [(row["given"], row["decision"], row["label"]) for row in rows] == [
        ("neutral", "relabel", "positive")
    ] * 5
    page.get_by_role("button", name="Retrain with my labels").click()
    before = card(page, "Before").locator(".vt-confusion-cell b")
    expect(before).to_have_count(9)
    expect(card(page, "Before and after")).to_contain_text("on the same 840 texts")
    judged = [int(cell) for cell in before.all_inner_texts()]
    after = [int(cell) for cell in card(page, "After").locator(".vt-confusion-cell b").all_inner_texts()]
    assert sum(judged) == sum(after) == 840
    # Only the labels decided may differ from scikit-learn's matrix.
    assert np.abs(np.array(judged) - told.matrix.ravel()).sum() <= 10
    shot(page, "sentiment-retrained")
    for _ in range(5):
        page.keyboard.press("u")
    expect(page.locator(".vt-review-queues")).to_contain_text("0 relabelled")
    page.set_input_files("input[aria-label='Load decisions']", kept)
    expect(page.locator(".vt-review-queues")).to_contain_text("5 relabelled")
    bad = {"name": "cats.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    page.set_input_files("input[aria-label='Load decisions']", bad)
    expect(page.locator(".vt-review-pane .vt-problem")).to_contain_text("not a table of decisions")
    expect(page.locator(".vt-review-queues")).to_contain_text("5 relabelled")


def test_the_answer_follows_the_keys(page: Page, app: App) -> None:
    told = told_of_tweets()
    on_page(page, app)
    tab(page, "Try a text")
    expect(card(page, "Answer")).to_contain_text("appears here as you type")
    text = "this is not bad at all, ungrokked :)"
    page.get_by_label("Text to try").press_sequentially(text, delay=15)
    shares = told.pipeline.predict_proba([text])[0]
    numbers = card(page, "Answer").locator(".vt-slice .vt-bar-number")
    expect(numbers.nth(2)).to_have_text(f"{shares[2]:.3f}")
    assert numbers.all_inner_texts() == [f"{share:.3f}" for share in shares]
    expect(card(page, "Answer").locator("li.unseen").first).to_contain_text("not in vocabulary")
    expect(card(page, "Where it stands").locator(".vt-focused")).to_have_count(1)
    page.get_by_label("Text to try").fill("<img src=x onerror=alert(1)> שלום 👍")
    expect(card(page, "Answer").locator(".vt-text-words")).to_have_text(
        "<img src=x onerror=alert(1)> שלום 👍"
    )
    assert not page.locator(".vt-text-words img").count()
    assert "try=" in page.url
    page.get_by_label("Text to try").fill("zzyzx quaggaish")
    expect(card(page, "Answer")).to_contain_text("I know none of these words")


def test_other_settings_are_trained_compared_and_shown(page: Page, app: App) -> None:
    told = told_of_tweets()
    opened(page, app.page("sentiment", "tab=model"))
    results = page.locator(".vt-results tbody tr")
    expect(results).to_have_count(1)
    expect(results.first).to_contain_text(f"{accuracy_score(told.actual, told.predicted):.3f}")
    page.get_by_label("C", exact=True).fill("0.1")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(results).to_have_count(2)
    accuracy = results.nth(1).locator("td.n").first.inner_text().split()[0]
    page.get_by_role("button", name="Show 2 on this page").click()
    expect(page.locator(".vt-facts").first).to_contain_text(f"accuracy {accuracy}")
    # By then the form has the settings of the one shown, and keeps what is typed next.
    expect(results.nth(1)).to_contain_text("shown")
    page.get_by_label("C", exact=True).fill("-1")
    page.evaluate("document.querySelector('.vt-settings').noValidate = true")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator(".vt-model-pane .vt-problem")).to_contain_text("C is -1")

    # Where the two disagree is a cell to click, and its texts can be looked at.
    corpus = load_corpus("tweets")
    held = open_kept(corpus).held
    learnt = corpus.frame[~held]
    other = train(learnt["text"], learnt["label"], Hyperparameters(C=0.1)).predict(told.texts)
    apart = card(page, "Where two disagree")
    between = confusion_matrix(told.predicted, other, labels=CLASSES)
    cells = apart.locator(".vt-confusion-cell")
    assert [int(cell.locator("b").inner_text()) for cell in cells.all()] == between.ravel().tolist()
    expect(apart.locator(".vt-scores")).to_contain_text(f"{accuracy_score(told.actual, other):.3f}")
    only = [
        int(((one == told.actual) & (two != told.actual)).sum())
        for one, two in ((told.predicted, other), (other, told.predicted))
    ]
    expect(apart).to_contain_text(f"{only[1]} texts right only by 2, {only[0]} only by 1: McNemar's test")
    expect(apart).to_contain_text(f"different things of {(told.predicted != other).sum()} of 840 texts")
    place = CLASSES.index("positive") * 3 + CLASSES.index("neutral")
    cells.nth(place).click()
    rows = np.flatnonzero((told.predicted == "positive") & (other == "neutral"))
    expect(apart).to_contain_text(f"Of {len(rows)} texts 1 says positive and 2 says neutral")
    fits(page, "sentiment-disagreement")
    first = apart.locator(".vt-apart tbody tr").first
    text = first.locator("button").inner_text()
    assert text in set(told.texts[rows])
    first.locator("button").click()
    expect(card(page, "This text").locator(".vt-text-words")).to_contain_text(text[:40])
