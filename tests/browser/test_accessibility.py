"""No serious or critical finding of axe on any page, in either theme."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from app.shell.pages import PAGES
from tests.browser.conftest import App, opened

ADDRESSES = ["", *(page.name for page in PAGES)]


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("name", ADDRESSES, ids=[name or "landing" for name in ADDRESSES])
def test_axe_finds_nothing_serious(browser: Browser, app: App, name: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    if name:
        opened(page, app.page(name))
        page.wait_for_timeout(1000)
    else:
        page.goto(app.url)
    found = Axe().run(page).response
    assert found["passes"], "axe has looked at nothing"
    violations = found["violations"]
    serious = [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(
            node["html"][:160] + " | " + node.get("failureSummary", "")[:300] for node in one["nodes"][:4]
        )
        for one in violations
        if one["impact"] in ("serious", "critical")
    ]
    context.close()
    assert not serious, "\n".join(serious)
