from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from app.shell import pages
from tests.browser.conftest import PHONE, App, shot


def test_landing_shows_a_card_a_page_and_costs_no_kernel(page: Page, app: App) -> None:
    before = len(app.kernels())
    page.goto(app.url)
    titles = page.locator(".landing-card h2").all_inner_texts()
    assert titles == [known.title for known in pages.present()]
    assert page.locator(".landing-card p").first.inner_text() == pages.PAGES[0].question
    assert page.title() == "Vitrine"
    page.wait_for_timeout(500)
    assert len(app.kernels()) <= before
    shot(page, "landing-dark")


def test_every_card_leads_to_a_page(page: Page, app: App) -> None:
    page.goto(app.url)
    for link in page.locator(".landing-card").all():
        assert link.get_attribute("href") in {f"/voila/render/{known.notebook}" for known in pages.PAGES}


@pytest.mark.parametrize("context", [{"color_scheme": "light"}], indirect=True)
def test_theme_follows_the_system_then_the_choice_then_the_link(page: Page, app: App) -> None:
    def theme() -> str:
        return page.evaluate("document.documentElement.dataset.theme")

    page.goto(app.url)
    assert theme() == "light"
    shot(page, "landing-light")
    page.get_by_role("button", name="Dark theme").click()
    assert theme() == "dark"
    page.reload()
    assert theme() == "dark"
    page.goto(f"{app.url}/?theme=light")
    assert theme() == "light"
    page.goto(f"{app.url}/?theme=%22%3E%3Cscript%3E")
    assert theme() == "dark"


@pytest.mark.parametrize("context", [{"viewport": PHONE}], indirect=True)
def test_landing_fits_a_phone(page: Page, app: App) -> None:
    page.goto(app.url)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, "landing-phone")


def test_unknown_addresses_get_a_page_in_plain_words(page: Page, app: App, watch) -> None:
    watch.lenient = True
    for path in ("/nonsense", "/voila/render/none.ipynb", "/voila/render/../app/settings.py", "/voila/tree"):
        answer = page.goto(app.url + path)
        assert answer is not None
        assert answer.status == 404, path
        assert page.get_by_role("heading").inner_text() == "There is no such page"
    shot(page, "missing")
    page.get_by_role("link", name="All pages").click()
    assert page.title() == "Vitrine"


def test_without_scripts_the_landing_page_is_whole(browser, app: App) -> None:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(app.url)
    assert page.locator(".landing-card").count() == len(pages.present())
    context.close()
