"""From a click to repainted charts in Chromium, beside an empty round trip to the same session.

``python -m tests.bench.log_page`` prints the median and the 95th percentile in milliseconds, for the
bundled log and for a million requests, and how long a page takes to its first chart.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.read_log import make_log
from tests.browser.chromium import launch
from tests.browser.conftest import App, opened

CLICKS = 40

# The clock runs in the page: from the click to the second frame after the summary line has changed.
_CLICK = """
async ([selector, place]) => {
  const all = [...document.querySelectorAll(selector)];
  const target = all[place % all.length];
  const line = document.querySelector('.vt-summary-text');
  const before = line.innerText;
  const start = performance.now();
  const changed = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (line.innerText !== before) { watch.disconnect(); done(true); }
    });
    watch.observe(line, { childList: true, characterData: true, subtree: true });
    setTimeout(() => { watch.disconnect(); done(false); }, 5000);
  });
  target.click();
  if (!(await changed)) return null;
  await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
  return performance.now() - start;
}
"""
_READY = """
() => !document.querySelector('.vt-progress')
  && /lines read/.test(document.querySelector('.vt-facts')?.innerText || '')
"""
_ROUND_TRIP = """
async () => {
  const start = performance.now();
  await window.jupyterapp.widgetManager.kernel.requestKernelInfo();
  return performance.now() - start;
}
"""
_TARGETS = (
    ".vt-slice",
    "section[aria-label='Product'] .vt-bar",
    ".vt-column",
    ".vt-cell",
    "section[aria-label='Agent'] .vt-bar",
)


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def clicks(page: Page) -> list[float]:
    """Click here and there; give the milliseconds of those that changed the selection."""
    times = []
    for number in range(CLICKS):
        took = page.evaluate(_CLICK, [_TARGETS[number % len(_TARGETS)], number])
        if took is not None:
            times.append(took)
        page.wait_for_timeout(250)
        if number % 3 == 2:
            page.keyboard.press("Escape")
            page.wait_for_timeout(400)
    return times


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        large = Path(folder) / "million.log"
        make_log(large, 1_000_000)
        app = App(Path(folder), VITRINE_LOGS=str(large))
        browser = launch(playwright)
        try:
            for title, query in (("bundled log", ""), ("a million requests", "log=million.log")):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                opened(page, app.page("logs", query))
                page.wait_for_function(
                    _READY,
                    timeout=120_000,
                )
                page.wait_for_timeout(2000)
                empty = [page.evaluate(_ROUND_TRIP) for _ in range(20)]
                times = clicks(page)
                median, tail = statistics.median(times), percentile(times, 0.95)
                ratio = median / statistics.median(empty)
                print(f"{title}: click to repainted charts, {len(times)} clicks:", end=" ")
                print(f"median {median:.0f} ms, p95 {tail:.0f} ms;", end=" ")
                print(f"an empty round trip {statistics.median(empty):.1f} ms (ratio {ratio:.1f})")
                page.close()
            first = []
            for _ in range(5):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.goto(app.page())
                page.wait_for_selector(".bqplot .bar, .bqplot .element", timeout=60_000)
                first.append(page.evaluate("performance.now()"))
                page.close()
            print(
                f"page to its first chart: median {statistics.median(first):.0f} ms, most {max(first):.0f} ms"
            )
        finally:
            browser.close()
            app.stop()


if __name__ == "__main__":
    main()
