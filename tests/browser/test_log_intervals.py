"""Intervals of the log page: drawn, moved, swept and typed."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, fits, opened
from tests.browser.logs_page import summary


def test_an_interval_that_is_typed_holds_to_the_minute(page: Page, app: App) -> None:
    opened(page, app.page())
    page.locator(".vt-insight-link", has_text="from 7 Nov 14:12 to 15:48").click()
    start, end = (page.get_by_label(word, exact=True) for word in ("from", "to"))
    expect(start).to_have_value("2026-11-07T14:12")
    expect(end).to_have_value("2026-11-07T15:48")
    end.fill("2026-11-07T15:00")
    end.dispatch_event("change")
    expect(page.locator(".vt-chip")).to_contain_text("7 Nov 14:12 – 7 Nov 15:00")
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(r"^\d\d of "))
    cells = page.locator(".vt-requests td.time")
    expect(cells.first).to_have_text(re.compile(r"^2026-11-07 14:[1-5]"))
    # The table is told after the charts.
    expect(cells.filter(has_text=re.compile(r" 15:"))).to_have_count(0)
    assert all("14:12" <= text[11:16] < "15:00" for text in cells.all_inner_texts())


def test_both_ends_typed_one_after_the_other_hold(page: Page, app: App) -> None:
    opened(page, app.page())
    start, end = (page.get_by_label(word, exact=True) for word in ("from", "to"))
    expect(start).to_be_enabled()
    # Both before the session can have answered the first.
    page.evaluate(
        """
        () => {
          const [from, to] = document.querySelectorAll('.vt-series-foot input');
          for (const [field, value] of [[from, '2026-11-07T14:12'], [to, '2026-11-07T15:48']]) {
            field.value = value;
            field.dispatchEvent(new Event('change'));
          }
        }
        """
    )
    expect(page.locator(".vt-chip")).to_contain_text("7 Nov 14:12 – 7 Nov 15:48")
    expect(start).to_have_value("2026-11-07T14:12")
    expect(end).to_have_value("2026-11-07T15:48")


def test_an_interval_that_ends_before_it_begins_is_told(page: Page, app: App) -> None:
    opened(page, app.page())
    page.locator(".vt-insight-link", has_text="from 7 Nov 14:12 to 15:48").click()
    start, end = (page.get_by_label(word, exact=True) for word in ("from", "to"))
    expect(end).to_have_value("2026-11-07T15:48")
    end.fill("2026-11-05T12:00")
    end.dispatch_event("change")
    told = page.locator(".vt-series-told")
    expect(told).to_contain_text("ends before it begins")
    expect(page.locator(".vt-chip")).to_contain_text("7 Nov 14:12 – 7 Nov 15:48")
    # The end stays as it was typed, and holds once the beginning lies before it.
    expect(end).to_have_value("2026-11-05T12:00")
    start.fill("2026-11-05T09:00")
    start.dispatch_event("change")
    expect(page.locator(".vt-chip")).to_contain_text("5 Nov 09:00 – 5 Nov 12:00")
    expect(told).to_have_count(0)
    # Escape in a field gives up what was typed there, and leaves the field; the next one clears the filters.
    end.fill("2026-11-04T12:00")
    end.dispatch_event("change")
    expect(told).to_be_visible()
    end.press("Escape")
    expect(told).to_have_count(0)
    expect(end).to_have_value("2026-11-05T12:00")
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".vt-chip")).to_have_count(0)


def test_times_are_told_by_the_clock_of_a_zone(page: Page, app: App) -> None:
    line = '192.0.2.1 - - [{}] "GET / HTTP/1.1" 200 512 "-" "curl/8"\n'
    log = "".join(line.format(f"03/Mar/2026:{hour}:30:00 +0000") for hour in ("22", "23"))
    opened(page, app.page())
    page.set_input_files(
        "input[type=file]", {"name": "own.log", "mimeType": "text/plain", "buffer": log.encode()}
    )
    summary(page, "2 of 2 requests selected")
    page.get_by_label("How this log was read").click()
    clock = page.get_by_label("Times are by the clock of")
    expect(clock.locator("option").first).to_have_text("the log itself (UTC)")
    clock.select_option("Asia/Tokyo")
    expect(page.locator(".vt-facts")).to_contain_text("by the clock of Asia/Tokyo")
    # Half past ten in the evening is half past seven of the next morning there.
    expect(page.locator(".vt-requests")).to_contain_text("2026-03-04 07:30:00")
    expect(page).to_have_url(re.compile(r"zone=Asia(/|%2F)Tokyo"))
    seven = page.locator("section[aria-label='Hour of the day'] .vt-column").nth(7)
    seven.click()
    summary(page, "1 of 2 requests selected")
    seven.click()
    summary(page, "2 of 2 requests selected")
    clock.scroll_into_view_if_needed()
    fits(page, "logs-clock")
    page.set_viewport_size({"width": 390, "height": 844})
    clock.scroll_into_view_if_needed()
    fits(page, "logs-clock")
    clock.select_option("")
    expect(page.locator(".vt-requests")).to_contain_text("2026-03-03 22:30:00")
