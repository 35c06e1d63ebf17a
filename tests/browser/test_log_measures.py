"""What a person counts on the log page: questions of a site's owner, with the answers of awk and grep."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, App, fits, opened, shot
from tests.shared_data import shared

ELASTIC, BUTTERCUP = "elastic_apache_logs.log.gz", "buttercup_www1_access.log.gz"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory):
    """The app with two real logs on offer."""
    logs = ":".join(str(shared(f"logs/{name}")) for name in (ELASTIC, BUTTERCUP))
    running = App(tmp_path_factory.mktemp("measures"), VITRINE_LOGS=logs)
    yield running
    assert not running.stop()


def on(page: Page, app: App, log: str, lines: str) -> None:
    opened(page, app.page("logs", f"log={log}"))
    expect(page.locator(".vt-facts")).to_contain_text(f"{lines} lines read")


def first(page: Page, card: str) -> str:
    return page.locator(f"section[aria-label='{card}'] .vt-bar").first.get_attribute("aria-label") or ""


def figure(page: Page, name: str):
    return page.locator(f".vt-headline-pick[data-name='{name}']")


def test_the_whole_page_counts_bytes_or_visitors(page: Page, real: App) -> None:
    on(page, real, ELASTIC, "10,000")
    expect(figure(page, "requests")).to_have_attribute("aria-checked", "true")
    expect(figure(page, "bytes")).to_contain_text(re.compile(r"2,747,2\d\d,\d\d\d bytes"))
    figure(page, "bytes").click()
    expect(page.locator("h2", has_text="Bytes sent over time")).to_be_visible()
    assert re.match(r"/misc/sample.log: 1,303,362,072 of ", first(page, "Paths"))
    assert re.match(r"68.180.224.225: 168,132,893 of ", first(page, "Hosts"))
    assert "measure=bytes" in page.url
    figure(page, "visitors").click()
    expect(page.locator("h2", has_text="Visitors over time")).to_be_visible()
    fits(page, "logs-visitors")


def test_the_sites_that_people_come_from(page: Page, real: App) -> None:
    on(page, real, ELASTIC, "10,000")
    page.get_by_label("What is listed of referrers").select_option("Referring site")
    bar = page.locator("section[aria-label='Referring site'] .vt-bar[aria-label^='own: semicomplete.com']")
    expect(bar).to_have_attribute("aria-label", "own: semicomplete.com: 5,039 of 5,039 requests")


def test_a_day_is_compared_with_the_one_before(page: Page, real: App) -> None:
    on(page, real, BUTTERCUP, "13,628")
    page.locator("section[aria-label='Requests a day'] .vt-column[aria-label^='Wed 17 Feb']").click()
    expect(figure(page, "requests")).to_contain_text("1,887")
    expect(figure(page, "requests")).to_contain_text("−11% on the day before (2,111)")
    page.get_by_label("Compare").select_option("with the time before")
    expect(page.locator("section[aria-label='What changed']")).to_contain_text("against the day before")
    expect(page.locator("section[aria-label='Method'] .vt-bar-change").first).to_be_visible()
    shot(page, "logs-compared")


def test_the_time_is_zoomed_into(page: Page, real: App) -> None:
    on(page, real, BUTTERCUP, "13,628")
    page.get_by_label("Quick ranges").select_option("last hour")
    expect(page.locator(".vt-summary-text")).not_to_have_text("13,628 of 13,628 requests selected")
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator("section[aria-label='Requests over time']")).to_contain_text("15 seconds a point")
    expect(page).to_have_url(re.compile(r"zoom=2021-02-22T17:"))
    figure(page, "errors").click()
    page.get_by_label("Errors as").select_option("share of requests")
    expect(page).to_have_url(re.compile("rate=1"))
    shot(page, "logs-zoomed")
    page.get_by_role("button", name="whole log").click()
    expect(page).not_to_have_url(re.compile("zoom="))


BESIDE = """(chart) => {
  const [said, box] = [chart.querySelector('.vt-readout'), chart].map((one) => one.getBoundingClientRect());
  const { left, right, top, bottom } = said;
  return { left, right, top, bottom, from: box.left, to: box.right };
}"""


def test_what_a_chart_says_stands_beside_the_pointer(page: Page, real: App) -> None:
    on(page, real, BUTTERCUP, "13,628")
    chart = page.locator("section[aria-label='Weekday × hour'] .vt-heat")
    chart.scroll_into_view_if_needed()
    for place in (0, 24 * 3 + 12, 24 * 6 + 23):
        cell = chart.locator(".vt-cell").nth(place)
        cell.hover()
        expect(chart.locator(".vt-readout")).to_contain_text((cell.get_attribute("aria-label") or "")[:10])
        box, said = cell.bounding_box(), chart.evaluate(BESIDE)
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # Beside the pointer, which it does not hide, and within the chart.
        assert said["left"] - 1 <= x <= said["right"] + 1
        assert 0 < y - said["bottom"] < 30 or 0 < said["top"] - y < 30
        assert said["from"] - 1 <= said["left"] < said["right"] <= said["to"] + 1


@pytest.mark.parametrize(
    "context", [{"viewport": PHONE, "has_touch": True, "is_mobile": True}], indirect=True, ids=["phone"]
)
def test_a_walk_by_touch(page: Page, real: App) -> None:
    """No key can be held: what a tap does is chosen. Counts are of `awk '$9 == 404'` and its like."""
    on(page, real, ELASTIC, "10,000")
    chosen = page.locator(".vt-summary-text")
    # The screen moves to what is tapped, so that the bar stays where it was looked for.
    status = page.locator(".vt-donut-legend")
    does = page.get_by_role("radiogroup", name="What a tap does")
    status.locator(".vt-slice[aria-label^='404:']").tap()
    expect(chosen).to_contain_text("213 of ")
    does.get_by_role("radio", name="adds").tap()
    status.locator(".vt-slice[aria-label^='500:']").tap()
    expect(page.locator(".vt-chip")).to_contain_text("404, 500")
    expect(chosen).to_contain_text("216 of ")
    does.get_by_role("radio", name="leaves out").tap()
    page.locator("section[aria-label='Hosts'] .vt-bar").first.tap()
    expect(page.locator(".vt-chip.not")).to_contain_text("208.91.156.11")
    expect(chosen).to_contain_text("156 of ")
    page.get_by_role("button", name="Host 208.91.156.11: select only this").tap()
    expect(chosen).to_contain_text("60 of ")
    fits(page, "logs-touch")
    page.get_by_role("button", name="Reset all").tap()
    does.get_by_role("radio", name="selects").tap()
    page.locator("section[aria-label='Requests a day'] .vt-column").first.tap()
    expect(chosen).to_contain_text("1,632 of ")
