"""The parts of the log page that its browser tests look at."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def summary(page: Page, text: str) -> None:
    """Wait for the summary line to read exactly ``text``."""
    expect(page.locator(".vt-summary-text")).to_have_text(text)


STANDS_OUT = "section[aria-label='What stands out'] .vt-insights"


def rows(page: Page, card: str) -> dict[str, int]:
    """The listed values of a card with the numbers beside them."""
    texts = page.locator(f"section[aria-label='{card}'] .vt-bar").evaluate_all(
        "bars => bars.map((bar) => bar.getAttribute('aria-label'))"
    )
    matches = [re.fullmatch(r"(.*): ([\d,]+) of [\d,]+ requests", text) for text in texts]
    return {match[1]: int(match[2].replace(",", "")) for match in matches if match}


def rows_of_legend(page: Page) -> dict[str, int]:
    """The statuses with the numbers beside them."""
    texts = page.locator(".vt-slice").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    return {t.split(":")[0]: int(t.split(": ")[1].split(" of ")[0].replace(",", "")) for t in texts}
