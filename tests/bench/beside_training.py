"""A click on one page while another trains the largest network: ``python -m tests.bench.beside_training``.

A browser trains a network of nearly as many parameters as are allowed. Meanwhile another visitor clicks
values of a list on the log page, as its own script would, until the kernel is done with each. Printed are the
clicks without and with the training; it returns 1 where the 95th percentile beside it is over 300 ms.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from app.network import presets
from app.network.architecture.layer import MOST_PARAMETERS
from app.network.assembly import Assembly
from app.network.model import NetworkModel
from app.network.settings import Spec
from tests.bench.visitors import first_list, picked
from tests.browser.chromium import launch
from tests.browser.conftest import App, opened
from tests.page_client import PageClient

LIMIT = 300.0
CLICKS = 100
UNITS = 4_000

LARGEST = presets["the same with ReLU"].changed(
    rows=(
        *[Spec("Dense", {"units": UNITS, "activation": "relu"})] * 2,
        Spec("Dense", {"units": 1, "activation": "linear"}),
    ),
    epochs=1_000,
    title="",
)


def clicks(url: str) -> list[float]:
    """Milliseconds of each click on a value of the log page's first list."""
    client = PageClient(url, patience=60)
    client.answers()
    values, took = first_list(client), []
    for number in range(CLICKS):
        time.sleep(0.2)
        took.append(1_000 * picked(client, values, number))
    client.close()
    return took


def told(what: str, took: list[float]) -> float:
    """Print the figures; return the 95th percentile."""
    tail = float(np.percentile(took, 95))
    print(f"{what}: {len(took)} clicks, median {np.median(took):.0f} ms, p95 {tail:.0f} ms", flush=True)
    return tail


def main() -> int:
    """Measure and print."""
    parameters = Assembly.of(LARGEST).compiled().count_params()
    assert 0.75 * MOST_PARAMETERS < parameters <= MOST_PARAMETERS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        browser = launch(playwright)
        try:
            # The first reads the log, which those after it find read.
            with_log = browser.new_page()
            opened(with_log, app.page())
            with_log.close()
            told("alone", clicks(app.page()))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            opened(page, app.page("network", NetworkModel(settings=LARGEST).query))
            page.get_by_role("button", name="Train", exact=True).click()
            words = page.locator(".vt-training-words")
            words.filter(has_text=re.compile(r"epoch \d+ of 1000 · batch")).wait_for(timeout=120_000)
            tail = told(f"beside a network of {parameters:,} parameters", clicks(app.page()))
            assert "epoch" in words.inner_text(), words.inner_text()
            page.get_by_role("button", name="Stop").click()
        finally:
            browser.close()
            app.stop()
    print(f"p95 {tail:.0f} ms (at most {LIMIT:.0f})")
    return int(tail > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
