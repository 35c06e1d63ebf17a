"""Pictures of every page, wide and narrow, dark and light: ``python -m tests.browser.screenshots``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from app.shell import pages
from tests.browser.chromium import launch
from tests.browser.conftest import PHONE, ROOT, WIDE, App, opened

FOLDER = ROOT / "data" / "made" / "screenshots"


def take(browser: Browser, app: App, folder: Path) -> None:
    """Write a picture a page, theme and width into ``folder``; the landing page is called ``landing``."""
    for name in ("landing", *(page.name for page in pages.present())):
        for theme in ("dark", "light"):
            for size in (WIDE, PHONE):
                context = browser.new_context(viewport=size, color_scheme=theme)
                page = context.new_page()
                if name == "landing":
                    page.goto(app.url)
                else:
                    opened(page, app.page(name))
                    page.wait_for_timeout(2500)
                page.screenshot(path=folder / f"{name}-{theme}-{size['width']}.png", full_page=True)
                context.close()


def main() -> None:
    """Serve the app, and take them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app, browser = App(Path(home)), launch(playwright)
        try:
            take(browser, app, FOLDER)
        finally:
            browser.close()
            app.stop()
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
