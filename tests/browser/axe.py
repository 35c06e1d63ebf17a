"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious_findings(page: Page) -> list[str]:
    """Give what is serious or critical, a finding each with the first elements that it is about."""
    found = Axe().run(page).response
    assert found["passes"], "axe has looked at nothing"
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: "
        + "; ".join(
            node["html"][:160] + " | " + node.get("failureSummary", "")[:300] for node in one["nodes"][:4]
        )
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
