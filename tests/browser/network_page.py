"""The parts of the network page that its browser tests look at, and how they train."""

from __future__ import annotations

import re

from playwright.sync_api import Download, Locator, Page, expect

TRAIN = re.compile("^Train( again| it yourself)?$")
DIGITS = "data=digits&layers=Flatten/Dense(units:10,activation:softmax)&loss=SparseCategoricalCrossentropy"
TRAINED = 120_000
"""Milliseconds that a short training may take on a machine that is busy elsewhere."""


def card(page: Page, title: str) -> Locator:
    return page.locator(f"section.vt-card[aria-label^='{title}']:visible")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def train(page: Page) -> None:
    """Press Train and wait for the end."""
    page.get_by_role("button", name=TRAIN).click()
    ended(page)


def ended(page: Page) -> None:
    """Wait for a training that was begun to end."""
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=TRAINED)
    expect(page.get_by_role("button", name="Train again")).to_be_visible(timeout=TRAINED)


def set_field(page: Page, group: str, field: str, value: str) -> None:
    box = page.locator(f".vt-form-group[aria-label='{group}']").get_by_label(field, exact=True)
    box.fill(value)
    box.press("Tab")


def numbers(page: Page, title: str) -> list[list[str]]:
    """The rows of a card's table."""
    here = card(page, title)
    here.get_by_role("button", name="show the numbers as a table").click()
    expect(here.locator(".vt-card-table tbody tr").first).to_be_visible()
    rows = here.locator(".vt-card-table tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    here.get_by_role("button", name="show the chart").click()
    return rows


def look_at_epoch(page: Page, epoch: int) -> None:
    slider = page.get_by_role("slider", name="Epoch", exact=True).locator("visible=true")
    slider.fill(str(epoch))
    expect(page.locator(".vt-epoch output:visible")).to_have_text(re.compile(rf"^{epoch} / "))


def saved(page: Page, button: str) -> Download:
    with page.expect_download(timeout=60_000) as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value


def set_epochs(page: Page, epochs: str) -> None:
    tab(page, "Parameters")
    expect(page.locator(".vt-form-group[aria-label='Loss']")).to_be_visible()
    set_field(page, "Training", "Epochs", epochs)
    expect(page.locator(".vt-training-words")).to_contain_text(f"{epochs} epochs")
