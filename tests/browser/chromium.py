"""Which Chromium the browser tests drive. ``python -m tests.browser.chromium`` tells whether one starts."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Dates come in the order of the visitor's language: a test that wants another names it as its ``locale``.
    "--accept-lang=en-GB",
)


def executable() -> str | None:
    """Give the path of the machine's own Chromium or Chrome, or None for Playwright's."""
    asked = os.environ.get("CHROMIUM")
    found = asked or next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or (MAC if Path(MAC).exists() else None)


def launch(playwright: Playwright) -> Browser:
    """Start it without a window."""
    return playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))


def launch_with(playwright: Playwright, profile: Path, **context: Any) -> BrowserContext:
    """Start it with a folder for what a browser keeps; closing it ends the browser, and the folder stays."""
    return playwright.chromium.launch_persistent_context(
        profile, executable_path=executable(), args=list(FLAGS), **context
    )


def main() -> int:
    """Return 0 if a browser starts, else 1."""
    try:
        with sync_playwright() as playwright:
            launch(playwright).close()
    except Error as error:
        sys.stderr.write(f"{str(error).splitlines()[0]}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
