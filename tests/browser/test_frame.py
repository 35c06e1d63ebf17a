"""The frame around every page: what opens over it, and how it goes away again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, App, opened

on_a_phone = pytest.mark.parametrize("context", [{"viewport": PHONE}], indirect=True)


def expect_uncovered(page: Page) -> None:
    expect(page.locator(".v-overlay--active, .v-navigation-drawer__scrim")).to_have_count(0)


def test_escape_closes_help_and_leaves_the_filters(page: Page, app: App) -> None:
    opened(page, app.page("logs", "status=404"))
    chip = page.get_by_role("button", name="Reset all")
    expect(chip).to_be_visible()
    button = page.get_by_role("button", name="Help", exact=True)
    button.press("Enter")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Help")).to_be_hidden()
    expect_uncovered(page)
    expect(button).to_be_focused()
    expect(chip).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    # As after a click beside the words: the focus is in no field of the dialog.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Escape")
    expect_uncovered(page)
    expect(chip).to_be_visible()
    page.keyboard.press("Escape")
    expect(chip).to_have_count(0)


def test_escape_closes_the_link_that_a_browser_may_not_copy(page: Page, app: App) -> None:
    opened(page, app.page("gallery"))
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Share view").click()
    link = page.get_by_role("textbox", name="Link")
    link.focus()
    link.press("Escape")
    expect(page.get_by_role("dialog", name="Link to this view")).to_be_hidden()
    expect_uncovered(page)


@on_a_phone
def test_escape_closes_the_pages_on_a_phone(page: Page, app: App) -> None:
    opened(page, app.page("gallery"))
    button = page.get_by_role("button", name="Pages")
    button.click()
    expect(page.get_by_role("link", name="Server logs")).to_be_in_viewport()
    expect(page.locator(".v-navigation-drawer__scrim")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Server logs")).not_to_be_in_viewport()
    expect_uncovered(page)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(page.get_by_role("link", name="Server logs")).to_be_in_viewport()
