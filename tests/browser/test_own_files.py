"""A file of one's own outlives the page, is found again by its link, and is for others only when shared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, App, fits, in_both_themes, opened, shot

LINE = '192.0.2.{n} - - [15/Feb/2021:10:0{n}:00 +0000] "GET /{n} HTTP/1.1" {status} 10 "-" "curl/8"\n'
LOG = "".join(LINE.format(n=n, status=200 if n < 5 else 404) for n in range(7))
TEXTS = "text,label\n" + "".join(
    f"{word} day {n},{label}\n"
    for n in range(20)
    for word, label in (("good", "positive"), ("bad", "negative"))
)
TABLE = "size,price\n" + "".join(f"{n},{2 * n}.5\n" for n in range(30))


def bring(page: Page, button: str, name: str, text: str) -> None:
    page.set_input_files(
        f"input[aria-label='{button}']", {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )


@in_both_themes
def test_a_log_of_ones_own_is_shared_opened_and_forgotten(
    page: Page, app: App, browser: Browser, watch
) -> None:
    opened(page, app.page("logs"))
    bring(page, "Your own log", "mine.log", LOG)
    summary = page.locator(".vt-summary")
    expect(summary).to_contain_text("7 of 7 requests selected")
    page.wait_for_function("location.search.includes('mine.log')")
    expect(page.locator(".vt-own")).to_contain_text("kept on this server for at least 90 days")
    fits(page, "own-log")
    page.reload()
    expect(summary).to_contain_text("7 of 7 requests selected")
    page.go_back()
    expect(summary).not_to_contain_text("of 7 requests")
    page.go_forward()
    expect(summary).to_contain_text("7 of 7 requests selected")
    unshared = page.url
    other = watch.follow_all(browser.new_context())
    colleague = opened(other.new_page(), unshared)
    expect(colleague.get_by_role("alert")).to_contain_text("needs the file “mine.log”")
    expect(colleague.locator(".vt-summary")).to_contain_text("0 of 0 requests")
    shot(colleague, "own-log-lacking")
    page.get_by_label("Share the file too").select_option("7")
    page.wait_for_function("location.search.includes('shared=')")
    expect(page.locator(".vt-own")).to_contain_text("whoever has the link can open it until")
    page.set_viewport_size(PHONE)
    fits(page, "own-log")
    opened(colleague, page.url)
    expect(colleague.locator(".vt-summary")).to_contain_text("7 of 7 requests selected")
    page.get_by_role("button", name="Forget it").click()
    expect(summary).not_to_contain_text("of 7 requests")
    page.wait_for_function("!location.search.includes('file=')")
    opened(colleague, page.url if "file=" in page.url else unshared)
    expect(colleague.get_by_role("alert")).to_contain_text("needs the file")
    other.close()


@pytest.mark.parametrize(
    ("name", "button", "file", "text", "seen"),
    [
        ("sentiment", "Your own", "mine.csv", TEXTS, re.compile(r"of \d+ texts selected")),
        ("network", "Your own table", "mine.csv", TABLE, re.compile("30 rows")),
    ],
)
def test_a_table_of_ones_own_survives_a_reload(
    page: Page, app: App, name: str, button: str, file: str, text: str, seen: re.Pattern[str]
) -> None:
    opened(page, app.page(name, "step=data" if name == "network" else ""))
    bring(page, button, file, text)
    page.wait_for_function("location.search.includes('file=')", timeout=60_000)
    expect(page.locator(".vt-own").first).to_contain_text("“mine.csv”")
    page.reload()
    expect(page.locator(".vt-own").first).to_contain_text("“mine.csv”", timeout=60_000)
    expect(page.locator("#vt-main")).to_contain_text(seen, timeout=60_000)
    shot(page, f"own-{name}")


def test_back_undoes_a_choice_and_typing_is_one_step(page: Page, app: App) -> None:
    opened(page, app.page("logs"))
    summary = page.locator(".vt-summary-text")
    bring(page, "Your own log", "mine.log", LOG)
    expect(summary).to_have_text("7 of 7 requests selected")
    page.wait_for_function("location.search.includes('file=')")
    before = page.evaluate("history.length")
    page.locator("section[aria-label='Paths'] .vt-bar").first.click()
    expect(summary).to_have_text("1 of 7 requests selected")
    page.locator(".vt-slice[aria-label^='404:']").click()
    expect(summary).to_have_text("0 of 7 requests selected")
    search = page.get_by_label("Search the selected lines")
    search.click()
    search.press_sequentially("curl", delay=120)
    page.wait_for_function("location.search.includes('search=curl')")
    assert page.evaluate("history.length") == before + 3
    page.go_back()
    page.wait_for_function("!location.search.includes('search=')")
    expect(search).to_have_value("")
    expect(summary).to_have_text("0 of 7 requests selected")
    page.go_back()
    expect(summary).to_have_text("1 of 7 requests selected")
    page.go_back()
    expect(summary).to_have_text("7 of 7 requests selected")
    page.go_forward()
    expect(summary).to_have_text("1 of 7 requests selected")
    # Another choice from here is a step like any other.
    page.locator("section[aria-label='Paths'] .vt-bar").first.click()
    expect(summary).to_have_text("7 of 7 requests selected")
    page.go_back()
    expect(summary).to_have_text("1 of 7 requests selected")
