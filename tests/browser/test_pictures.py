"""What the pictures show that a card saves."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, App, opened

SCALE = 2  # pixels of a picture to one of the page

LOOK = """async ([data, x, y, width, height]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + data;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const part = pen.getImageData(x, y, width || image.width, height || image.height).data;
  const colours = new Set();
  let print = 0;
  for (let i = 0; i < part.length; i += 4) {
    const colour = part[i] * 65536 + part[i + 1] * 256 + part[i + 2];
    colours.add(colour);
    print = (print * 31 + colour) % 1000000007;
  }
  return { width: image.width, height: image.height, colours: [...colours], print };
}"""


def card(page: Page, title: str) -> Locator:
    return page.locator(".vt-card").filter(has=page.get_by_role("heading", name=title, exact=True))


def saved(page: Page, title: str, part: Locator | None = None) -> dict[str, Any]:
    """Save the picture of a card; give its size, and the colours and a fingerprint of it or of a ``part``."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"{title}: save as PNG").click()
    data = base64.b64encode(Path(download.value.path()).read_bytes()).decode()
    box = [0, 0, 0, 0]
    if part is not None:
        inner, outer = part.bounding_box(), card(page, title).bounding_box()
        assert inner is not None
        assert outer is not None
        box = [round(SCALE * n) for n in (inner["x"] - outer["x"], inner["y"] - outer["y"])]
        box += [round(SCALE * inner[side]) for side in ("width", "height")]
    return page.evaluate(LOOK, [data, *box])


def colour(dot: Locator) -> int:
    red, green, blue = dot.evaluate(
        "(dot) => getComputedStyle(dot).backgroundColor.match(/\\d+/g).map(Number)"
    )
    return red * 65536 + green * 256 + blue


@pytest.mark.parametrize("context", [{}, {"viewport": PHONE}], indirect=True, ids=["wide", "phone"])
def test_what_scrolls_is_whole_in_the_picture(page: Page, app: App) -> None:
    opened(page, app.page("logs"))
    expect(page.get_by_text("50,521 of 50,521 requests selected")).to_be_visible()
    legend = card(page, "Status").locator(".vt-donut-legend")
    slices = legend.locator(".vt-slice")
    expect(slices).to_have_count(13)
    page.wait_for_timeout(1000)
    # As in a log of many more statuses.
    legend.evaluate("(box) => { box.style.maxHeight = '150px'; box.scrollTop = 30; }")
    assert legend.evaluate("(box) => box.scrollTop") == 30
    button = page.get_by_role("button", name="Status: save as PNG")
    button.scroll_into_view_if_needed()
    before = page.evaluate("scrollY"), card(page, "Status").bounding_box()
    colours = saved(page, "Status")["colours"]
    for label in ("200", "404", "500", "503"):
        assert colour(slices.filter(has_text=label).locator(".vt-dot").first) in colours, label
    assert (page.evaluate("scrollY"), card(page, "Status").bounding_box()) == before
    assert legend.evaluate("(box) => box.scrollTop") == 30
    table = card(page, "Requests").locator(".vt-requests-scroll")
    hidden = table.evaluate("(box) => box.scrollWidth - box.clientWidth")
    outer = card(page, "Requests").bounding_box()
    assert outer is not None
    assert saved(page, "Requests")["width"] == pytest.approx(SCALE * (outer["width"] + hidden), abs=SCALE)


def test_what_was_chosen_and_typed_is_in_the_picture(page: Page, app: App) -> None:
    opened(page, app.page("gallery"))
    demo = card(page, "Kernel regression")
    for part, change in (
        (demo.get_by_role("combobox", name="kernel"), lambda box: box.select_option("uniform")),
        (demo.get_by_label("bandwidth, typed"), lambda box: box.fill("2.35")),
        (demo.get_by_label("ordinary polynomial (dashed)"), lambda box: box.check()),
    ):
        before = saved(page, "Kernel regression", part)["print"]
        change(part)
        page.mouse.click(5, 5)
        assert saved(page, "Kernel regression", part)["print"] != before


def test_the_ring_is_around_its_dot(page: Page, app: App) -> None:
    opened(page, app.page("gallery", "points=1:2,9:-2,0:0,10:3"))
    demo = card(page, "Kernel regression")
    for number, x in ((1, "1"), (2, "9"), (3, "0"), (4, "10")):
        demo.get_by_label("point", exact=True).fill(str(number))
        demo.get_by_label("point", exact=True).press("Enter")
        expect(demo.get_by_label("x", exact=True)).to_have_value(x)
        page.wait_for_timeout(300)
        near = demo.locator(".bqplot").first.evaluate(
            """(plot) => {
              const middle = (node) => {
                const box = node.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2];
              };
              const all = [...plot.querySelectorAll('.dot')];
              const painted = (name) => all.filter((dot) => dot.getAttribute('style').includes(name));
              const [x, y] = middle(painted('stroke: var(--v-accent)')[0]);
              const dots = painted('fill: var(--v-text)').map(middle);
              return Math.min(...dots.map(([a, b]) => Math.hypot(a - x, b - y)));
            }"""
        )
        assert near < 1


def test_a_drawing_of_texts_holds_its_key_and_says_of_what_it_is(page: Page, app: App) -> None:
    opened(page, app.page("sentiment", "set=tweets&cell=negative:positive"))
    page.wait_for_selector(".vt-triangle[data-painted]")
    summary = page.locator(".vt-summary-text")
    expect(summary).to_have_text(re.compile(r"^\d+ of 840 texts selected$"))
    selected = summary.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Probability triangle: save as SVG").click()
    root = ElementTree.fromstring(Path(download.value.path()).read_bytes())
    words = " ".join(element.text or "" for element in root.iter() if element.tag.endswith("}text"))
    of = ("Rated tweets (general, not financial)", selected, "Cell negative predicted as positive", "saved ")
    for part in ("Probability triangle", "right", "predicted otherwise", "neutral", *of):
        assert part in words, part
    # What is to be pressed is no part of it.
    assert "Lasso" not in words
    page.get_by_role("button", name="Probability triangle: save as PNG").scroll_into_view_if_needed()
    assert saved(page, "Probability triangle")["height"] == pytest.approx(
        SCALE * float(root.get("height", 0)), abs=2 * SCALE
    )


def test_a_drawing_holds_the_words_and_says_of_what_it_is(page: Page, app: App) -> None:
    opened(page, app.page("logs", "status=404&not.agent=Chrome"))
    expect(page.get_by_text(re.compile(r"^[\d,]+ of 50,521 requests selected$"))).to_be_visible()
    page.wait_for_timeout(1000)
    selected = page.locator(".vt-summary-text").inner_text()
    for title, words in (("Status", "404"), ("Requests over time", "an hour a point"), ("Paths", "/product")):
        box = card(page, title).bounding_box()
        assert box is not None
        with page.expect_download() as download:
            page.get_by_role("button", name=f"{title}: save as SVG").click()
        root = ElementTree.fromstring(Path(download.value.path()).read_bytes())
        kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not kinds & {"foreignObject", "script", "style"}
        texts = [element.text or "" for element in root.iter() if element.tag.endswith("}text")]
        assert title in texts
        assert any(words in text for text in texts), title
        note = " ".join(texts[-3:])
        for part in ("shop.log.gz", selected, "Status 404", "not Agent Chrome", "saved "):
            assert part in " ".join(texts), (part, note)
        assert float(root.get("height", 0)) > box["height"] + 16
        assert saved(page, title)["height"] == pytest.approx(
            SCALE * float(root.get("height", 0)), abs=2 * SCALE
        )
