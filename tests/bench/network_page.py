"""The network page in Chromium: 50 epochs watched against bare ``model.fit``, and how it answers meanwhile.

``python -m tests.bench.network_page [rounds]`` (5 unless given). On the page everything is live, its curves,
strips, histograms and sentences drawn by a browser that shares the processor; beside it, by turns, Keras
fits the same model to the same data alone. Each side's fastest round counts, since other programs only ever
add time. Then, while it trains, round trips to the kernel, and picks of another epoch until its histogram
stands there; and when the page shows its first figure, beside when Keras is imported. It returns 1 where the
ratio is over 1.05, the 99th percentile of a round trip over 100 ms, or the figure comes after Keras.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from app.network import presets
from app.network.assembly import Assembly
from app.network.model import NetworkModel
from tests.bench.training import SETTINGS, bare
from tests.browser.chromium import launch
from tests.browser.conftest import App, opened

MOST = 1.05
LIMIT = 100.0
PICKS = 150

_ROUND_TRIP = """
async () => {
  const start = performance.now();
  await window.jupyterapp.widgetManager.kernel.requestKernelInfo();
  return performance.now() - start;
}
"""
# The slider is moved; the answer is the histogram's new title, a frame later. It sends twenty times a second.
_PICK = """
async (epoch) => {
  const title = `Activations of layer 4 at epoch ${epoch}`;
  const titled = () => document.querySelector(`section[aria-label='${title}']`);
  const slider = document.querySelector('.vt-epoch input[type=range]');
  await new Promise((rest) => setTimeout(rest, 60));
  const start = performance.now();
  const changed = new Promise((done) => {
    const watch = new MutationObserver(() => { if (titled()) { watch.disconnect(); done(true); } });
    watch.observe(document.body, { attributes: true, subtree: true, attributeFilter: ['aria-label'] });
    setTimeout(() => { watch.disconnect(); done(false); }, 5000);
  });
  slider.value = epoch;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  slider.dispatchEvent(new Event('change', { bubbles: true }));
  if (!(await changed)) return null;
  await new Promise((frame) => requestAnimationFrame(frame));
  return performance.now() - start;
}
"""


def watched(page: Page) -> float:
    """Seconds of a training on the page, as it says them itself, after it was trained and drawn."""
    page.get_by_role("button", name=re.compile("^Train( again)?$")).click()
    page.get_by_role("button", name="Stop").wait_for()
    page.get_by_role("button", name="Train again").wait_for(timeout=120_000)
    words = page.locator(".vt-training-words").inner_text()
    found = re.search(r"epoch 50 of 50 · ([\d.]+) s", words)
    assert found is not None, words
    return float(found[1])


def against_bare(page: Page, rounds: int) -> float:
    """The ratio of the fastest watched run to the fastest bare one."""
    assembly = Assembly.of(SETTINGS)
    # Both sides compile at first.
    watched(page)
    bare(assembly)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(watched(page))
        page.wait_for_timeout(1_000)
        theirs.append(bare(assembly))
    ratio = min(ours) / min(theirs)
    print(f"50 epochs on the page: {min(ours):.2f} s (all: {', '.join(f'{s:.2f}' for s in ours)})")
    print(f"bare model.fit:        {min(theirs):.2f} s (all: {', '.join(f'{s:.2f}' for s in theirs)})")
    print(f"ratio {ratio:.3f} (at most {MOST})")
    return ratio


def told(what: str, times: list[float], limit: str = "") -> float:
    """Print the figures; return the 99th percentile."""
    middle, tail = np.percentile(times, 50), np.percentile(times, 99)
    print(f"{what}: {len(times)} times, p50 {middle:.1f} ms, p99 {tail:.1f} ms{limit}")
    return float(tail)


def answers(page: Page) -> bool:
    """Ask while it trains; return whether an answer is late."""
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(
        "/epoch [0-9,]{3,} of/.test(document.querySelector('.vt-training-words').innerText)"
    )
    empty = [page.evaluate(_ROUND_TRIP) for _ in range(PICKS)]
    picks = [page.evaluate(_PICK, 2 + turn % 17) for turn in range(PICKS)]
    words = page.locator(".vt-training-words").inner_text()
    assert "epoch" in words, words
    assert not page.get_by_role("button", name="Train again").count(), "the training ended too soon"
    limit = f" (at most {LIMIT:.0f})"
    late = told("round trip to the kernel while it trains", empty, limit) > LIMIT
    # For the record: until all that shows an epoch is painted anew.
    told("another epoch picked while it trains", [took for took in picks if took is not None])
    missing = sum(took is None for took in picks)
    if missing:
        print(f"{missing} picks were not answered in 5 s")
    page.get_by_role("button", name="Stop").click()
    return late or bool(missing)


def first_figure(browser: Browser, url: str) -> bool:
    """Print when the first figure stands and when Keras is there; return whether Keras came first."""
    figures, imports = [], []
    for _ in range(5):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.wait_for_selector("section[aria-label='Network'] .bqplot", timeout=60_000)
        figures.append(page.evaluate("performance.now()"))
        # Keras alone can count the parameters.
        page.get_by_text("913 parameters").first.wait_for(timeout=60_000)
        imports.append(page.evaluate("performance.now()"))
        page.close()
    figure, keras = statistics.median(figures), statistics.median(imports)
    print(f"page to its first figure {figure:.0f} ms, to Keras imported {keras:.0f} ms")
    return any(a >= b for a, b in zip(figures, imports, strict=True))


def main() -> int:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder), VITRINE_VISITORS=folder)
        browser = launch(playwright)
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            opened(page, app.page("network", NetworkModel(settings=SETTINGS).query))
            missed = against_bare(page, rounds) > MOST
            page.close()
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            long = presets["saturated tanh"].changed(epochs=10_000, title="")
            opened(page, app.page("network", NetworkModel(settings=long).query))
            missed |= answers(page)
            page.close()
            missed |= first_figure(browser, app.page("network"))
        finally:
            browser.close()
            app.stop()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
