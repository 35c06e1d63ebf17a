"""How a page starts: what it loads, and that it runs no code but its own."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import App, opened
from tests.browser.preload import LIST, scripts


def test_what_a_page_loads_is_announced_to_the_browser(page: Page, app: App) -> None:
    """A new version of a library has other files: empty the list, and run tests.browser.preload."""
    assert set(scripts(page, app.page())) <= set(json.loads(LIST.read_text()))


def test_a_second_visit_loads_no_script_again(page: Page, app: App) -> None:
    opened(page, app.page())
    opened(page, app.page(query="again=1"))
    sent = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => /[.]js/.test(e.name) && e.transferSize > 0)"
        ".map(e => e.name)"
    )
    assert sent == []


def test_what_widgets_are_drawn_by_is_no_part_of_the_page(page: Page, app: App) -> None:
    answer = page.goto(app.page())
    assert answer is not None
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    assert "export const" not in answer.text()
    files = page.evaluate(
        "performance.getEntriesByType('resource').filter(e => e.name.includes('/voila/components/'))"
        ".map(e => [e.name, e.decodedBodySize])"
    )
    kinds = {name.rsplit("/", 1)[1].split(".")[0]: size for name, size in files}
    assert kinds.keys() >= {"charts", "logs", "shell"}
    assert not kinds.keys() & {"gallery", "network", "sentiment"}
    assert min(kinds.values()) > 1_000
    kept = page.request.get(files[0][0]).headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"


def test_a_browser_cannot_run_code(page: Page, app: App, tmp_path: Path) -> None:
    opened(page, app.page())
    trace = tmp_path / "trace"
    page.evaluate(
        "(code) => { jupyterapp.widgetManager.kernel.requestExecute({code}).done.catch(() => {}); }",
        f"open({str(trace)!r}, 'w').close()",
    )
    page.wait_for_timeout(2000)
    assert not trace.exists()
    assert page.evaluate("vitrine.state") == "live"
