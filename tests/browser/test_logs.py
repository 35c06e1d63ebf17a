"""What a person does on the log page, and what they see."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.stories import STORIES
from tests.browser.conftest import App, Elsewhere, fits, in_every_look, opened, shot, tab_to
from tests.browser.logs_page import rows, summary
from tests.shared_data import shared


@pytest.fixture(scope="module")
def buttercup(tmp_path_factory: pytest.TempPathFactory):
    """The app with the shared tutorial log on offer."""
    log = shared("logs/buttercup_www1_access.log.gz")
    running = App(tmp_path_factory.mktemp("buttercup"), VITRINE_LOGS=str(log))
    yield running
    assert not running.stop()


def on_buttercup(page: Page, app: App, query: str = "") -> Page:
    opened(page, app.page("logs", "log=buttercup_www1_access.log.gz" + query))
    expect(page.locator(".vt-facts")).to_contain_text("13,628 lines read")
    return page


def test_the_talks_story(page: Page, buttercup: App) -> None:
    """Clicking all statuses but 200 leaves two products and one category; a product leaves no category."""
    on_buttercup(page, buttercup)
    summary(page, "13,628 of 13,628 requests selected")
    codes = ("400", "404", "406", "408", "500", "503", "505")
    for code in codes:
        slice_ = page.locator(f".vt-slice[aria-label^='{code}:']")
        slice_.click(modifiers=[] if code == codes[0] else ["ControlOrMeta"])
    # 13,628 − 11,835 with status 200.
    summary(page, "1,793 of 13,628 requests selected")
    products = {name: n for name, n in rows(page, "Product").items() if n and name != "(none)"}
    assert products == {"SF-BVS-G01": 397, "SF-BVS-01": 33}
    assert {name: n for name, n in rows(page, "Category").items() if n and name != "(none)"} == {"NULL": 329}
    page.locator("section[aria-label='Product'] .vt-bar[aria-label^='SF-BVS-G01:']").click()
    summary(page, "397 of 13,628 requests selected")
    assert {name for name, n in rows(page, "Category").items() if n} == {"(none)"}
    shot(page, "logs-story")
    page.keyboard.press("Escape")
    summary(page, "13,628 of 13,628 requests selected")


def test_the_first_day_starts_in_the_evening(page: Page, buttercup: App) -> None:
    on_buttercup(page, buttercup)
    page.locator("section[aria-label='Requests a day'] .vt-column").first.click()
    summary(page, "372 of 13,628 requests selected")
    labels = page.locator("section[aria-label='Hour of the day'] .vt-column").evaluate_all(
        "all => all.map((one) => one.getAttribute('aria-label'))"
    )
    counts = [int(re.search(r": ([\d,]+) of", label)[1].replace(",", "")) for label in labels]
    assert counts[:18] == [0] * 18
    assert sum(counts) == 372
    # A chart never filters itself: the other days stay.
    second = page.locator("section[aria-label='Requests a day'] .vt-column").nth(1)
    assert "2,111 of 2,111" in (second.get_attribute("aria-label") or "")


def test_the_statuses_are_above_the_fold(page: Page, app: App) -> None:
    opened(page, app.page())
    codes = page.locator(".vt-slice")
    expect(codes).to_have_count(13)
    for width, height in ((1440, 900), (1366, 768), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        for code in (codes.first, codes.last):
            expect(code).to_be_in_viewport(ratio=1)
        assert page.evaluate("scrollY") == 0


def test_a_click_on_the_ring_and_again_on_it(page: Page, buttercup: App) -> None:
    on_buttercup(page, buttercup)
    ring = page.locator(".vt-donut-ring")
    box = ring.bounding_box()
    assert box is not None
    at_the_right = {"x": box["width"] - 18, "y": box["height"] / 2}
    ring.click(position=at_the_right)
    summary(page, "11,835 of 13,628 requests selected")
    ring.click(position=at_the_right)
    summary(page, "13,628 of 13,628 requests selected")


def test_an_interval_is_drawn_moved_and_swept(page: Page, buttercup: App) -> None:
    on_buttercup(page, buttercup)
    plot = page.locator(".vt-series-plot")
    box = plot.bounding_box()
    assert box is not None
    x, y, width = box["x"], box["y"] + 60, box["width"]
    page.mouse.move(x + width * 0.3, y)
    page.mouse.down()
    page.mouse.move(x + width * 0.5, y, steps=10)
    page.mouse.up()
    chip = page.locator(".vt-chip", has_text="Time")
    expect(chip).to_have_count(1)
    # About a fifth of a week of fairly even traffic, once the drag's last interval is answered.
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(r"^(2,\d{3}|3,[0-4]\d{2}) of "))
    page.wait_for_timeout(500)
    drawn = page.locator(".vt-summary-text").inner_text()
    assert "time=2021-02-" in page.url
    page.mouse.move(x + width * 0.4, y)
    page.mouse.down()
    page.mouse.move(x + width * 0.6, y, steps=10)
    page.mouse.up()
    expect(page.locator(".vt-summary-text")).not_to_have_text(drawn)
    page.get_by_role("radio", name="Sweep").click()
    page.mouse.click(x + width * 0.5, box["y"] + box["height"] * 0.2)
    page.mouse.move(x + width * 0.5, box["y"] + box["height"] * 0.9, steps=5)
    page.mouse.click(x + width * 0.5, box["y"] + box["height"] * 0.9)
    # Near the bottom the interval is narrow: under a thousand requests, so no comma.
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(r"^\d{1,3} of "))
    page.wait_for_timeout(500)
    frozen = page.locator(".vt-summary-text").inner_text()
    page.mouse.move(x + width * 0.9, box["y"] + box["height"] * 0.5)
    page.wait_for_timeout(300)
    assert page.locator(".vt-summary-text").inner_text() == frozen


def test_a_shared_link_opens_the_same_view_elsewhere(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page())
    page.locator(".vt-slice[aria-label^='404:']").click()
    page.locator("section[aria-label='Hour of the day'] .vt-column").nth(20).click()
    expect(page.locator(".vt-chip")).to_have_count(2)
    expect(page).to_have_url(re.compile("status=404.*|hour=20.*"))
    other = elsewhere(page)
    expect(other.locator(".vt-summary-text")).to_have_text(page.locator(".vt-summary-text").inner_text())
    expect(other.locator(".vt-chip")).to_have_count(2)


def test_unknown_parts_of_a_link_are_named_and_ignored(page: Page, app: App) -> None:
    opened(page, app.page("logs", "colour=red&status=404,999&token=secret"))
    expect(page.locator(".vt-notice")).to_contain_text("“colour” is not a setting of this page")
    expect(page.locator(".vt-notice")).to_contain_text("999")
    expect(page.locator(".vt-chip")).to_have_count(1)
    assert "secret" not in page.content()
    # Whoever goes on from that view is not told of it for ever.
    page.locator(".vt-chip-words").click()
    expect(page.locator(".vt-notice")).to_have_count(0)


def test_the_whole_walk_by_keyboard(page: Page, app: App) -> None:
    opened(page, app.page())
    whole = page.locator(".vt-summary-text").inner_text()
    tab_to(page, ".vt-series-plot")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".vt-chip", has_text="Time")).to_have_count(1)
    page.keyboard.press("Delete")
    expect(page.locator(".vt-chip")).to_have_count(0)
    tab_to(page, ".vt-insight-link")
    tab_to(page, ".vt-slice")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".vt-chip", has_text="Status")).to_have_count(1)
    tab_to(page, ".vt-column")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".vt-chip", has_text="Day")).to_have_count(1)
    tab_to(page, ".vt-cell")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".vt-chip", has_text="Weekday")).to_have_count(1)
    tab_to(page, ".vt-bar")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".vt-summary-text")).to_have_text(whole)
    page.keyboard.press("?")
    expect(page.get_by_text("Every picture is a filter")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Every picture is a filter")).to_be_hidden()


def test_numbers_as_a_table_and_files_to_take_away(page: Page, app: App, tmp_path: Path) -> None:
    opened(page, app.page())
    card = page.locator("section[aria-label='Status']")
    card.get_by_role("button", name="show the numbers as a table").click()
    expect(card.locator("tbody tr").first).to_be_visible()
    with page.expect_download() as table:
        card.get_by_role("button", name="save as CSV").click()
    table.value.save_as(tmp_path / "status.csv")
    lines = list(csv.reader((tmp_path / "status.csv").open(encoding="utf-8-sig")))
    selected = int(page.locator(".vt-summary-text").inner_text().split(" of ")[0].replace(",", ""))
    assert sum(int(line[1]) for line in lines[1:]) == selected
    card.get_by_role("button", name="show the chart").click()
    with page.expect_download() as picture:
        card.get_by_role("button", name="save as PNG").click()
    picture.value.save_as(tmp_path / "status.png")
    assert (tmp_path / "status.png").read_bytes().startswith(b"\x89PNG")
    page.locator(".vt-slice[aria-label^='404:']").click()
    expect(page.locator(".vt-chip")).to_have_count(1)
    expect(page.locator(".vt-requests-found")).to_have_text(re.compile(r"^\d[\d,]* requests$"))
    count = int(page.locator(".vt-summary-text").inner_text().split(" of ")[0].replace(",", ""))
    expect(page.locator(".vt-requests-found")).to_have_text(f"{count:,} requests")
    with page.expect_download() as download:
        page.locator(".vt-requests-bar").get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "requests.csv")
    requests = list(csv.DictReader((tmp_path / "requests.csv").open(encoding="utf-8-sig")))
    assert len(requests) == count
    assert {request["status"] for request in requests} == {"404"}
    assert [r["time"] for r in requests] == sorted(r["time"] for r in requests)


def test_searching_the_requests(page: Page, app: App) -> None:
    opened(page, app.page())
    page.get_by_label("Search the selected lines").fill("wp-login.php")
    found = page.locator(".vt-requests-found")
    expect(found).to_have_text(re.compile(r"^[1-9]\d* found$"))
    count = int(found.inner_text().split()[0])
    expect(page.locator(".vt-requests td.target")).to_have_text([re.compile("wp-login.php")] * count)


def test_escape_closes_what_is_open_before_it_clears_filters(page: Page, app: App) -> None:
    opened(page, app.page())
    page.locator(".vt-slice[aria-label^='404:']").click()
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.get_by_role("button", name=f"{STORIES.malformed} rejected").click()
    expect(page.locator(".vt-reading")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".vt-reading")).to_have_count(0)
    expect(page.get_by_role("button", name="How this log was read")).to_be_focused()
    expect(page.locator(".vt-chip")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".vt-chip")).to_have_count(0)


def test_what_is_listed_can_be_read(page: Page, app: App) -> None:
    """All statuses without scrolling, referrers by what sets them apart, sizes by thousands, texts whole."""
    opened(page, app.page())
    legend = page.locator(".vt-donut-legend")
    expect(legend.locator(".vt-slice").first).to_be_visible()
    assert legend.evaluate("(box) => box.scrollHeight <= box.clientHeight")
    dots = legend.locator(".vt-dot").evaluate_all(
        "all => all.map((dot) => getComputedStyle(dot).backgroundColor)"
    )
    assert len(set(dots)) == len(dots) >= 13
    names = page.locator("section[aria-label='Referrers'] .vt-bar-label")
    seen = names.evaluate_all(
        """all => all.map((name) => {
          const [start, end] = name.querySelectorAll('bdi');
          const fits = (end || start).getBoundingClientRect().right <= name.getBoundingClientRect().right + 1;
          return fits ? (end || start).innerText : '';
        })"""
    )
    assert len(set(seen)) == len(seen) >= 9
    table = page.locator(".vt-requests-scroll")
    expect(table.locator("td.bytes").first).to_be_visible()
    sizes = table.locator("td.bytes").all_inner_texts()
    assert all(re.fullmatch(r"\d{1,3}(,\d{3})*|", size) for size in sizes)
    assert any("," in size for size in sizes)
    assert table.evaluate("(box) => box.scrollWidth <= box.clientWidth")


@in_every_look
def test_no_sideways_scroll_in_either_theme(page: Page, app: App) -> None:
    opened(page, app.page())
    fits(page, "logs")


def test_the_theme_switches_charts_at_once_and_is_remembered(page: Page, app: App) -> None:
    opened(page, app.page())
    axis = page.locator("section[aria-label='Requests a day'] .bqplot .axis text").first
    dark = axis.evaluate("(text) => getComputedStyle(text).fill")
    page.get_by_role("button", name="Switch to the light theme").click()
    assert axis.evaluate("(text) => getComputedStyle(text).fill") != dark
    assert "theme=light" in page.url
    opened(page, app.page())
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
