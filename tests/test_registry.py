"""A name is given once, and a plug-in is a package: here one with a page, a log format, a layer and more."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest

from app.logs.formats import Format
from app.logs.formats import register as register_format
from app.network.architecture import register as register_layer
from app.network.architecture.dense import Dense
from app.network.datasets import BlackScholes
from app.network.datasets import register as register_data
from app.problem import Problem
from app.registry import Registry
from tests.browser.conftest import App
from tests.source import ROOT, plant

PLUGIN = """
from pathlib import Path
from app.logs.formats import compiled
from app.network.architecture.dense import Dense
from app.network.diagnostics import Diagnostic
from app.shell.pages import Page

FORMAT = compiled('$time_iso8601 $remote_addr "$request" $status', "mine", "My own")
PAGE = Page("Interest", "interest.ipynb", "mdi-percent", "What does a rate do?", Path(__file__).parent)

class Twice(Dense):
    name, title = "twice", "Dense, twice"

class Nothing(Diagnostic):
    title = "Nothing"
    def build(self): return None
    def update(self, model, x, y_true): pass
    def reset(self): pass
"""
ENTRIES = """
[vitrine.formats]
mine = vitrine_interest:FORMAT
lost = vitrine_interest:LOST
[vitrine.pages]
interest = vitrine_interest:PAGE
[vitrine.layers]
twice = vitrine_interest:Twice
[vitrine.diagnostics]
nothing = vitrine_interest:Nothing
"""
CELL = """import ipywidgets
from app.shell import PageFrame
PageFrame("interest", ipywidgets.HTML("a rate of three percent"))"""
ASK = """
import json
from app.logs.formats import format_named, formats
from app.network.architecture import LAYERS
from app.network.diagnostics import DIAGNOSTICS
from app.shell.pages import present
print(json.dumps({
    "pages": [page.name for page in present()], "formats": [form.name for form in formats()],
    "title": format_named("mine").title, "layers": list(LAYERS), "diagnostics": list(DIAGNOSTICS),
}))
"""


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A folder with a plug-in as pip leaves it: a module, its notebook, and its metadata."""
    metadata = "Metadata-Version: 2.1\nName: vitrine-interest\nVersion: 1.0\n"
    plant(
        tmp_path,
        {
            "vitrine_interest/__init__.py": PLUGIN,
            "vitrine_interest-1.0.dist-info/METADATA": metadata,
            "vitrine_interest-1.0.dist-info/entry_points.txt": ENTRIES,
        },
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    nbformat.write(notebook, tmp_path / "vitrine_interest" / "interest.ipynb")
    return tmp_path


@pytest.mark.parametrize(
    ("register", "thing"),
    [
        (register_format, Format("combined", "Another", tail="")),
        (register_layer, Dense),
        (register_data, BlackScholes),
    ],
)
def test_a_name_that_is_taken_is_refused(register, thing):
    with pytest.raises(Problem, match="already"):
        register(thing)


def test_a_copy_takes_nothing_from_what_it_was_copied_from():
    first: Registry[int] = Registry("vitrine.nothing", "number")
    first.add("one", 1)
    second = first.copy()
    second.add("two", 2)
    assert (dict(first), dict(second)) == ({"one": 1}, {"one": 1, "two": 2})


def test_what_an_installed_package_brings_is_known(plugin):
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": f"{plugin}:{ROOT}"},
    )  # fmt: skip
    found = json.loads(asked.stdout)
    assert found["pages"][-1] == "interest"
    assert (found["formats"][0], found["title"]) == ("mine", "My own")
    assert found["layers"][-1] == "twice"
    assert found["diagnostics"][-1] == "Nothing"
    # What cannot be loaded is told, by the name of its package, and nothing else is lost by it.
    assert "The log format “lost” of the package vitrine-interest was left out" in asked.stderr


def test_the_page_of_a_plugin_is_served(plugin, tmp_path):
    served = App(tmp_path, PYTHONPATH=str(plugin))
    try:
        with urllib.request.urlopen(served.url) as landing:
            assert "What does a rate do?" in landing.read().decode()
        with urllib.request.urlopen(served.page("interest"), timeout=60) as page:
            assert "a rate of three percent" in page.read().decode()
    finally:
        served.stop()
