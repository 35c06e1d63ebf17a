"""Signing in as a person does it, and out again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import App, Watch, fits, in_every_look, opened

PASSWORD = "correct horse, battery"


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory):
    running = App(tmp_path_factory.mktemp("locked"), VITRINE_PASSWORD=PASSWORD)
    yield running
    assert not running.stop()


def test_a_shared_link_opens_after_the_password_and_the_page_is_live(
    page: Page, locked: App, watch: Watch
) -> None:
    watch.lenient = True
    page.goto(locked.page(query="status=404"))
    field = page.get_by_label("Password")
    expect(field).to_be_focused()
    field.fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    assert not watch.strangers
    watch.errors.clear()
    watch.lenient = False
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    assert page.url == locked.page(query="status=404")
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-summary-text")).to_contain_text("requests selected")
    # Another tab of this browser is signed in too, until the visitor signs out.
    page.goto(f"{locked.url}/")
    locked.await_kernels(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(locked.page())
    expect(page.get_by_label("Password")).to_be_visible()


@in_every_look
def test_the_sign_in_page_is_calm_in_every_look(page: Page, locked: App, watch: Watch) -> None:
    page.goto(f"{locked.url}/")
    expect(page.get_by_role("heading")).to_have_text("Vitrine")
    fits(page, "sign-in")
    assert serious_findings(page) == []


def test_behind_a_proxy_that_names_the_user_a_page_is_live(browser, start_app, watch: Watch) -> None:
    app = start_app(VITRINE_USER_HEADER="X-Remote-User", VITRINE_PROXY="127.0.0.1")
    context = watch.follow_all(browser.new_context(extra_http_headers={"X-Remote-User": "ada"}))
    opened(context.new_page(), app.page("gallery"))
    context.close()
    watch.lenient = True
    stranger = watch.follow_all(browser.new_context()).new_page()
    answer = stranger.goto(app.page("gallery"))
    assert answer is not None
    assert answer.status == 403
    expect(stranger.get_by_role("heading")).to_have_text("This is not open to you")
    stranger.context.close()
