"""No serious or critical finding of axe on any page, in either theme and width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.shell.pages import PAGES
from tests.browser.axe import serious_findings
from tests.browser.conftest import App, in_every_look, opened

ADDRESSES = ["", *(page.name for page in PAGES)]


@in_every_look
@pytest.mark.parametrize("name", ADDRESSES, ids=[name or "landing" for name in ADDRESSES])
def test_axe_finds_nothing_serious(page: Page, app: App, name: str) -> None:
    if name:
        opened(page, app.page(name))
        page.wait_for_timeout(1000)
    else:
        page.goto(app.url)
    assert serious_findings(page) == []
