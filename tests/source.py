"""The project's own source, as the tests of its structure read it: without running any of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Import(NamedTuple):
    """One imported module, by its full name. ``deferred`` ones run only when a function is called."""

    target: str
    line: int
    deferred: bool


class Module:
    """One Python file of a tree, with what it imports."""

    def __init__(self, root: Path, path: Path) -> None:
        self.root = root
        self.path = path
        parts = path.relative_to(root).with_suffix("").parts
        self.package = path.stem == "__init__"
        self.name = ".".join(parts[:-1] if self.package else parts)

    def __str__(self) -> str:
        return str(self.path.relative_to(self.root))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"), str(self.path))

    @cached_property
    def imports(self) -> list[Import]:
        return list(self._imports(self.tree, deferred=False))

    def _imports(self, node: ast.AST, deferred: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, deferred)
            elif isinstance(child, ast.ImportFrom):
                source = self._absolute(child)
                for alias in child.names:
                    inside = f"{source}.{alias.name}"
                    yield Import(inside if self._exists(inside) else source, child.lineno, deferred)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                yield from self._imports(child, deferred or function or typing_only)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        here = self.name.split(".")
        base = here[: len(here) - node.level + self.package]
        return ".".join([*base, *([node.module] if node.module else [])])

    def _exists(self, name: str) -> bool:
        path = self.root.joinpath(*name.split("."))
        return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def files(root: Path, *suffixes: str) -> list[Path]:
    """The files of a tree with one of these endings, without what tools leave behind."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in suffixes
        and path.is_file()
        and not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    )


def modules(root: Path, folder: str = "app") -> list[Module]:
    """The Python files of ``root/folder``."""
    return [Module(root, path) for path in files(root / folder, ".py")]


@cache
def own_modules() -> list[Module]:
    """The Python files of this project's app/, each read once for all tests."""
    return modules(ROOT)


def plant(root: Path, content: dict[str, str]) -> Path:
    """Writes a small tree for a test: the text of each path, and a package in every folder of app/."""
    for name, text in content.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.relative_to(root).parents:
            if folder.parts[:1] == ("app",):
                (root / folder / "__init__.py").touch()
    return root
