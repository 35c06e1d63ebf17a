"""The parts of the sentiment page that its browser tests look at, and what scikit-learn says of its texts."""

from __future__ import annotations

from functools import cache

import numpy as np
from playwright.sync_api import Page, expect
from sklearn.metrics import confusion_matrix

from app.sentiment.corpus import load_corpus
from app.sentiment.trained import Trained, open_kept
from tests.browser.conftest import App, opened

CLASSES = ["negative", "neutral", "positive"]
TABS = ("Explore", "Review labels", "Try a text", "By company", "Model")


class Told:
    """What scikit-learn says of the bundled texts that were held back."""

    def __init__(self, trained: Trained) -> None:
        self.pipeline = trained.pipeline
        frame = trained.corpus.frame[trained.held].reset_index(drop=True)
        self.texts = frame["text"].to_numpy(object)
        self.actual = frame["label"].to_numpy(object)
        self.companies = frame["entity"].tolist() if "entity" in frame else []
        self.shares = self.pipeline.predict_proba(self.texts)
        self.predicted = self.pipeline.predict(self.texts)
        self.matrix = confusion_matrix(self.actual, self.predicted, labels=CLASSES)
        # Only the rated sets mark them.
        self.obscene = frame["obscene"].to_numpy(bool) if "obscene" in frame else np.zeros(len(frame), bool)

    def cell(self, actual: str, predicted: str) -> np.ndarray:
        return np.flatnonzero((self.actual == actual) & (self.predicted == predicted))

    def place(self, row: int) -> tuple[float, float]:
        """Barycentric coordinates by hand: the corners are (0, 0), (1/2, √3/2), (1, 0)."""
        _, top, right = self.shares[row]
        return right + top / 2, top * 3**0.5 / 2


@cache
def told_of_tweets() -> Told:
    """What scikit-learn says of the bundled tweets."""
    return Told(open_kept(load_corpus("tweets")))


def on_page(page: Page, app: App, query: str = "") -> Page:
    # The rated tweets, unless a test asks for others.
    opened(page, app.page("sentiment", query if "set=" in query else f"set=tweets&{query}".rstrip("&")))
    page.wait_for_selector(".vt-triangle[data-painted]")
    return page


def selected(page: Page, count: int, total: int = 840) -> None:
    expect(page.locator(".vt-summary-text")).to_have_text(f"{count:,} of {total:,} texts selected")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    expect(page.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def corners(page: Page) -> list[tuple[float, float]]:
    """The triangle's corners on the screen: each region's outline starts at its own."""
    box = page.locator(".vt-triangle-stage").first.bounding_box()
    assert box is not None
    outlines = page.locator(".vt-region").evaluate_all("all => all.map((one) => one.getAttribute('points'))")
    firsts = [outline.split(" ")[0].split(",") for outline in outlines]
    return [(box["x"] + float(x), box["y"] + float(y)) for x, y in firsts]


def on_screen(page: Page, point: tuple[float, float]) -> tuple[float, float]:
    left, top, right = corners(page)
    height = 3**0.5 / 2
    return left[0] + point[0] * (right[0] - left[0]), left[1] - point[1] / height * (left[1] - top[1])


def card(page: Page, title: str):
    return page.locator(f"section[aria-label='{title}']")


def shown_text(page: Page) -> str:
    return card(page, "This text").locator(".vt-text-words").inner_text()


def legend(page: Page) -> list[str]:
    return card(page, "This text").locator(".vt-slice .vt-bar-number").all_inner_texts()
