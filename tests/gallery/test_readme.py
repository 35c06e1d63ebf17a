"""What the README says of the gallery works: its first page, and its notebook."""

from __future__ import annotations

import re
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import app
from app.shell import PageFrame, page, pages
from tests.source import ROOT, modules, plant
from tests.test_architecture import widgets_in_models, wrong_arrows

README = (ROOT / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    found = re.search(rf"^### {title}\n(.*?)(?=^##)", README, re.DOTALL | re.MULTILINE)
    assert found is not None, f"the README has no section “{title}”"
    return found[1]


def blocks(title: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", section(title), re.DOTALL | re.MULTILINE)


def files_of_the_first_page() -> dict[str, str]:
    named = (block.partition("\n") for block in blocks("Your first page"))
    return {first.removeprefix("# "): text for first, _, text in named}


@pytest.fixture
def first_page(tmp_path, monkeypatch):
    """The page of the README, written where it says and registered."""
    written = files_of_the_first_page()
    assert list(written) == [
        "app/interest/model.py",
        "app/interest/dashboard.py",
        "pages/interest.ipynb",
        "app/shell/pages.py",
    ]
    entry = written.pop("app/shell/pages.py")
    cell = written.pop("pages/interest.ipynb")
    plant(tmp_path, written)
    monkeypatch.setattr(app, "__path__", [*app.__path__, str(tmp_path / "app")])
    known = (*pages.PAGES, eval(entry, {"Page": pages.Page}))
    monkeypatch.setattr(pages, "PAGES", known)
    monkeypatch.setattr(page, "PAGES", known)
    yield tmp_path, cell
    for name in [name for name in sys.modules if name.startswith("app.interest")]:
        del sys.modules[name]


def test_the_first_page_is_under_forty_lines():
    code = "\n".join(files_of_the_first_page().values())
    assert len([line for line in code.splitlines() if line.strip()]) < 40


def test_the_first_page_works(first_page):
    _, cell = first_page
    *start, last = cell.strip().splitlines()
    names: dict = {}
    exec("\n".join(start), names)
    frame = eval(last, names)
    assert isinstance(frame, PageFrame)
    assert (frame.title, frame.question) == ("Interest", "What does a rate do in thirty years?")
    content = frame.content
    content.rates.vue_pick("5")
    # 100 at five percent, thirty times: 1.05³⁰ = 4.3219.
    assert content.line.y[-1] == pytest.approx(432.19, abs=0.01)
    assert content.state.query == "rate=5"
    assert content.state.restore("rate=1&colour=red") == ["“colour” is not a setting of this page: ignored."]
    assert content.rates.chosen == "1"
    np.testing.assert_allclose(content.line.y[:2], [100, 101])


def test_the_first_page_keeps_to_the_arrows(first_page):
    root, _ = first_page
    for part in ("charts", "shell"):
        plant(root, {f"app/{part}/__init__.py": ""})
    plant(root, {"app/links.py": "", "app/charts/figure.py": ""})
    assert wrong_arrows(modules(root)) == []
    assert widgets_in_models(modules(root)) == []


def test_the_widgets_show_in_a_notebook(tmp_path):
    code = blocks("The compound widgets in a notebook")[0]
    also = "from ipywidgets import VBox\nVBox([SliderDemo(), NormalDemo(), IndexDemo()])"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (code, also)])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(ROOT)}}).execute()
    first, second = notebook.cells
    printed = [output["text"] for output in first.outputs if output.output_type == "stream"]
    assert printed == ["41 points\n"]
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]

    def drawn(cell: nbformat.NotebookNode) -> set[str]:
        """The models that a cell's output reaches, by the references between them."""
        view = "application/vnd.jupyter.widget-view+json"
        waiting = [output.data[view]["model_id"] for output in cell.outputs if view in output.get("data", {})]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += re.findall(r"IPY_MODEL_([0-9a-f]+)", str(state[name]["state"]))
        return {state[name]["model_name"] for name in found}

    assert {"FigureModel", "LinesModel", "ScatterModel", "AxisModel", "VuetifyTemplateModel"} <= drawn(first)
    assert {"FigureModel", "VBoxModel", "VuetifyTemplateModel"} <= drawn(second)
