"""Where things are: one module knows, for a checkout and for what a wheel installs."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import places
from tests.source import ROOT, own_modules


def walks_up(tree: ast.AST) -> bool:
    """Whether a module's code goes from its own file to a folder above its package."""
    ups = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "parents")
    return any(isinstance(name, ast.Name) and name.id == "__file__" for up in ups for name in ast.walk(up))


def test_no_other_module_of_the_app_walks_up_to_a_folder():
    assert [str(module) for module in own_modules() if walks_up(module.tree)] == []
    assert walks_up(ast.parse("Path(__file__).resolve().parents[2]"))


def test_in_a_checkout_everything_stands_beside_the_package():
    assert not places.INSTALLED
    assert (ROOT / "app", ROOT / "pages", ROOT / "voila.json") == (
        places.APP,
        places.PAGES,
        places.VOILA,
    )
    assert places.data_folder({}) == ROOT / "data" / "made"
    assert importlib.util.find_spec(places.MAKER) is not None


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with as much of the package as ``places`` looks at, as a wheel lays it down."""
    (tmp_path / "app" / "pages").mkdir(parents=True)
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "places.py").write_bytes((ROOT / "app" / "places.py").read_bytes())
    return tmp_path


def told(installed: Path, names: str, **environment: str) -> list[str]:
    code = f"import json\nfrom app import places\nprint(json.dumps([str(x) for x in ({names},)]))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed,
        env={"PYTHONPATH": str(installed), "HOME": "/somebody", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def test_installed_everything_is_within_the_package_and_data_with_the_user(installed):
    found = told(installed, "places.INSTALLED, places.PAGES, places.VOILA, places.MAKER, places.MADE")
    app = installed / "app"
    assert found == [
        "True",
        str(app / "pages"),
        str(app / "server" / "voila.json"),
        "app.data.make",
        "/somebody/.local/share/vitrine/data",
    ]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"XDG_DATA_HOME": "/shared"}, "/shared/vitrine/data"),
        ({"XDG_DATA_HOME": "relative"}, "/somebody/.local/share/vitrine/data"),
        ({"XDG_DATA_HOME": "/shared", "VITRINE_DATA": "/srv/data"}, "/srv/data"),
        ({"VITRINE_DATA": "~/data"}, "/somebody/data"),
        ({"VITRINE_DATA": " "}, "/somebody/.local/share/vitrine/data"),
    ],
)
def test_the_folder_of_the_data_is_the_one_that_is_named(installed, named, expected):
    assert told(installed, "places.MADE", **named) == [expected]


def test_another_process_finds_the_package_and_what_was_named_before(installed):
    given = os.pathsep.join(["/theirs", str(installed)])
    (found,) = told(installed, "places.python_path({'PYTHONPATH': " + repr(given) + "})")
    assert found.split(os.pathsep) == [str(installed), "/theirs"]


def test_a_folder_of_python_s_own_packages_is_not_named_again(installed):
    code = "places.python_path({'PYTHONPATH': '/theirs'})"
    sites = f"(__import__('site').__dict__.update(getsitepackages=lambda: [{str(installed)!r}]), {code})[1]"
    assert told(installed, sites) == ["/theirs"]
