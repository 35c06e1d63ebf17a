"""Review for real by keyboard, and the page by touch; each in one visit."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, App, opened, shot
from tests.browser.sentiment_page import card


def decided(page: Page, kept: int, relabelled: int, ambiguous: int) -> None:
    expect(page.locator(".vt-review-queues [role=status]")).to_have_text(
        f"{kept} kept, {relabelled} relabelled, {ambiguous} ambiguous"
    )


def decide(page: Page, key: str) -> None:
    """Press a key as who reads does: once the text decided before has made room for the next."""
    words = page.locator(".vt-review-words")
    read = words.inner_text()
    page.keyboard.press(key)
    expect(words).not_to_have_text(read)


def number(text: str) -> int:
    return int(re.search(r"(\d[\d,]*)\s*$", text)[1].replace(",", ""))


def test_fifty_decisions_by_keyboard_one_in_bulk_and_a_second_reviewer(
    page: Page, app: App, tmp_path: Path
) -> None:
    opened(page, app.page("sentiment", "tab=review"))
    # A link of an earlier version means the tweets, and the page shows its first texts until they are there.
    expect(page.locator(".vt-review-queues")).to_contain_text("neutral → positive", timeout=60_000)
    expect(page.locator(".vt-review-words")).to_be_visible()
    for key in "kka" * 16 + "ka":
        decide(page, key)
    decided(page, 33, 0, 17)
    page.keyboard.press("u")
    decided(page, 33, 0, 16)

    queues = page.locator(".vt-queue").all_inner_texts()
    smallest = min(
        (number(text), place) for place, text in enumerate(queues) if "→" in text and number(text) > 1
    )
    page.locator(".vt-queue").nth(smallest[1]).click()
    page.get_by_role("button", name="as preferred").click()
    decided(page, 33, smallest[0], 16)
    shot(page, "sentiment-bulk")
    page.keyboard.press("u")
    decided(page, 33, 0, 16)

    # A second reviewer says otherwise of two, and the same of the others.
    with page.expect_download() as download:
        page.get_by_role("button", name="Download decisions").click()
    mine = tmp_path / "mine.csv"
    download.value.save_as(mine)
    rows = list(csv.DictReader(mine.open(encoding="utf-8-sig")))
    assert len(rows) == 49
    kept = [row for row in rows if row["decision"] == "keep"][:2]
    for row in kept:
        row["decision"] = "ambiguous"
    theirs = tmp_path / "theirs.csv"
    with theirs.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    page.set_input_files("input[aria-label='Load decisions']", theirs)
    conflicts = card(page, "Conflicts")
    expect(conflicts.locator("li")).to_have_count(2)
    expect(conflicts.locator("li").first).to_contain_text("mine: kept")
    conflicts.locator("li").first.get_by_role("button", name="theirs: ambiguous").click()
    decided(page, 32, 0, 17)
    conflicts.get_by_role("button", name="Keep all of mine").click()
    expect(conflicts).to_have_count(0)
    decided(page, 32, 0, 17)


PRESS = """(keys) => {
  const words = [];
  for (const key of keys) {
    words.push(document.querySelector('.vt-review-words').textContent);
    document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  }
  return words;
}"""
"""Presses keys within one turn of the browser's loop: no answer of the session can come between them."""


def decisions_of(page: Page, path: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download decisions").click()
    download.value.save_as(path)
    return list(csv.DictReader(path.open(encoding="utf-8-sig")))


def test_keys_that_are_faster_than_the_session_are_each_about_the_text_in_sight(
    page: Page, app: App, tmp_path: Path
) -> None:
    opened(page, app.page("sentiment", "set=wire&tab=review"))
    expect(page.locator(".vt-review-words")).to_be_visible()
    first = page.evaluate(PRESS, "k")[0]
    # The next text is in sight before the session has answered.
    page.wait_for_function(
        "(first) => document.querySelector('.vt-review-words').textContent !== first", arg=first
    )
    decided(page, 1, 0, 0)
    for key in "kaka":
        page.keyboard.press(key)
    decided(page, 3, 0, 2)
    rows = decisions_of(page, tmp_path / "decisions.csv")
    assert len({row["id"] for row in rows}) == 5
    assert rows[0]["text"] == first


def test_a_key_pressed_while_other_texts_come_decides_about_none_of_them(page: Page, app: App) -> None:
    opened(page, app.page("sentiment", "set=wire&tab=review"))
    expect(page.locator(".vt-review-words")).to_be_visible()
    # The choice is on its way to the session when the key is pressed, with the text of the wire in sight.
    page.evaluate(
        """() => {
          const choice = document.querySelector('.vt-source-choice select');
          choice.value = 'tweets';
          choice.dispatchEvent(new Event('change', { bubbles: true }));
          document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true }));
        }"""
    )
    expect(card(page, "Candidate")).to_contain_text("The text had just changed: nothing was decided.")
    decided(page, 0, 0, 0)


TWICE = [
    ("The bus was late again, as it is on every single Monday", "negative"),
    ("the bus was late again, as it is on every single monday", "neutral"),
    ("The whole kitchen smelled of warm bread this morning", "positive"),
    ("The whole kitchen smelled of warm bread on this morning", "positive"),
]
SAYINGS = {"negative": "awful", "neutral": "usual", "positive": "lovely"}


def with_twins(folder: Path) -> Path:
    """Texts of a word each that tells the label, and `TWICE`: one under two labels, one nearly twice."""
    path = folder / "twice.csv"
    # Other letters in every text, so that none is like another but those.
    letters = [chr(97 + n // 8) * 3 + chr(97 + n % 8) * 3 for n in range(60)]
    rows = [(f"{word} {one}", label) for label, word in SAYINGS.items() for one in letters]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *rows, *TWICE])
    return path


def test_near_duplicates_and_one_text_under_two_labels_have_queues_of_their_own(
    page: Page, app: App, tmp_path: Path
) -> None:
    opened(page, app.page("sentiment", "set=wire"))
    page.set_input_files("input[aria-label='Your own']", with_twins(tmp_path))
    page.get_by_role("button", name="change", exact=True).click(timeout=60_000)
    expect(page.locator(".vt-about")).to_contain_text("under several labels", timeout=60_000)
    page.get_by_role("tab", name="Review labels").click()
    twins = page.locator(".vt-queue", has_text="near-duplicates")
    expect(twins.locator("b")).to_have_text("2", timeout=60_000)
    page.locator(".vt-queue", has_text="one text under two labels").click()
    words, twin = page.locator(".vt-review-words"), page.locator(".vt-review-twin")
    expect(words).to_have_text(TWICE[0][0])
    expect(twin).to_contain_text("labelled neutral")
    expect(twin).to_contain_text(TWICE[1][0])
    # Neutral is the second label.
    page.keyboard.press("2")
    decided(page, 0, 1, 0)
    expect(words).to_have_text(TWICE[1][0])
    expect(twin).to_contain_text("now neutral")
    page.keyboard.press("k")
    decided(page, 1, 1, 0)
    expect(page.locator(".vt-queue", has_text="one text under two labels").locator("b")).to_have_text("0")
    twins.click()
    expect(twin).to_contain_text("labelled positive")
    page.wait_for_url("**queue=twins**")
    page.reload()
    expect(twins).to_have_attribute("aria-pressed", "true", timeout=60_000)
    expect(words).to_have_text(TWICE[2][0])
    shot(page, "sentiment-twins")


@pytest.mark.parametrize(
    "context", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True
)
def test_a_walk_by_touch(page: Page, app: App) -> None:
    """Cell → text → bars → label → a text of one's own, with a finger alone."""
    opened(page, app.page("sentiment"))
    page.wait_for_selector(".vt-triangle[data-painted]")
    # The first screen asks about the strongest candidate, with its three answers.
    question = page.get_by_role("group", name="Is the label right?")
    expect(question.get_by_role("button")).to_have_count(3)
    expect(question).to_be_in_viewport(ratio=1)
    # Tabs beyond the edge are hinted at, on the side where they are.
    tabs = page.get_by_role("tablist")
    expect(tabs).to_have_class(re.compile(r"\bafter\b"))
    tabs.evaluate("(bar) => bar.scrollTo(bar.scrollWidth, 0)")
    expect(tabs).to_have_class(re.compile(r"\bbefore\b"))
    expect(tabs).not_to_have_class(re.compile(r"\bafter\b"))
    page.locator("[data-at='1-2']").tap()
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.locator(".vt-texts tbody tr").first.tap()
    expect(card(page, "This text").locator(".vt-tokens li").first).to_be_visible()
    page.get_by_role("tab", name="Review labels").tap()
    expect(page.locator(".vt-review-words")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_role("group", name="Decide", exact=True)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=re.compile("^keep ")).first.tap()
    decided(page, 1, 0, 0)
    page.get_by_role("button", name=re.compile("^undo")).tap()
    decided(page, 0, 0, 0)
    page.get_by_role("tab", name="By company").tap()
    names = card(page, "Companies").locator(".vt-bar")
    names.first.tap()
    # Without a key to hold, one more company joins the chart by a choice, and leaves it by its cross.
    more = page.get_by_label("Add a company to the chart")
    other = more.locator("option").nth(1).inner_text()
    more.select_option(other)
    drawn = page.get_by_role("list", name="Companies drawn").locator("li")
    expect(drawn).to_have_count(2)
    expect(more).to_have_value("")
    page.get_by_role("button", name=f"Take {other} off the chart").tap()
    expect(drawn).to_have_count(0)
    page.get_by_role("tab", name="Try a text").tap()
    page.locator(".vt-try-examples button").first.tap()
    expect(card(page, "Answer").locator(".vt-tokens li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, "sentiment-touch")
