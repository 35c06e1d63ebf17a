"""Logs that a person brings to the log page: dropped, in a format of their own, large, broken."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.stories import STORIES
from tests.browser.conftest import App, opened
from tests.browser.logs_page import STANDS_OUT, rows, summary


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
