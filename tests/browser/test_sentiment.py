"""What a person does on the sentiment page, and what they see; every number is held against scikit-learn."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from app.sentiment.classifier import Hyperparameters, train
from app.sentiment.corpus import load_corpus
from app.sentiment.trained import Trained, open_kept, prepare
from data.wire import messages
from data.wire_stories import WIRE_STORIES as PLANTED
from tests.browser.axe import serious_findings
from tests.browser.conftest import (
    PHONE,
    WIDE,
    App,
    Elsewhere,
    fits,
    in_both_themes,
    in_every_look,
    opened,
    shot,
    tab_to,
)
from tests.shared_data import shared

CLASSES = ["negative", "neutral", "positive"]
TABS = ("Explore", "Review labels", "Try a text", "By company", "Model")


class Told:
    """What scikit-learn says of the bundled texts that were held back."""

    def __init__(self, trained: Trained) -> None:
        self.pipeline = trained.pipeline
        frame = trained.corpus.frame[trained.held].reset_index(drop=True)
        self.texts = frame["text"].to_numpy(object)
        self.actual = frame["label"].to_numpy(object)
        self.shares = self.pipeline.predict_proba(self.texts)
        self.predicted = self.pipeline.predict(self.texts)
        self.matrix = confusion_matrix(self.actual, self.predicted, labels=CLASSES)
        # Only the rated sets mark them.
        self.obscene = frame["obscene"].to_numpy(bool) if "obscene" in frame else np.zeros(len(frame), bool)

    def cell(self, actual: str, predicted: str) -> np.ndarray:
        return np.flatnonzero((self.actual == actual) & (self.predicted == predicted))

    def place(self, row: int) -> tuple[float, float]:
        """Barycentric coordinates by hand: the corners are (0, 0), (1/2, √3/2), (1, 0)."""
        _, top, right = self.shares[row]
        return right + top / 2, top * 3**0.5 / 2


@pytest.fixture(scope="module")
def told() -> Told:
    return Told(open_kept(load_corpus("tweets")))


def on_page(page: Page, app: App, query: str = "") -> Page:
    # The rated tweets, unless a test asks for others.
    opened(page, app.page("sentiment", query if "set=" in query else f"set=tweets&{query}".rstrip("&")))
    page.wait_for_selector(".vt-triangle[data-painted]")
    return page


def selected(page: Page, count: int, total: int = 840) -> None:
    expect(page.locator(".vt-summary-text")).to_have_text(f"{count:,} of {total:,} texts selected")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def corners(page: Page) -> list[tuple[float, float]]:
    """The triangle's corners on the screen: each region's outline starts at its own."""
    box = page.locator(".vt-triangle-stage").first.bounding_box()
    assert box is not None
    outlines = page.locator(".vt-region").evaluate_all("all => all.map((one) => one.getAttribute('points'))")
    firsts = [outline.split(" ")[0].split(",") for outline in outlines]
    return [(box["x"] + float(x), box["y"] + float(y)) for x, y in firsts]


def on_screen(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    left, top, right = corners(page)
    height = 3**0.5 / 2
    return left[0] + point[0] * (right[0] - left[0]), left[1] - point[1] / height * (left[1] - top[1])


def card(page: Page, title: str):
    return page.locator(f"section[aria-label='{title}']")


def shown_text(page: Page) -> str:
    return card(page, "This text").locator(".vt-text-words").inner_text()


def legend(page: Page) -> list[str]:
    return card(page, "This text").locator(".vt-slice .vt-bar-number").all_inner_texts()


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


def test_the_talks_walk(page: Page, app: App, told: Told) -> None:
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


def test_rows_columns_and_insights_select(page: Page, app: App, told: Told) -> None:
    on_page(page, app)
    page.get_by_role("button", name="all actual neutral").click()
    selected(page, int((told.actual == "neutral").sum()))
    page.get_by_role("button", name="all predicted positive").click()
    selected(page, int((told.predicted == "positive").sum()))
    page.locator("[data-at='0-0']").click()
    selected(page, len(told.cell("negative", "negative")))
    # The matrix never filters itself.
    assert page.locator("[data-at='2-2'] b").inner_text() == str(told.matrix[2, 2])
    page.keyboard.press("Escape")
    selected(page, 840)
    link = page.locator(".vt-insight-link", has_text=re.compile(r"^\d+ texts?$")).first
    count = int(link.inner_text().split(" ")[0])
    link.click()
    selected(page, count)
    assert all(float(p) > 0.9 for p in page.locator(".vt-texts tbody td:nth-child(4)").all_inner_texts())
    leaks = page.locator(".vt-insight-link", has_text=re.compile(r"^\d+ held-back texts$")).first
    count = int(leaks.inner_text().split(" ")[0])
    leaks.click()
    selected(page, count)
    expect(page.locator(".vt-chip")).to_have_text(re.compile("learned from too"))
    expect(card(page, "This text")).to_contain_text("learned from too")
    assert "only=leaked" in page.url


def test_the_table_sorts_by_doubt_pages_and_downloads(
    page: Page, app: App, told: Told, tmp_path: Path
) -> None:
    on_page(page, app)
    codes = np.array([CLASSES.index(label) for label in told.actual])
    own = told.shares[np.arange(len(codes)), codes]
    others = told.shares.copy()
    others[np.arange(len(codes)), codes] = -1
    # Tables leave out texts with obscene words, and say how many.
    listed = ~told.obscene
    unlisted = page.locator(".vt-unlisted")
    expect(unlisted).to_contain_text(f"{listed.sum()} listed, without {told.obscene.sum()}")
    margins = np.sort((others.max(axis=1) - own)[listed])[::-1]
    shown = page.locator(".vt-texts tbody td:nth-child(5)").all_inner_texts()
    assert shown == [f"{margin:+.2f}".replace("-", "−") for margin in margins[: len(shown)]]
    page.get_by_role("button", name="Next page").click()
    expect(page.locator(".vt-pager")).to_contain_text(f"page 2 of {-(-listed.sum() // 20)}")
    page.locator("[data-at='1-2']").click()
    selected(page, len(told.cell("neutral", "positive")))
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "texts.csv")
    rows = list(csv.DictReader((tmp_path / "texts.csv").open(encoding="utf-8-sig")))
    assert len(rows) == listed[told.cell("neutral", "positive")].sum()
    assert {(row["actual"], row["predicted"]) for row in rows} == {("neutral", "positive")}
    page.get_by_label("Confidence from").fill("0.8")
    page.get_by_label("Confidence from").press("Enter")
    sure = told.shares[told.cell("neutral", "positive")].max(axis=1) >= 0.8
    selected(page, int(sure.sum()))


def test_by_keyboard_alone(page: Page, app: App, told: Told) -> None:
    on_page(page, app)
    tab_to(page, ".vt-confusion-cell")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    selected(page, len(told.cell("neutral", "positive")))
    tab_to(page, ".vt-slice")
    page.keyboard.press("Enter")
    expect(card(page, "This text").locator("h3")).to_have_text("Why negative?")
    tab_to(page, ".vt-texts-open")
    before = shown_text(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(card(page, "This text").locator(".vt-text-words")).not_to_have_text(before)
    page.keyboard.press("Escape")
    selected(page, 840)
    page.locator(".vt-tab[aria-selected='true']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Review labels")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".vt-review-words")).to_be_visible()


@in_every_look
def test_no_sideways_scroll_in_either_theme(page: Page, app: App) -> None:
    on_page(page, app)
    # No sentence of what stands out ends below its card.
    last = card(page, "What stands out").locator("li").last
    expect(last).to_contain_text("without a known word")
    ends = "(line) => [line, line.closest('.vt-card')].map((one) => one.getBoundingClientRect().bottom)"
    line_ends, card_ends = last.evaluate(ends)
    assert line_ends <= card_ends
    for name in TABS:
        tab(page, name)
        page.wait_for_timeout(400)
        fits(page, f"sentiment-{name.split(' ')[0].lower()}")


@pytest.mark.parametrize("context", [{"viewport": PHONE}], indirect=True)
def test_the_chosen_tab_is_in_sight_on_a_phone(page: Page, app: App) -> None:
    """Where a link opens it, after a click, and after the arrow keys."""

    def in_sight(name: str) -> bool:
        bar = page.get_by_role("tablist").bounding_box()
        box = page.get_by_role("tab", name=name).bounding_box()
        assert bar is not None
        assert box is not None
        return bar["x"] - 1 <= box["x"] and box["x"] + box["width"] <= bar["x"] + bar["width"] + 1

    opened(page, app.page("sentiment", "tab=model"))
    expect(page.get_by_role("tab", name=re.compile(r"Review labels · \d"))).to_be_attached()
    page.wait_for_timeout(300)
    assert in_sight("Model")
    assert not in_sight("Explore")
    assert page.evaluate("window.scrollY") == 0
    shot(page, "sentiment-chosen-tab-phone")
    page.get_by_role("tab", name="Model").press("ArrowRight")
    expect(page.get_by_role("tab", name="Explore")).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(300)
    assert in_sight("Explore")


@pytest.mark.parametrize("context", [{"viewport": PHONE}, {"viewport": WIDE}], indirect=True)
def test_what_stands_in_a_cards_head_keeps_clear_of_its_reading(page: Page, app: App) -> None:
    opened(page, app.page("sentiment", "tab=model"))
    head = card(page, "Model card").locator("header")
    button = head.get_by_role("button", name="Classifier as a file")
    expect(button).to_be_visible()

    def room() -> float:
        above, below = button.bounding_box(), head.locator("p").bounding_box()
        assert above is not None
        assert below is not None
        return below["y"] - above["y"] - above["height"]

    def height(title: str) -> float:
        return card(page, title).locator("header").evaluate("(e) => e.getBoundingClientRect().height")

    assert room() >= 0
    assert height("Model card") == height("Classifiers compared") == 36
    button.evaluate("(e) => { e.style.height = '60px'; }")
    assert room() >= 0


@in_both_themes
def test_axe_finds_nothing_serious_on_any_tab(page: Page, app: App) -> None:
    on_page(page, app, "cell=neutral:positive&try=not+bad+ungrokked")
    for name in TABS:
        tab(page, name)
        page.wait_for_timeout(500)
        assert serious_findings(page) == [], name


def test_a_shared_link_opens_the_same_view_elsewhere(page: Page, app: App, elsewhere: Elsewhere) -> None:
    on_page(page, app)
    page.locator("[data-at='1-2']").click()
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.locator(".vt-texts tbody tr").nth(2).click()
    card(page, "This text").locator(".vt-slice[aria-label^='negative:']").click()
    expect(card(page, "This text").locator("h3")).to_have_text("Why negative?")
    page.get_by_role("radio", name="Lasso").click()
    start = on_screen(page, (0.6, 0.5))
    page.mouse.move(*start)
    page.mouse.down()
    for point in ((1.05, 0.5), (1.05, -0.05), (0.6, -0.05), (0.6, 0.5)):
        page.mouse.move(*on_screen(page, point), steps=12)
    page.mouse.up()
    expect(page.locator(".vt-chip")).to_have_count(2)
    page.get_by_label("Search the texts").fill("the")
    expect(page.locator(".vt-chip")).to_have_count(3)
    other = elsewhere(page)
    expect(other.locator(".vt-summary-text")).to_have_text(page.locator(".vt-summary-text").inner_text())
    expect(other.locator(".vt-chip")).to_have_count(3)
    assert shown_text(other) == shown_text(page)
    expect(card(other, "This text").locator("h3")).to_have_text("Why negative?")
    expect(other.locator(".vt-lasso")).to_have_count(1)
    expect(other.get_by_label("Search the texts")).to_have_value("the")


def test_unknown_parts_of_a_link_are_named_and_ignored(page: Page, app: App) -> None:
    on_page(page, app, "colour=red&cell=sad:glad&text=nobody&lasso=1,2&sure=9&token=secret")
    notice = page.locator(".vt-notice")
    for words in ("“colour”", "sad:glad", "“nobody”", "“lasso” must be", "“sure” must be"):
        expect(notice).to_contain_text(words)
    selected(page, 840)
    assert "secret" not in page.content()


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
    page: Page, app: App, told: Told, tmp_path: Path
) -> None:
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


def test_the_answer_follows_the_keys(page: Page, app: App, told: Told) -> None:
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


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no-text.csv", b"size,label\n1,positive\n2,negative\n", "no column “text”"),
        ("one-class.csv", b"text,label\ngood,positive\nfine,positive\n", "labelled “positive”"),
        ("strange.csv", b"text,label\ngood,sarcastic\nfine,ironic\n", "“sarcastic” is not a label"),
        ("empty.csv", b"", "“empty.csv” is empty"),
        ("quotes.csv", b'text,label\n"good,positive\nfine,negative\n', "never closed"),
        ("cat.csv", b"\x00\x01\x02" * 400, "is not a text file"),
        ("few.csv", b"text,label\ngood,positive\nbad,negative\n", "“positive”"),
    ],
)
def test_a_bad_table_is_explained_and_the_page_lives_on(
    page: Page, app: App, name: str, content: bytes, words: str
) -> None:
    on_page(page, app)
    page.set_input_files(
        "input[aria-label='Your own']", {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(page.locator(".vt-problem")).to_contain_text(words)
    page.locator("[data-at='0-0']").click()
    expect(page.locator(".vt-chip")).to_have_count(1)


def own_table(tmp_path: Path) -> Path:
    """Texts of two companies over three weeks, labels by other names, and two rows of no use."""
    says = {"pos": "great quarter, buying", "neg": "terrible guidance, selling", "neu": "reports on Thursday"}
    lines = ["text,label,time"]
    for day in range(1, 22):
        for hour, (company, label) in enumerate(
            [("AAPL", "pos"), ("TSLA", "neg"), ("AAPL", "neu"), ("TSLA", "pos"), ("AAPL", "neg")], 10
        ):
            lines.append(f'"${company} {says[label]} {day} {hour}",{label} ,2024-03-{day:02d} {hour}:00')
    lines += ['"",pos,2024-03-01', '"\u05e9\u05dc\u05d5\u05dd \U0001f44d",maybe,2024-03-01']
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_texts_of_ones_own_by_company(page: Page, app: App, tmp_path: Path) -> None:
    on_page(page, app)
    page.set_input_files("input[aria-label='Your own']", own_table(tmp_path))
    expect(
        page.get_by_text("A guess: texts from “text”, labels from “label”, times from “time”")
    ).to_be_visible()
    page.get_by_role("button", name="change", exact=True).click()
    about = page.locator(".vt-about")
    expect(about).to_contain_text("row 108, label")
    for label, count in (("negative", 42), ("neutral", 21), ("positive", 42)):
        expect(about.locator(".vt-classes")).to_contain_text(re.compile(rf"{label}\s*{count}"))
    selected(page, 21, 21)
    tab(page, "By company")
    names = card(page, "Companies").locator(".vt-bar")
    expect(names).to_have_count(2)
    counts = {
        text.split(":")[0]: int(re.search(r": (\d+)", text)[1])
        for text in names.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    }
    assert sum(counts.values()) == 21
    names.filter(has_text="TSLA").click()
    selected(page, counts["TSLA"], 21)
    point = page.locator(".vt-mood-points button").first
    texts = int(re.search(r", (\d+) text", point.get_attribute("aria-label") or "")[1])
    point.focus()
    page.keyboard.press("Enter")
    selected(page, texts, 21)
    page.get_by_role("button", name="Share view").click()
    expect(page.locator(".vt-toast")).to_contain_text("Only this browser has the file “mine.csv”")


def test_a_set_without_companies_says_so(page: Page, app: App) -> None:
    opened(page, app.page("sentiment", "tab=company"))
    expect(card(page, "By company")).to_contain_text("name no company")


def test_other_settings_are_trained_compared_and_shown(page: Page, app: App, told: Told) -> None:
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
    walk(page, Told(prepare(load_corpus(shared("sentiment/SEntFiN.csv")))))


def odd_table(tmp_path: Path) -> Path:
    """Texts under a name that nobody guesses, labels 0 negative, 1 positive, 2 neutral: 60, 45 and 45."""
    says = (
        "terrible service, never again",
        "wonderful service, thank you",
        "the service desk is at the door",
    )
    lines = ["ref,wording,kind"]
    lines += [
        f'{n},"{says[kind]} {n}",{kind}' for n, kind in enumerate([0] * 60 + [1] * 45 + [2] * 45, start=100)
    ]
    path = tmp_path / "odd.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_columns_and_labels_are_asked_with_a_guess(page: Page, app: App, tmp_path: Path) -> None:
    """Wrong guess → mended by keyboard → the matrix follows → the link waits for the file and reads it so."""
    table = odd_table(tmp_path)
    on_page(page, app)
    page.set_input_files("input[aria-label='Your own']", table)
    guess = page.get_by_text(
        "A guess: texts from “wording”, labels from “kind”: 0 = negative, 1 = neutral, 2 = positive"
    )
    expect(guess).to_be_visible()
    page.get_by_role("button", name="change", exact=True).click()
    asked = page.get_by_role("region", name="How odd.csv is read")
    expect(asked.get_by_role("combobox", name="Text", exact=True)).to_have_value("wording")
    expect(asked.get_by_role("combobox", name="Label", exact=True)).to_have_value("kind")
    expect(asked.get_by_role("combobox", name="1 means")).to_have_value("neutral")
    classes = page.locator(".vt-about .vt-classes")
    selected(page, 30, 30)
    asked.get_by_role("combobox", name="1 means").focus()
    page.keyboard.press("p")
    expect(classes).to_contain_text(re.compile(r"positive\s*90"))
    expect(page.locator(".vt-confusion-row")).to_have_text(["negative", "positive", "precision"])
    asked.get_by_role("combobox", name="2 means").select_option("another name…")
    page.keyboard.type("about the desk")
    page.keyboard.press("Enter")
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))
    expect(page.locator(".vt-confusion-cell")).to_have_count(9)
    # A fifth of each class is held back, and the words of each are its own.
    expect(page.locator("[data-at='0-0'] b")).to_have_text("9")
    expect(page).to_have_url(re.compile(r"labels=\S*2:about\+the\+desk"))
    assert serious_findings(page) == []
    shot(page, "sentiment-columns-asked")

    link = page.url
    page.goto(link)
    page.get_by_role("button", name="change", exact=True).click()
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))
    page.goto(re.sub(r"file=[^&]*&", "", link))
    expect(page.get_by_text("how to read a file that it does not hold")).to_be_visible()
    page.set_input_files("input[aria-label='Your own']", table)
    page.get_by_role("button", name="change", exact=True).click()
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))

    unread = tmp_path / "unread.csv"
    rows = [f"{'fine' if n % 2 else 'bad'} day {n},{'ok' if n % 2 else 'ko'} {n // 2}" for n in range(60)]
    unread.write_text("\n".join(["wording,remark", *rows]) + "\n", encoding="utf-8")
    page.set_input_files("input[aria-label='Your own']", unread)
    expect(page.locator(".vt-problem")).to_contain_text("no column “label”")
    asked = page.get_by_role("region", name="How unread.csv is read")
    expect(asked.get_by_role("combobox", name="Label", exact=True)).to_have_value("")
    page.set_viewport_size(PHONE)
    fits(page, "sentiment-columns-unread")
    asked.get_by_role("button", name="Leave this file").click()
    expect(asked).to_have_count(0)
    expect(page.locator(".vt-problem")).to_have_count(0)

    # Where a text can have several labels, one stands against the rest, and another can.
    page.set_viewport_size(WIDE)
    several = tmp_path / "several.csv"
    words = {"joy": "glad", "anger": "cross", "love": "dear"}
    sets = [["joy"], ["joy", "love"], ["anger"]] * 30
    lines = [f"{' '.join(words[one] for one in has)} day {n},{';'.join(has)}" for n, has in enumerate(sets)]
    several.write_text("\n".join(["text,labels", *lines]) + "\n", encoding="utf-8")
    page.set_input_files("input[aria-label='Your own']", several)
    asked = page.get_by_role("region", name="How several.csv is read")
    against = asked.get_by_role("combobox", name="Class against the rest")
    expect(against).to_have_value("joy")
    expect(classes).to_contain_text(re.compile(r"joy\s*60.*not joy\s*30", re.DOTALL))
    against.select_option("love")
    expect(classes).to_contain_text(re.compile(r"love\s*30.*not love\s*60", re.DOTALL))
    assert "one=love" in page.url
    shot(page, "sentiment-several-labels")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_asked_about_a_file_leaves_the_first_screen_to_the_texts(
    page: Page, app: App, tmp_path: Path, size: dict[str, int]
) -> None:
    on_page(page, app)
    page.set_viewport_size(size)
    page.set_input_files("input[aria-label='Your own']", odd_table(tmp_path))
    change = page.get_by_role("button", name="change", exact=True)
    expect(change).to_have_attribute("aria-expanded", "false")
    selected(page, 30, 30)
    cells = page.locator(".vt-confusion-cell")
    in_sight = [change, page.get_by_role("tab", name="Explore"), cells.first]
    for one in in_sight:
        box = one.bounding_box()
        assert box
        assert box["y"] + box["height"] <= size["height"]
    fits(page, "sentiment-file-asked")
    change.press("Enter")
    expect(page.get_by_role("region", name="How odd.csv is read")).to_be_visible()
    page.get_by_role("button", name="fold", exact=True).press("Enter")
    expect(page.get_by_role("region", name="How odd.csv is read")).to_have_count(0)


def test_of_four_classes_a_person_chooses_the_three_of_the_triangle(
    page: Page, app: App, tmp_path: Path
) -> None:
    """Four topics, of which *food* and *farms* share their words: both stand at a corner at first."""
    says = {
        "food": "the farm sells bread",
        "farms": "the farm sells wheat",
        "sports": "a late goal wins the match",
        "space": "the probe lands on the moon",
    }
    rows = [f"{words} {n},{topic}" for n in range(40) for topic, words in says.items()]
    # Every fourth text about farms is a word for word text about food.
    rows += [f"the farm sells bread {n},farms" for n in range(100, 120)]
    path = tmp_path / "topics.csv"
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    opened(page, app.page("sentiment"))
    page.set_input_files("input[aria-label='Your own']", path)
    triangle = card(page, "Probability triangle")
    corners = [triangle.get_by_label(f"{place} corner") for place in ("Left", "Top", "Right")]
    expect(corners[0]).to_be_visible(timeout=60_000)
    chosen = [corner.input_value() for corner in corners]
    assert {"food", "farms"} < set(chosen)
    expect(triangle).to_contain_text("p of these three classes alone")
    other = next(topic for topic in says if topic not in chosen)
    corners[0].select_option(other)
    expect(triangle.locator("svg text").first).to_have_text(other)
    assert f"corners={other},{chosen[1]},{chosen[2]}" in page.url
    page.go_back()
    expect(triangle.locator("svg text").first).to_have_text(chosen[0])


def test_a_file_without_labels_comes_back_with_predictions(
    page: Page, app: App, told: Told, tmp_path: Path
) -> None:
    texts = ["what a wonderful day", "this is awful :(", "zzyzx quaggaish"]
    table = tmp_path / "new.csv"
    table.write_text("who,comment\n" + "".join(f"=w{n},{text}\n" for n, text in enumerate(texts)))
    on_page(page, app)
    tab(page, "Try a text")
    many = card(page, "Many texts")
    many.locator("input[type=file]").set_input_files(table)
    expect(many).to_contain_text("3 texts of “new.csv” predicted")
    expect(many).to_contain_text("Of 1 (33.3%) no word is known")
    expect(many.get_by_label("Text", exact=True)).to_have_value("comment")
    with page.expect_download() as download:
        many.get_by_role("button", name="Predictions as CSV").click()
    download.value.save_as(tmp_path / "predictions.csv")
    rows = list(csv.DictReader((tmp_path / "predictions.csv").open(encoding="utf-8-sig")))
    assert [row["comment"] for row in rows] == texts
    assert [row["who"] for row in rows] == ["'=w0", "'=w1", "'=w2"]
    assert [row["predicted"] for row in rows] == told.pipeline.predict(texts).tolist()
    shares = np.array([[float(row[f"p({label})"]) for label in CLASSES] for row in rows])
    assert shares == pytest.approx(told.pipeline.predict_proba(texts), abs=1e-6)
    assert serious_findings(page) == []
    shot(page, "sentiment-many-texts")
