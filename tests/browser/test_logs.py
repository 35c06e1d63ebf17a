"""What a person does on the log page, and what they see."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.stories import STORIES
from tests.browser.conftest import App, Elsewhere, fits, in_every_look, opened, shot, tab_to
from tests.shared_data import shared


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


@pytest.mark.parametrize("story", ["products", "category", "outage", "burst", "partial", "quiet", "weekend"])
def test_every_planted_story_is_told(page: Page, app: App, story: str) -> None:
    opened(page, app.page())
    told = page.locator(STANDS_OUT)
    expect(told.locator("li").first).to_be_visible()
    said = " ".join(told.inner_text().split())
    words = {
        "products": [product.value for product in STORIES.products]
        + [f"{sum(product.requests for product in STORIES.products)} requests"],
        "category": [STORIES.category.value, f"{STORIES.category.requests} of {STORIES.category.requests}"],
        "outage": ["outage", f"{STORIES.outage.start.day} {STORIES.outage.start:%b}"],
        "burst": [STORIES.burst.family, f"{STORIES.burst.requests:,}"],
        "partial": [f"starts at {STORIES.first:%H:%M}", f"ends at {STORIES.last:%H:%M}"],
        "quiet": [f"{STORIES.quiet.start:02d}:00", f"{STORIES.quiet.end:02d}:00"],
        "weekend": ["weekend"],
    }[story]
    assert all(word.lower() in said.lower() for word in words), said


def test_an_insight_selects_what_it_speaks_of(page: Page, app: App) -> None:
    opened(page, app.page())
    product = STORIES.products[0]
    page.locator(".vt-insight-link", has_text=product.value).click()
    expect(page.locator(".vt-summary-text")).to_have_text(re.compile(rf"^{product.requests} of "))
    assert {code for code, n in rows_of_legend(page).items() if n} == {str(product.status)}


STATED = {
    r"An outage .*: ([\d,]+) of ([\d,]+) requests": (1, 0),
    r"Category .* always fails: ([\d,]+) of": (0,),
    r"Products .* never succeed: ([\d,]+) requests": (2,),
    r"A burst: .* sent ([\d,]+) of the ([\d,]+) requests": (0, 1),
    r"Method .* fails far more often .*: ([\d,]+) of ([\d,]+) requests": (2, 0),
    r".* causes \d+% of all \d+s: ([\d,]+) of ([\d,]+)\.": (0, 1),
}
"""Insights that state how many requests their phrases stand for, and which phrase each number is of."""


def test_every_insight_that_states_a_count_selects_as_many(page: Page, app: App) -> None:
    opened(page, app.page())
    told = page.locator(f"{STANDS_OUT} li")
    expect(told.first).to_be_visible()
    checked = 0
    for place, text in enumerate(told.all_inner_texts()):
        for link, stated in next(
            (
                zip(links, found.groups(), strict=True)
                for pattern, links in STATED.items()
                if (found := re.match(pattern, text))
            ),
            (),
        ):
            told.nth(place).locator(".vt-insight-link").nth(link).click()
            expect(page.locator(".vt-summary-text")).to_have_text(re.compile(rf"^{stated} of 5"))
            checked += 1
    # The outage and its failures, the products, the category, the burst's sender and time.
    assert checked >= 6


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


def rows_of_legend(page: Page) -> dict[str, int]:
    """The statuses with the numbers beside them."""
    texts = page.locator(".vt-slice").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    return {t.split(":")[0]: int(t.split(": ")[1].split(" of ")[0].replace(",", "")) for t in texts}


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


def test_rejected_lines_are_shown_with_reasons(page: Page, app: App) -> None:
    opened(page, app.page())
    page.get_by_role("button", name=f"{STORIES.malformed} rejected").click()
    lines = page.locator(".vt-reading tbody tr")
    expect(lines).to_have_count(STORIES.malformed)
    expect(page.locator(".vt-reading .vt-inline select").first).to_have_value("combined")
    # The arrow of the choice beside them stands in its field, which is as wide as its words need.
    field, box = (
        page.locator(f".vt-reading .vt-select{part}").first.bounding_box() for part in ("", " select")
    )
    assert field is not None
    assert box is not None
    assert abs(field["x"] + field["width"] - box["x"] - box["width"]) < 2
    with page.expect_download() as saving:
        page.get_by_role("button", name="All rejected lines").click()
    rows = list(csv.reader(Path(saving.value.path()).read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["file", "line", "reason", "text"]
    assert len(rows) == 1 + STORIES.malformed


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


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.log", b"", "“empty.log” is empty."),
        ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "“cat.png” is a PNG picture"),
        (
            "error.log",
            b"2021/02/15 18:22:16 [error] 12#12: *3 open() failed (2: No such file)\n" * 20,
            "an nginx error log",
        ),
    ],
)
def test_a_broken_file_is_explained_and_the_page_lives_on(
    page: Page, app: App, name: str, content: bytes, words: str
) -> None:
    opened(page, app.page("logs", "status=404"))
    expect(page.locator(".vt-chip")).to_have_count(1)
    before = page.locator(".vt-summary-text").inner_text()
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(page.locator(".vt-problem")).to_contain_text(words)
    # The log shown before stays, as it was filtered, under its own name.
    summary(page, before)
    expect(page.locator(".vt-select select").first).to_have_value("shop")
    expect(page.locator(".vt-facts")).to_contain_text("lines read")
    expect(page.locator(".vt-problem")).to_contain_text(words)
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-summary-text")).not_to_have_text(before)


def test_a_page_without_a_log_says_so(page: Page, app: App) -> None:
    """A link to a file that this browser does not have shows no other log in its place."""
    opened(page, app.page("logs", f"file={'0' * 32}:gone.log"))
    expect(page.locator(".vt-problem")).to_contain_text("needs the file “gone.log”")
    expect(page.locator("section[aria-label='Requests over time']")).to_contain_text("no requests to show")
    expect(page.locator(STANDS_OUT)).to_have_text("There are no requests to look through.")
    expect(page.get_by_label("from", exact=True)).to_have_value("")
    page.locator(".vt-select select").first.select_option("shop")
    expect(page.locator(".vt-facts")).to_contain_text("lines read")
    page.locator(".vt-slice").first.click()
    expect(page.locator(".vt-chip")).to_have_count(1)


def drop(page: Page, name: str, times: int, *others: str) -> None:
    """Drop a log of one line, so many times, on the page, and with it others of the same by their names."""
    line = '198.51.100.7 - - [03/Mar/2026:10:00:00 +0000] "GET /dropped HTTP/1.1" 200 512 "-" "curl/8"\n'
    page.evaluate(
        """([names, line, times]) => {
          const data = new DataTransfer();
          names.forEach((name, place) =>
            data.items.add(new File([line.replaceAll(':10:00:00', `:1${place}:00:00`).repeat(times)], name)));
          for (const type of ['dragover', 'drop'])
            document.querySelector('.vt-main').dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [[name, *others], line, times],
    )


def test_a_log_dropped_on_the_page(page: Page, app: App) -> None:
    opened(page, app.page())
    drop(page, "dropped.log", 42)
    summary(page, "42 of 42 requests selected")
    assert set(rows(page, "Paths")) == {"/dropped"}


def test_several_logs_dropped_at_once_are_read_as_one(page: Page, app: App) -> None:
    opened(page, app.page())
    drop(page, "access.log", 42, "access.log.1")
    summary(page, "84 of 84 requests selected")
    expect(page.locator(".vt-select select").first).to_contain_text("Yours: access.log and 1 more")


def test_a_log_in_a_format_of_ones_own(page: Page, app: App) -> None:
    line = "up 0.004 | 03/Mar/2026:10:00:00 +0000 | 198.51.100.7 | {} /typed | 200 | 512\n"
    opened(page, app.page())
    page.set_input_files(
        "input[type=file]",
        {"name": "own.log", "mimeType": "text/plain", "buffer": (line.format("GET") * 42).encode()},
    )
    expect(page.locator(".vt-facts")).to_contain_text("42 lines read")
    page.get_by_label("How this log was read").click()
    box = page.get_by_label("or by the format string of the server")
    box.fill("up $request_time | $time_local | $remote_addr | $status")
    expect(page.get_by_text("it holds nothing that was asked for")).to_be_visible()
    box.fill("up $request_time | $time_local | $remote_addr | $request | $status | $body_bytes_sent")
    table = page.get_by_label("The first lines in this format")
    expect(table.locator("tbody tr")).to_have_count(10)
    cells = dict(
        zip(*(table.locator(f"tr >> nth={n} >> th, td").all_inner_texts() for n in (0, 1)), strict=True)
    )
    assert cells["path"] == "/typed"
    assert (cells["host"], cells["status"], cells["response time"]) == ("198.51.100.7", "200", "0.004")
    page.get_by_role("button", name="Read it so").click()
    summary(page, "42 of 42 requests selected")
    assert set(rows(page, "Paths")) == {"/typed"}
    expect(page.locator(".vt-facts")).to_contain_text("A format as typed")


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


def test_a_log_of_one_minute_is_seen_in_every_chart(page: Page, app: App) -> None:
    opened(page, app.page())
    drop(page, "minute.log", 42)
    summary(page, "42 of 42 requests selected")
    for shape, place in (
        ("section[aria-label='Requests over time'] .curve .line", 1),
        ("section[aria-label='Requests a day'] .bargroup rect", 0),
    ):
        page.wait_for_function(
            "([shape, place]) => document.querySelectorAll(shape)[place]?.getBoundingClientRect().width > 60",
            arg=[shape, place],
        )


def test_a_log_dropped_while_another_is_uploaded_takes_its_place(page: Page, app: App) -> None:
    opened(page, app.page())
    drop(page, "first.log", 1_000_000)
    expect(page.locator(".vt-progress")).to_contain_text(re.compile(r"first.log: [1-9]\d?%"))
    drop(page, "second.log", 42)
    summary(page, "42 of 42 requests selected")
    expect(page.locator(".vt-progress")).to_have_count(0)
    expect(page.locator(".vt-problem")).to_have_count(0)
    expect(page.locator(".vt-select select").first).to_be_enabled()


def test_a_file_of_ones_own_larger_than_a_message(page: Page, app: App, tmp_path: Path) -> None:
    line = '198.51.100.7 - - [03/Mar/2026:10:00:{:02d} +0000] "GET /page/{} HTTP/1.1" 200 512 "-" "{}"\n'
    path = tmp_path / "mine.log"
    path.write_text("".join(line.format(i % 60, i % 7, "x" * 120) for i in range(70_000)) + "junk\n")
    assert path.stat().st_size > 12_000_000
    opened(page, app.page())
    page.set_input_files("input[type=file]", path)
    expect(page.locator(".vt-facts")).to_contain_text("70,001 lines read", timeout=60_000)
    summary(page, "70,000 of 70,000 requests selected")
    expect(page.get_by_role("button", name="1 rejected")).to_be_visible()
    assert set(rows(page, "Paths")) == {f"/page/{i}" for i in range(7)}
    page.get_by_role("button", name="Share view").click()
    expect(page.locator(".vt-toast")).to_contain_text("Only this browser has the file “mine.log”")


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
