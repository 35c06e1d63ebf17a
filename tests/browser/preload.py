"""Which scripts a page loads: ``python -m tests.browser.preload URL`` writes ``app/server/preload.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launch

LIST = Path(__file__).resolve().parents[2] / "app" / "server" / "preload.json"
WANTED = ("/voila/static/", "/voila/labextensions/")


def scripts(page: Page, url: str) -> list[str]:
    """Open ``url`` and give the addresses, below the base, of Voilà's and the widgets' scripts, in order."""
    asked: dict[str, None] = {}

    def note(address: str) -> None:
        parts = urlsplit(address)
        if parts.path.startswith(WANTED) and parts.path.endswith(".js"):
            asked[parts.path[1:] + (f"?{parts.query}" if parts.query else "")] = None

    page.on("request", lambda request: note(request.url))
    page.goto(url)
    page.wait_for_function("window.vitrine && vitrine.state === 'live'", timeout=60_000)
    page.wait_for_timeout(1500)
    return list(asked)


def main(url: str) -> None:
    """Write the list; empty it and start the server anew before, or what it says is asked for again."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        LIST.write_text(json.dumps(scripts(browser.new_page(), url), indent=1) + "\n", encoding="utf-8")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
