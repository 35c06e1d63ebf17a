"""The app asks no other host for anything: no address of one stands in what is served or run."""

import ast
import re
from pathlib import Path

import pytest

from tests.source import ROOT, Module, files, modules, plant

# Names, not places: nothing is fetched from a namespace. And this very machine.
ALLOWED = (
    "http://www.w3.org/",
    "http://localhost",
    "http://127.0.0.1",
)
SERVED = (".vue", ".js", ".mjs", ".html", ".j2", ".css", ".svg", ".json", ".ipynb")
ADDRESS = re.compile(r"(?:https?|wss?)://[\w.-]+[^\s\"'<>)`]*|(?<=[\"'(`=])//\w[\w-]*\.[\w.-]+[^\s\"'<>)`]*")


def addresses(text: str) -> list[str]:
    """The addresses of other hosts in a text, those without a scheme (``"//cdn…"``) included."""
    return [found for found in ADDRESS.findall(text) if not found.startswith(ALLOWED)]


def strings(module: Module) -> list[tuple[int, str]]:
    """The strings of a Python file that it may use; docstrings cite sources, and fetch nothing."""
    cited = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in cited
    ]


def other_hosts(root: Path) -> list[str]:
    """Where the app of a tree names another host."""
    named = [
        f"{module}:{line} {found}"
        for module in modules(root)
        for line, text in strings(module)
        for found in addresses(text)
    ]
    for folder in ("app", "pages"):
        for path in files(root / folder, *SERVED):
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                named += [f"{path.relative_to(root)}:{line} {found}" for found in addresses(text)]
    return named


def test_the_app_names_no_other_host():
    assert other_hosts(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/logs/store.py", 'ICON = "https://cdn.example.org/icon.svg"'),
        ("app/logs/store.py", 'ICON = f"see http://cdn.example.org/{1}"'),
        ("app/shell/page.vue", '<script src="//cdn.example.org/a.js"></script>'),
        ("app/shell/page.css", "@import url(https://fonts.example.org/css);"),
        ("app/shell/page.js", "new WebSocket('wss://live.example.org')"),
        ("app/server/index.html.j2", "<link href=https://cdn.example.org/a.css>"),
        ("pages/logs.ipynb", '{"source": "open(\'https://example.org\')"}'),
    ],
)
def test_another_host_is_found(tmp_path, path, text):
    assert len(other_hosts(plant(tmp_path, {path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/logs/store.py", '"""After https://example.org/paper."""\n# https://example.org\nX = "http://"'),
        ("app/logs/store.py", 'URL = f"http://127.0.0.1:{8866}/"'),
        ("app/shell/page.vue", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("app/shell/page.js", "// a comment\nconst half = a //b\n"),
    ],
)
def test_a_citation_or_this_machine_is_none(tmp_path, path, text):
    assert other_hosts(plant(tmp_path, {path: text})) == []
