"""A table of one's own on the network page: kept, named in the link, asked for by its name."""

from pathlib import Path

import pytest

from app.network.datasets import own_tables
from app.network.views.page import NetworkPage
from app.problem import Problem
from app.settings import Settings
from app.visitor import Visitor, new_identity

ROWS = "size,colour,price\n" + "".join(f"{n},{'red' if n % 2 else 'blue'},{n * 2}.5\n" for n in range(20))


@pytest.fixture
def settings(tmp_path):
    return Settings.read({"VITRINE_VISITORS": str(tmp_path / "visitors")})


@pytest.fixture
def opened(settings, monkeypatch):
    """Opens a page in a session of its own, for a browser."""

    def open_page(visitor):
        for name in ("_tables", "_asked"):
            monkeypatch.setattr(own_tables(), name, {})
        monkeypatch.setattr(own_tables(), "_folder", None)
        page = NetworkPage(settings)
        page.builder.actions.warm = lambda: None
        page.arrive(visitor)
        return page

    return open_page


def somebody(settings):
    return Visitor(new_identity(Path(settings.visitors)), settings=settings)


def test_a_table_outlives_its_page_and_is_asked_for_elsewhere(tmp_path, settings, opened):
    path = tmp_path / "upload"
    path.write_text(ROWS)
    me, colleague = somebody(settings), somebody(settings)
    page = opened(me)
    page.own.bring([("prices.csv", path)])
    page.state.choose_data("own", **{**page.state.settings.data.values, "target": "size"})
    page.state.step = "data"
    link = page.view.query
    assert "file=" in link
    assert "target:size" in link
    later = opened(me)
    assert later.view.restore(link) == []
    assert (later.state.data.target, len(later.state.data.x)) == ("size", 20)
    assert later.view.query == link
    assert later.state.step == "data"
    other = opened(colleague)
    assert other.view.restore(link) == []
    assert "needs the table “prices.csv”, which is not here" in other.builder.bar.note.what
    assert other.state.settings.data.name == "own"
    for step in ("data", "parameters", "architecture", "training", "diagnostics", "runs"):
        other.state.step = step
    assert other.view.query.startswith(link.partition("&")[0])
    with pytest.raises(Problem, match=r"“prices\.csv”, which is not here"):
        _ = other.state.data
    page = opened(me)
    page.view.restore(link)
    page.own.share(1)
    shared = page.view.query
    other = opened(colleague)
    assert other.view.restore(shared) == []
    assert len(other.state.data.x) == 20


def test_another_data_set_leaves_the_table_and_back_finds_it(tmp_path, settings, opened):
    path = tmp_path / "upload"
    path.write_text(ROWS)
    page = opened(somebody(settings))
    page.own.bring([("prices.csv", path)])
    link = page.view.query
    page.state.choose_data("iris")
    assert "file=" not in page.view.query
    page.view.restore(link)
    assert page.state.data.target == "price"
    assert page.view.query == link
    page.own.forget()
    assert (page.view.query, page.state.settings.data.name) == ("", "black-scholes")


def test_several_files_are_one_table_which_the_link_and_a_colleague_have(tmp_path, settings, opened):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text(ROWS)
    second.write_text(ROWS.replace("size,colour,price", "size,Farbe,Preis"))
    page = opened(somebody(settings))
    page.own.bring([("a.csv", first), ("b.csv", second)])
    page.state.step = "data"
    chooser = page.builder.panels["data"].chooser
    assert (chooser.file, [role["column"] for role in chooser.roles]) == ("b.csv", ["Farbe", "Preis"])
    assert len(page.state.data.x) == 40
    chooser.vue_column({"role": "price", "column": ""})
    assert len(page.state.data.x) == 20
    page.own.share(1)
    link = page.view.query
    later = opened(somebody(settings))
    assert later.view.restore(link) == []
    assert len(later.state.data.x) == 20
    assert later.view.query == link
    later.builder.panels["data"].chooser.vue_column({"role": "price", "column": "Preis"})
    assert len(later.state.data.x) == 40
    assert later.builder.panels["data"].made.file == "a and 1 more.csv"
    later.state.choose_data("iris")
    assert later.builder.panels["data"].chooser.columns == []
