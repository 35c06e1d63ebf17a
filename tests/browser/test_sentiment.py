"""What a person does on the sentiment page, and what they see; every number is held against scikit-learn."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

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
from tests.browser.sentiment_page import (
    CLASSES,
    TABS,
    card,
    on_page,
    on_screen,
    selected,
    shown_text,
    tab,
    told_of_tweets,
)


def test_rows_columns_and_insights_select(page: Page, app: App) -> None:
    told = told_of_tweets()
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


def test_the_table_sorts_by_doubt_pages_and_downloads(page: Page, app: App, tmp_path: Path) -> None:
    told = told_of_tweets()
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


def test_by_keyboard_alone(page: Page, app: App) -> None:
    told = told_of_tweets()
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
