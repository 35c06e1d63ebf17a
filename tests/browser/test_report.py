"""The report on a view of a log: saved by a click, opened without any network, printed on one page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App, opened, shot
from tests.shared_data import shared

ELASTIC = "elastic_apache_logs.log.gz"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory):
    """The app with a real log on offer."""
    running = App(tmp_path_factory.mktemp("report"), VITRINE_LOGS=str(shared(f"logs/{ELASTIC}")))
    yield running
    assert not running.stop()


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def test_the_report_of_a_view_is_sent_to_who_is_offline(
    page: Page, real: App, browser: Browser, tmp_path: Path
) -> None:
    opened(page, real.page("logs", f"log={ELASTIC}&day=2015-05-17"))
    expect(page.get_by_text(re.compile(r"^1,632 of [\d,]+ requests selected$"))).to_be_visible()
    expect(page.locator("section[aria-label='What stands out']")).not_to_contain_text("Looking")
    told = page.locator("section[aria-label='What stands out'] li").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report: save this view as one page").click()
    assert download.value.suggested_filename == "report-elastic-apache-logs-log.html"
    file = tmp_path / "report.html"
    file.write_bytes(Path(download.value.path()).read_bytes())

    context = browser.new_context(offline=True, color_scheme="dark", viewport={"width": 900, "height": 1200})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    other = context.new_page()
    errors: list[str] = []
    other.on("console", lambda said: errors.append(said.text))
    other.goto(file.as_uri())
    expect(other.get_by_role("heading", name=f"Report on {ELASTIC}")).to_be_visible()
    expect(other.get_by_text(re.compile("1,632 of [0-9,]+ requests selected"))).to_be_visible()
    expect(other.get_by_role("list", name="Filters")).to_have_text("Day 17 May")
    # As awk counts: 30 of the day's requests failed.
    expect(other.locator(".figures div", has_text="Errors")).to_contain_text("30")
    assert re.sub(r"\s+", " ", told) in re.sub(r"\s+", " ", other.locator(".told").inner_text())
    assert (
        other.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    )
    shot(other, "report")
    for paper in ("A4", "Letter"):
        assert pages(other.pdf(format=paper)) == 1
    other.set_viewport_size({"width": 390, "height": 844})
    assert other.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == [file.as_uri()]
    assert not errors
    context.close()
