"""The page of texts: which set it opens, what it keeps of a link, and whose decisions it holds."""

from __future__ import annotations

import pytest

from app.charts.messages import deliver
from app.links import asked
from app.sentiment import (
    SentimentPage,
)
from app.sentiment.corpus import BUNDLED
from app.settings import Settings
from app.visitor import is_identity
from app.visitor.views.arrival import Arrival
from tests.sentiment.fifteen_texts import LABELS, TEXTS


@pytest.fixture
def page(tmp_path):
    texts = tmp_path / "mine.csv"
    labelled = list(zip(TEXTS, LABELS, strict=True)) * 3
    rows = "".join(f"m{number},{text} {number},{label}\n" for number, (text, label) in enumerate(labelled))
    texts.write_text("id,text,label\n" + rows, encoding="utf-8")
    broken = tmp_path / "broken.csv"
    broken.write_text("id,text\n1,good\n", encoding="utf-8")
    named = {"VITRINE_TEXTS": f"{texts}:{broken}", "VITRINE_VISITORS": str(tmp_path / "visitors")}
    return SentimentPage(Settings.read(named))


def test_the_page_opens_the_set_of_a_link_and_explains_one_that_there_is_not(page) -> None:
    page.state.restore("set=mine.csv&cell=neutral:positive")
    assert page.source.chosen == "mine.csv"
    assert page.state.total == 9
    assert page.state.filters.cells == (("neutral", "positive"),)
    page.state.restore("set=nobodys.csv")
    assert "offers no texts" in page.details.progress.note.what
    assert page.state.source == page.source.chosen == next(iter(BUNDLED))


def test_a_link_to_a_text_of_another_set_waits_for_that_set(page) -> None:
    page.state.restore("set=mine.csv")
    identity = str(page.state.analysis.frame["id"].iat[0])
    page.source.vue_choose("tweets")
    assert page.state.total > 100
    assert page.state.restore(f"set=mine.csv&text={identity}&class=neutral") == []
    assert page.state.text_id == identity
    assert page.state.query == f"set=mine.csv&text={identity}&class=neutral"


def test_a_set_that_cannot_be_read_is_explained_and_the_bundled_one_shown(page) -> None:
    page.state.restore("set=broken.csv")
    assert "no column “label”" in page.details.progress.note.what
    assert page.source.chosen == next(iter(BUNDLED))
    assert page.state.total > 100
    assert page.state.source == next(iter(BUNDLED))


def test_a_link_that_names_no_set_is_one_from_before_the_wire(page) -> None:
    assert page.state.query == "set=wire"
    assert page.state.restore("cell=neutral:positive") == []
    assert page.source.chosen == page.state.source == "tweets"
    assert page.state.query == "set=tweets&cell=neutral:positive"
    assert page.state.restore("") == []
    assert page.source.chosen == page.state.source == "wire"


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("", "wire"),
        ("theme=dark", "wire"),
        ("set=mine.csv&cell=neutral:positive&tab=try&theme=dark", "mine.csv"),
        ("set=mine.csv&tab=model", "mine.csv"),
        ("set=mine.csv&tab=review", "mine.csv"),
        ("tab=company", "tweets"),
        ("set=nobodys.csv", "wire"),
        ("set=broken.csv", "wire"),
        ("file=" + "0" * 32 + ":mine.csv", "wire"),
    ],
)
def test_the_first_picture_is_that_of_the_link(page, monkeypatch, link, shown) -> None:
    monkeypatch.setenv(asked.VARIABLE, link)
    again = SentimentPage(page._settings)
    assert again.source.chosen == again.state.source == shown
    assert again.state.total > 0
    # So a cell writes what it gives; a method by a name that the library has would fail here.
    assert repr(again).startswith("SentimentPage(")
    if shown != "wire":
        # What the browser then asks for is there already.
        first, texts = again.view.query, again.state.analysis
        assert again.view.restore(link.removesuffix("&theme=dark")) == []
        assert again.view.query == first
        assert again.state.analysis is texts


def test_another_set_starts_without_the_filters_of_the_last(page) -> None:
    page.state.select_cells([("neutral", "positive")])
    page.state.choose_row(3)
    page.source.vue_choose("mine.csv")
    assert page.source.chosen == "mine.csv"
    assert page.state.filters.cells == ()
    assert page.state.text_id == ""
    page.source.vue_choose("tweets")
    assert page.source.chosen == "tweets"


def test_a_setting_that_cannot_be_is_named_on_the_page(page) -> None:
    page.state.restore("set=mine.csv&tab=model")
    pane = page.dashboard._views["model"]
    deliver(pane.form, {"event": "train", "data": {"C": 1, "longest": 2, "min_df": 1.5, "balanced": False}})
    assert pane.progress.note.what == "min_df is 1.5."
    assert len(pane.results.results) == 1
    deliver(pane.form, {"event": "train", "data": {"C": 1, "longest": "2", "min_df": 1.0, "balanced": False}})
    assert len(pane.results.results) == 2


def test_other_texts_may_come_while_another_tab_than_theirs_is_shown(page) -> None:
    table = page.dashboard._views["explore"].table
    assert table.found > 100
    page.state.tab = "try"
    page.source.vue_choose("mine.csv")
    assert page.dashboard.walk.review is not None
    page.state.tab = "explore"
    assert table.found == len(table.rows) == page.state.total == 9
    assert table.decides


def test_a_browser_without_an_id_gets_one_and_a_damaged_one_is_replaced(page) -> None:
    memory = arriving(page)
    memory.vue_arrive("")
    first = memory.kept
    assert is_identity(first)
    memory.vue_arrive("../../etc/passwd")
    # A page has one visitor, whose folder alone it may read.
    assert memory.kept == first
    memory.vue_arrive(first)
    assert page.dashboard.walk.review is not None


def test_decisions_made_before_the_browser_told_its_id_are_kept(page) -> None:
    walk, memory = page.dashboard.walk, arriving(page)
    walk.keep()
    assert len(walk.review.decisions) == 1
    memory.vue_arrive("")
    assert len(walk.review.decisions) == 1
    again = SentimentPage(page._settings)
    arriving(again).vue_arrive(memory.kept)
    assert len(again.dashboard.walk.review.decisions) == 1


def arriving(page):
    """What tells a framed page which browser looks at it."""
    return Arrival(page._settings, page.arrive).memory
