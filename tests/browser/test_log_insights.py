"""What stands out on the log page: every planted story is told, and selects what it counts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from data.stories import STORIES
from tests.browser.conftest import App, opened
from tests.browser.logs_page import STANDS_OUT, rows_of_legend


@pytest.mark.parametrize("story", ["products", "category", "outage", "burst", "partial", "quiet", "weekend"])
def test_every_planted_story_is_told(page: Page, app: App, story: str) -> None:
    opened(page, app.page())
    told = page.locator(STANDS_OUT)
    expect(told.locator("li").first).to_be_visible()
    said = " ".join(told.inner_text().split())
    words = {
        "products": [product.value for product in STORIES.products]
        + [f"{sum(product.requests for product in STORIES.products)} requests"],
        "category": [STORIES.category.value, f"{STORIES.category.requests} of {STORIES.category.requests}"],
        "outage": ["outage", f"{STORIES.outage.start.day} {STORIES.outage.start:%b}"],
        "burst": [STORIES.burst.family, f"{STORIES.burst.requests:,}"],
        "partial": [f"starts at {STORIES.first:%H:%M}", f"ends at {STORIES.last:%H:%M}"],
        "quiet": [f"{STORIES.quiet.start:02d}:00", f"{STORIES.quiet.end:02d}:00"],
        "weekend": ["weekend"],
    }[story]
    assert all(word.lower() in said.lower() for word in words), said


def test_an_insight_selects_what_it_speaks_of(page: Page, app: App) -> None:
    opened(page, app.page())
    product = STORIES.products[0]
    page.locator(".vt-insight-link", has_text=product.value).click()
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(rf"^{product.requests} of "))
    assert {code for code, n in rows_of_legend(page).items() if n} == {str(product.status)}


STATED = {
    r"An outage .*: ([\d,]+) of ([\d,]+) requests": (1, 0),
    r"Category .* always fails: ([\d,]+) of": (0,),
    r"Products .* never succeed: ([\d,]+) requests": (2,),
    r"A burst: .* sent ([\d,]+) of the ([\d,]+) requests": (0, 1),
    r"Method .* fails far more often .*: ([\d,]+) of ([\d,]+) requests": (2, 0),
    r".* causes \d+% of all \d+s: ([\d,]+) of ([\d,]+)\.": (0, 1),
}
"""Insights that state how many requests their phrases stand for, and which phrase each number is of."""


def test_every_insight_that_states_a_count_selects_as_many(page: Page, app: App) -> None:
    opened(page, app.page())
    told = page.locator(f"{STANDS_OUT} li")
    expect(told.first).to_be_visible()
    checked = 0
    for place, text in enumerate(told.all_inner_texts()):
        for link, stated in next(
            (
                zip(links, found.groups(), strict=True)
                for pattern, links in STATED.items()
                if (found := re.match(pattern, text))
            ),
            (),
        ):
            told.nth(place).locator(".vt-insight-link").nth(link).click()
            expect(page.locator(".vt-summary-text")).to_have_text(re.compile(rf"^{stated} of 5"))
            checked += 1
    # The outage and its failures, the products, the category, the burst's sender and time.
    assert checked >= 6
