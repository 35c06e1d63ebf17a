"""The talk's walk through texts: rated tweets, the wire, and headlines that an operator names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from app.sentiment.corpus import load_corpus
from app.sentiment.trained import open_kept, prepare
from data.wire import messages
from data.wire_stories import WIRE_STORIES as PLANTED
from tests.browser.conftest import App, opened, shot
from tests.browser.sentiment_page import (
    CLASSES,
    Told,
    card,
    legend,
    on_page,
    on_screen,
    selected,
    tab,
    told_of_tweets,
)
from tests.shared_data import shared


def walk(page: Page, told: Told, pictures: str = "") -> None:
    """Cell → dot → text, ring and bars → slice switches the class → unseen token → lasso → table."""
    total = len(told.texts)
    selected(page, total, total)
    cells = page.locator(".vt-confusion-cell b").all_inner_texts()
    assert [int(cell.replace(",", "")) for cell in cells] == told.matrix.ravel().tolist()
    precision, recall, _, _ = precision_recall_fscore_support(told.actual, told.predicted, labels=CLASSES)
    margins = page.locator(".vt-confusion-margin").all_inner_texts()
    numbers = [margin for margin in margins if re.fullmatch(r"\d\.\d\d", margin)]
    assert numbers == [f"{score:.2f}" for score in (*recall, *precision)]
    facts = page.locator(".vt-facts").first.inner_text()
    assert f"accuracy {accuracy_score(told.actual, told.predicted):.3f}" in facts
    assert f"macro-F1 {f1_score(told.actual, told.predicted, average='macro'):.3f}" in facts

    in_cell = told.cell("neutral", "positive")
    page.locator("[data-at='1-2']").click()
    selected(page, len(in_cell), total)
    expect(page.locator(".vt-chip")).to_have_count(1)

    # A dot that stands alone, so that a click cannot mean another.
    places = np.array([told.place(row) for row in in_cell])
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(2)) + np.eye(len(places))
    lonely = int(in_cell[apart.min(axis=1).argmax()])
    x, y = on_screen(page, told.place(lonely))
    page.mouse.move(x, y)
    expect(page.locator(".vt-triangle-tip")).to_be_visible()
    page.mouse.click(x, y)
    expect(card(page, "This text").locator(".vt-text-words")).to_have_text(told.texts[lonely])
    assert legend(page) == [f"{share:.3f}" for share in told.shares[lonely]]
    expect(page.locator(".vt-tokens-sum")).to_contain_text(f"p(positive) {told.shares[lonely][2]:.2f}")
    score = told.pipeline.decision_function([told.texts[lonely]])[0]
    expect(page.locator(".vt-tokens-sum")).to_contain_text(f"sum {score[2]:+.2f}".replace("-", "−"))

    ring = card(page, "This text").locator(".vt-slice[aria-label^='negative:']")
    ring.click()
    expect(card(page, "This text").locator("h3")).to_have_text("Why negative?")
    expect(page.locator(".vt-tokens-sum")).to_contain_text(f"sum {score[0]:+.2f}".replace("-", "−"))
    assert "class=negative" in page.url
    if pictures:
        shot(page, f"{pictures}-walk")
    ring.click()
    expect(card(page, "This text").locator("h3")).to_have_text("Why positive?")

    analyze = told.pipeline[0].build_analyzer()
    vocabulary = told.pipeline[0].vocabulary_
    starts = [text[:40].casefold() for text in told.texts]
    row, word = next(
        (row, token)
        for row in (*in_cell, *range(total))
        for token in analyze(told.texts[row])
        if token not in vocabulary
        and token.isalpha()
        and sum(starts[row] in text.casefold() for text in told.texts) == 1
    )
    if row not in in_cell:
        page.get_by_role("button", name="Reset all").click()
        selected(page, total, total)
    page.get_by_role("searchbox", name="Search the texts").fill(told.texts[row][:40])
    expect(page.locator(".vt-texts tbody tr")).to_have_count(1)
    page.locator(".vt-texts tbody tr").click()
    expect(card(page, "This text").locator(".vt-text-words")).to_have_text(told.texts[row])
    unseen = page.locator(".vt-tokens li.unseen", has_text=re.compile(f"^{re.escape(word)}"))
    if page.locator(".vt-tokens-more").count():
        page.locator(".vt-tokens-more").click()
    expect(unseen.first).to_contain_text("not in vocabulary")
    page.get_by_role("button", name="Reset all").click()
    selected(page, total, total)

    page.get_by_role("radio", name="Lasso").click()
    # A box about the positive corner; what lies on its line may go either way.
    low, high = on_screen(page, (0.85, 0.12)), on_screen(page, (1.05, -0.05))
    page.mouse.move(*low)
    page.mouse.down()
    for corner in ((high[0], low[1]), high, (low[0], high[1]), low):
        page.mouse.move(*corner, steps=40)
    page.mouse.up()
    expect(page.locator(".vt-chip", has_text="Lasso")).to_have_count(1)
    every = np.array([told.place(row) for row in range(len(told.texts))])
    slack = 0.012
    surely = int(((every[:, 0] > 0.85 + slack) & (every[:, 1] < 0.12 - slack)).sum())
    at_most = int(((every[:, 0] > 0.85 - slack) & (every[:, 1] < 0.12 + slack)).sum())
    count = int(page.locator(".vt-summary-text").inner_text().split(" of ")[0].replace(",", ""))
    assert surely <= count <= at_most
    assert 0 < count < total
    predicted = page.locator(".vt-texts tbody td:nth-child(3)").all_inner_texts()
    assert set(predicted) == {"positive"}
    if pictures:
        shot(page, f"{pictures}-lasso")
    page.get_by_role("button", name="Clear").click()
    selected(page, total, total)


def test_the_talks_walk(page: Page, app: App) -> None:
    told = told_of_tweets()
    on_page(page, app)
    walk(page, told, "sentiment")


def test_the_talks_walk_on_the_wire(page: Page, app: App) -> None:
    opened(page, app.page("sentiment"))
    page.wait_for_selector(".vt-triangle[data-painted]")
    walk(page, Told(open_kept(load_corpus("wire"))))


def test_the_page_opens_on_the_wire_and_each_planted_thing_is_found(page: Page, app: App) -> None:
    """What `data.wire_stories` plants, by what a person does on the page."""
    written = messages()
    wire = Told(open_kept(load_corpus("wire")))
    opened(page, app.page("sentiment"))
    page.wait_for_selector(".vt-triangle[data-painted]")
    selected(page, len(wire.texts), len(wire.texts))
    expect(page.locator(".vt-facts").first).to_contain_text(
        f"accuracy {accuracy_score(wire.actual, wire.predicted):.3f}"
    )
    search = page.get_by_label("Search the texts")
    for unseen in PLANTED.unseen:
        search.fill(unseen.word)
        selected(page, unseen.texts, len(wire.texts))
        expect(card(page, "This text").locator(".vt-text-words")).to_contain_text(unseen.word)
        if page.locator(".vt-tokens-more").count():
            page.locator(".vt-tokens-more").click()
        name = wire.pipeline[0].build_analyzer()(unseen.word)[0]
        expect(page.locator(".vt-tokens li.unseen", has_text=name).first).to_contain_text("not in vocabulary")
    page.get_by_role("button", name="Reset all").click()
    selected(page, len(wire.texts), len(wire.texts))

    tab(page, "By company")
    card(page, "Companies").locator(".vt-bar", has_text=PLANTED.turn.company).click()
    points = card(page, f"Sentiment about {PLANTED.turn.company}").locator(".vt-mood-points button")
    expect(points.first).to_be_attached()
    told = points.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    days = []
    for one in told:
        day, mood = re.search(r"(\d+ \w+ \d{4})\D*?([+−]?\d\.\d+)", one).groups()
        days.append((datetime.strptime(day, "%d %b %Y").date(), float(mood.replace("−", "-"))))
    before = [mood for when, mood in days if when < PLANTED.turn.day]
    after = [mood for when, mood in days if when >= PLANTED.turn.day]
    assert np.mean(before) > 0.2
    assert np.mean(after) < -0.2
    shot(page, "sentiment-wire-company")

    tab(page, "Review labels")
    expect(page.locator(".vt-review-words")).to_be_visible()
    with_word = {one.text for one in written if one.planted == "short" and one.label != one.meant}
    page.locator(".vt-queue", has_text=re.compile("neutral.*negative")).click()
    met = set()
    for _ in range(30):
        met.add(page.locator(".vt-review-words").inner_text())
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    assert met & with_word


@pytest.fixture(scope="module")
def financial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with the shared headlines on offer."""
    headlines = shared("sentiment/SEntFiN.csv")
    running = App(tmp_path_factory.mktemp("financial"), VITRINE_TEXTS=str(headlines))
    yield running
    assert not running.stop()


def test_the_talks_walk_on_headlines_that_the_operator_names(page: Page, financial: App) -> None:
    opened(page, financial.page("sentiment", "set=SEntFiN.csv&cell=neutral:positive"))
    expect(page.locator(".vt-facts").first).to_contain_text("1,902 held-back texts", timeout=60_000)
    accuracy = float(re.search(r"accuracy ([\d.]+)", page.locator(".vt-facts").first.inner_text())[1])
    assert accuracy >= 0.83
    expect(page.locator(".vt-chip")).to_have_count(1)
    tab(page, "By company")
    expect(page.locator(".vt-company")).to_contain_text("but not when")
    opened(page, financial.page("sentiment", "set=SEntFiN.csv"))
    expect(page.locator(".vt-facts").first).to_contain_text("1,902 held-back texts", timeout=60_000)
    page.wait_for_selector(".vt-triangle[data-painted]")
    told = Told(prepare(load_corpus(shared("sentiment/SEntFiN.csv"))))
    walk(page, told)

    # Of more companies than are listed any is found by its name, however it is written.
    every = {name.casefold() for named in told.companies for name in named}
    alike = {name for name in every if "reliance" in name}
    assert len(every) > 1_000
    assert len(alike) > 4
    tab(page, "By company")
    search = page.get_by_role("searchbox", name="Find a company")
    search.fill("RELIANCE")
    names = card(page, "Companies").locator(".vt-bar")
    expect(names).to_have_count(len(alike))
    about = sum("reliance capital" in map(str.casefold, named) for named in told.companies)
    names.filter(has_text="Reliance Capital").click()
    selected(page, about, len(told.texts))
    search.fill("no such name")
    # What is chosen stays in sight.
    expect(names).to_have_count(1)
