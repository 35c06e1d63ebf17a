"""The arrows between the parts of the app, read from the imports.

Source -> model -> view, and nowhere in a circle. A page's folder knows the charts, the foundation and
itself; the frame knows a page only as an entry in its list; a model knows no widget. To add a page is to
add a folder: every folder of app/ that is not named here is a page and obeys a page's rules.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import ROOT, Module, files, modules, own_modules, plant

WIDGETS = {"ipywidgets", "ipyvuetify", "ipyvue", "bqplot", "bqplot_gl", "bqscales"}
FOUNDATION = {"dates", "places", "problem", "registry", "seconds", "settings", "urls"}
FOR_PAGES = FOUNDATION | {
    "charts",
    "counted",
    "csv_export",
    "html_page",
    "job",
    "landlock",
    "links",
    "on_demand",
    "pace",
    "session_room",
    "tables",
    "uploads",
    "visitor",
    "decompress",
    "zip_directory",
}
MAY_IMPORT = {
    "charts": FOUNDATION | {"csv_export", "html_page"},
    "links": FOUNDATION,
    "tables": FOUNDATION | {"counted", "decompress", "uploads", "zip_directory"},
    "shell": FOUNDATION | {"charts", "links", "visitor"},
    "visitor": FOUNDATION | {"charts", "counted", "landlock", "links", "uploads"},
    "server": FOUNDATION | {"landlock", "links", "shell", "uploads", "visitor"},
}
# In these, widgets are at home; elsewhere only in views.
OF_WIDGETS = {"charts", "shell"}
NAMES_OF_STRANGERS = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "temp"}


def area(name: str) -> str:
    """The part of the app that a module belongs to: "logs" for "app.logs.store", "links" for "app.links"."""
    return [*name.split("."), ""][1]


def folders(found: list[Module]) -> set[str]:
    return {area(module.name) for module in found if module.package or module.name.count(".") > 1} - {""}


def is_view(module: Module) -> bool:
    """Whether a module may use widgets: the frame, the charts, and in a page what its name says is a view."""
    path = module.path.relative_to(module.root)
    return (
        area(module.name) in OF_WIDGETS
        or path.stem == "dashboard"
        or path.stem.endswith("_view")
        or "views" in path.parts[:-1]
    )


def wrong_arrows(found: list[Module]) -> list[str]:
    """The imports that point where they must not."""
    parts = folders(found)
    wrong = []
    for module in found:
        here = area(module.name)
        allowed = MAY_IMPORT.get(here, FOR_PAGES)
        for target, line, _ in module.imports:
            there = area(target)
            if not target.startswith("app.") or there == here or not here:
                continue
            # The single modules of app/ are the ground: they stand on each other only.
            fine = there in allowed if here in parts else there not in parts
            if not fine:
                wrong.append(f"{module}:{line} imports {target}")
    return wrong


def widgets_in_models(found: list[Module]) -> list[str]:
    """The modules that are no views and yet import a widget library."""
    return [
        f"{module}:{line} imports {target}"
        for module in found
        if not is_view(module)
        for target, line, deferred in module.imports
        # What prepares a kernel has to reach into its widgets, but never loads them with itself.
        if target.split(".")[0] in WIDGETS and not (deferred and area(module.name) == "server")
    ]


def loaded_with(name: str, found: dict[str, Module]) -> set[str]:
    """All that Python loads with a module: its packages, its imports, theirs; deferred ones do not load."""
    loaded: set[str] = set()
    waiting = [name]
    while waiting:
        name = waiting.pop()
        if name in loaded:
            continue
        loaded.add(name)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
        if name in found:
            waiting += [target for target, _, deferred in found[name].imports if not deferred]
    return loaded


def widgets_loaded_with_models(found: list[Module]) -> list[str]:
    """The modules that are no views and yet cannot be loaded without a widget library."""
    by_name = {module.name: module for module in found}
    return [
        f"{module} loads {', '.join(sorted(loaded))}"
        for module in found
        if not is_view(module) and (loaded := loaded_with(module.name, by_name) & WIDGETS)
    ]


def views_in_models(found: list[Module]) -> list[str]:
    """The modules that are no views and yet import one; a package may offer its views on demand."""
    views = {module.name for module in found if is_view(module) and area(module.name) not in OF_WIDGETS}
    return [
        f"{module}:{line} imports {target}"
        for module in found
        if not is_view(module)
        for target, line, deferred in module.imports
        if target in views and not (module.package and deferred)
    ]


def circle(arrows: Mapping[str, Iterable[str]]) -> list[str]:
    """The names along one circle of the arrows, the first also as the last; empty where there is none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def circles(found: list[Module]) -> list[list[str]]:
    """The circles of imports, deferred ones too: among all modules, and among the parts of each package."""
    known = {module.name: module for module in found}
    # What a package offers on demand is for whoever stands outside of it.
    arrows = {
        name: {
            target
            for target, _, deferred in module.imports
            if target in known and target != name and not (module.package and deferred)
        }
        for name, module in known.items()
    }
    among = [arrows]
    for package in [module.name + "." for module in found if module.package]:
        parts: dict[str, set[str]] = {}
        for name, targets in arrows.items():
            inside = {part_of(package, target) for target in targets if target.startswith(package)}
            if name.startswith(package):
                parts.setdefault(part_of(package, name), set()).update(inside - {part_of(package, name)})
        among.append(parts)
    return [found_one for one in among if (found_one := circle(one))]


def part_of(package: str, name: str) -> str:
    """The part of a package that a module stands in: "app.logs.store" for "app.logs.store.log"."""
    return package + name.removeprefix(package).split(".")[0]


def test_arrows():
    assert wrong_arrows(own_modules()) == []


def test_models_import_no_view():
    assert views_in_models(own_modules()) == []


def test_imports_go_in_no_circle():
    assert circles(own_modules()) == []


def test_models_import_no_widget_library():
    assert widgets_in_models(own_modules()) == []


def test_models_load_without_any_widget_library():
    # Kernels are forked from a process that has loaded the models already; widgets must not come along.
    assert widgets_loaded_with_models(own_modules()) == []


def test_every_module_is_named_for_what_it_is():
    found = [
        path for folder in ("app", "data", "tests", "pages") for path in files(ROOT / folder, ".py", ".vue")
    ]
    assert found
    assert [path for path in found if NAMES_OF_STRANGERS & {path.stem, path.parent.name}] == []


EMPTY = dict.fromkeys(
    (
        "app/links.py",
        "app/problem.py",
        "app/logs/store.py",
        "app/sentiment/corpus.py",
        "app/shell/page.py",
        "app/server/gate.py",
        "app/charts/donut.py",
    ),
    "",
)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/logs/store.py", "from app.sentiment import corpus"),
        ("app/logs/store.py", "import app.sentiment.corpus"),
        ("app/logs/store.py", "from ..sentiment import corpus"),
        ("app/logs/sources/upload.py", "from ...sentiment.corpus import read"),
        ("app/logs/dashboard.py", "from app.shell import page"),
        ("app/logs/dashboard.py", "def later():\n    from app.shell.page import frame"),
        ("app/logs/__init__.py", "from app.server import gate"),
        ("app/shell/page.py", "from app.logs import store"),
        ("app/server/gate.py", "from app import logs"),
        ("app/charts/donut.py", "from app.logs.store.store import rows"),
        ("app/charts/donut.py", "from app.links import LinkState"),
        ("app/links.py", "from app.charts import donut"),
        ("app/problem.py", "from app.logs import store"),
    ],
)
def test_a_wrong_arrow_is_found(tmp_path, path, line):
    assert wrong_arrows(modules(plant(tmp_path, EMPTY))) == []
    plant(tmp_path, {path: line})
    assert len(wrong_arrows(modules(tmp_path))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/logs/store.py", "from app.problem import Problem"),
        ("app/logs/store.py", "from .block import Block\nfrom . import clock\nimport numpy"),
        ("app/logs/dashboard.py", "from app.charts.donut import Donut\nfrom app.links import LinkState"),
        ("app/server/gate.py", "from app.shell import page"),
        ("app/links.py", "from app.problem import Problem"),
    ],
)
def test_a_right_arrow_is_none(tmp_path, path, line):
    assert wrong_arrows(modules(plant(tmp_path, EMPTY | {path: line}))) == []


@pytest.mark.parametrize(
    "path", ["app/logs/store.py", "app/links.py", "app/server/gate.py", "app/logs/__init__.py"]
)
@pytest.mark.parametrize("line", ["import bqplot.pyplot as plt", "def f():\n    from ipyvue import Html"])
def test_a_widget_in_a_model_is_found(tmp_path, path, line):
    prepares = path.startswith("app/server") and line.startswith("def")
    assert len(widgets_in_models(modules(plant(tmp_path, {path: line})))) == (not prepares)


@pytest.mark.parametrize(
    "path",
    [
        "app/logs/dashboard.py",
        "app/logs/table_view.py",
        "app/logs/views/table.py",
        "app/shell/page.py",
        "app/charts/x.py",
    ],
)
def test_a_widget_in_a_view_is_at_home(tmp_path, path):
    assert widgets_in_models(modules(plant(tmp_path, {path: "import ipywidgets"}))) == []


def test_a_widget_that_comes_along_is_found(tmp_path):
    tree = {
        "app/logs/store.py": "import numpy",
        "app/logs/views/dashboard.py": "import bqplot",
        "app/logs/__init__.py": "def __getattr__(name):\n    import app.logs.views.dashboard",
    }
    assert widgets_loaded_with_models(modules(plant(tmp_path, tree))) == []
    plant(tmp_path, {"app/logs/__init__.py": "from app.logs.views.dashboard import LogDashboard"})
    assert widgets_loaded_with_models(modules(tmp_path)) == [
        "app/logs/__init__.py loads bqplot",
        "app/logs/store.py loads bqplot",
    ]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("app/logs/store.py", "from app.logs.views.table import Table"),
        ("app/logs/model.py", "def later():\n    from app.logs.views import table"),
        ("app/logs/model.py", "if TYPE_CHECKING:\n    from .views.table import Table"),
    ],
)
def test_a_view_in_a_model_is_found(tmp_path, path, line):
    tree = {
        "app/logs/views/table.py": "",
        "app/logs/views/page.py": "from app.logs.views.table import Table",
        "app/logs/__init__.py": "if TYPE_CHECKING:\n    from app.logs.views.page import LogPage",
    }
    assert views_in_models(modules(plant(tmp_path, tree))) == []
    plant(tmp_path, {path: line})
    assert len(views_in_models(modules(tmp_path))) == 1


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"app/logs/a.py": "from app.logs import b", "app/logs/b.py": "from app.logs import c"}, []),
        (
            {"app/logs/a.py": "from app.logs import b", "app/logs/b.py": "def f():\n    import app.logs.a"},
            ["app.logs.a", "app.logs.b"],
        ),
        (
            {
                "app/logs/a.py": "from .c import d",
                "app/logs/b.py": "if TYPE_CHECKING:\n    from .a import e",
                "app/logs/c.py": "from . import b",
            },
            ["app.logs.a", "app.logs.b", "app.logs.c"],
        ),
        # No module is in a circle here, but the rooms are.
        (
            {
                "app/logs/store/a.py": "from app.logs.read import b",
                "app/logs/read/b.py": "",
                "app/logs/read/c.py": "from app.logs.store import d",
                "app/logs/store/d.py": "",
            },
            ["app.logs.read", "app.logs.store"],
        ),
    ],
)
def test_a_circle_is_found(tmp_path, tree, expected):
    found = circles(modules(plant(tmp_path, {"app/logs/c.py": "", **tree})))
    assert sorted({name for names in found for name in names}) == expected
