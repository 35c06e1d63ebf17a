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

OF_README = ROOT / "docs" / "pictures" / "logs.jpg"
"""The picture that the README shows: of the log page, as it opens."""


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


def take_for_readme(browser: Browser, app: App, path: Path) -> None:
    """Write the README's picture, small enough to be kept with the code."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    opened(page, app.page("logs"))
    page.wait_for_selector(".vt-insights .vt-insight-link")
    page.wait_for_timeout(2500)
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path, type="jpeg", quality=72)
    page.close()


def main() -> None:
    """Serve the app, and take them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        app, browser = App(Path(home)), launch(playwright)
        try:
            take(browser, app, FOLDER)
            take_for_readme(browser, app, OF_README)
        finally:
            browser.close()
            app.stop()
    taken, shown = FOLDER.relative_to(ROOT), OF_README.relative_to(ROOT)
    sys.stdout.write(
        f"{len(list(FOLDER.glob('*.png')))} pictures in {taken}, one for the README in {shown}\n"
    )


if __name__ == "__main__":
    main()
