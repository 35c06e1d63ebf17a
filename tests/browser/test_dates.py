"""Dates come in the order of the visitor's language, everywhere on a page, and links stay as they are."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.dates import order_of
from tests.browser.conftest import App, opened

LOCALES = """
en-US en-GB en-CA en-AU en-IN en-IE en-NZ en-ZA en-PH de-DE de-AT fr-FR fr-CA es-ES es-MX it-IT nl-NL pt-BR
pt-PT sv-SE nb-NO da-DK fi-FI pl-PL cs-CZ ru-RU uk-UA tr-TR el-GR ro-RO bg-BG hr-HR he-IL ar-EG hi-IN th-TH
vi-VN id-ID fil-PH ja-JP ko-KR zh-CN zh-TW hu-HU lt-LT kn-IN am-ET
"""

# The order of the parts of a date with its month's name, and of the calendar that logs are written by.
ORDER = """(locales) => locales.map((locale) => new Intl.DateTimeFormat(locale,
  { calendar: 'gregory', year: 'numeric', month: 'short', day: 'numeric' }).formatToParts(new Date())
  .map(({ type }) => type[0]).filter((sign) => 'dmy'.includes(sign)).join(''))"""


def test_the_order_of_a_language_is_the_one_that_the_browser_itself_has(page: Page) -> None:
    locales = LOCALES.split()
    wanted = dict(zip(locales, page.evaluate(ORDER, locales), strict=True))
    assert set(wanted.values()) == {"dmy", "mdy", "ymd"}
    assert {locale: order_of(f"{locale},en;q=0.5") for locale in locales} == wanted


SAID = {
    "en-US": (
        "Oct 14, 15:42 – Nov 18, 2026, 10:26",
        "Nov 17",
        "Tue, Nov 17, 2026",
        r"(Oct|Nov) \d+, \d\d:\d\d",
    ),
    "de-DE": ("14 Oct 15:42 – 18 Nov 2026 10:26", "17 Nov", "Tue 17 Nov 2026", r"\d+ (Oct|Nov) \d\d:\d\d"),
    "ja-JP": ("Oct 14 15:42 – 2026 Nov 18 10:26", "Nov 17", "Tue 2026 Nov 17", r"(Oct|Nov) \d+ \d\d:\d\d"),
}


@pytest.mark.parametrize("context", [{"locale": name} for name in SAID], indirect=True, ids=list(SAID))
def test_a_page_says_dates_in_one_order(page: Page, app: App) -> None:
    period, day, full_day, moment = SAID[page.evaluate("navigator.language")]
    opened(page, app.page("logs"))
    expect(page.locator(".vt-facts")).to_contain_text(period)
    axis = re.compile(f"^{day.replace('17', r'[0-9]+')}$")
    expect(page.locator(".vt-series .vt-columns-axis span", has_text=axis).first).to_be_visible()
    days = page.locator("section[aria-label='Requests a day']")
    days.locator(f".vt-column[aria-label^='{full_day}: ']").click()
    expect(page.locator(".vt-chip")).to_contain_text(day)
    page.wait_for_url("**day=2026-11-17**")
    # What the browser itself writes: the interval as the pointer and a screen reader are told of it.
    over_time = page.locator(".vt-series-plot")
    over_time.press("ArrowLeft")
    spoken = re.compile(rf"^Interval of time: {moment} to {moment}\. ")
    expect(over_time).to_have_attribute("aria-label", spoken)
