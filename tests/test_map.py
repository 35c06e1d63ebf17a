"""The files that README and CONTRIBUTING send a reader to are there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from tests.source import ROOT

FILE = re.compile(r"[\w./-]+\.(?:py|js|vue|ipynb|md|toml|json)|[\w./-]+/")
NAMES = {
    path.name for folder in ("app", "data", "docs", "pages", "tests") for path in (ROOT / folder).rglob("*.*")
}


def named(text: str) -> set[str]:
    """The files and folders that a text names: in backticks, or at the start of a line of its map."""
    map_of_app = re.search(r"^app/\n(?:  .*\n)*", text, re.MULTILINE)
    lines = map_of_app[0].splitlines()[1:] if map_of_app else []
    in_map = {f"app/{line.split()[0]}" for line in lines if not line.startswith("   ")}
    return in_map | {word for word in re.findall(r"`([^`\s]+)`", text) if FILE.fullmatch(word)}


def is_there(name: str) -> bool:
    """Whether a path leads somewhere from the top, app/ or a page's folder, or a file has this name."""
    if "/" not in name:
        return name in NAMES or (ROOT / name).exists()
    rooms = ("", "app", "app/network", "app/sentiment")
    return any((ROOT / room / name).exists() for room in rooms)


def test_the_map_leads_to_what_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    built = readme[readme.index("## How it is built") : readme.index("<!-- modules")]
    for text in (built, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        found = named(text)
        assert len(found) > 20
        assert [name for name in sorted(found) if not is_there(name)] == []


@pytest.mark.parametrize(
    "text", ["see `app/no_such.py`", "and `gone.py`", "`nowhere/`", "app/\n  gone/      the way\n"]
)
def test_what_is_not_there_is_found(text: str) -> None:
    assert [is_there(name) for name in named(text)] == [False]


def test_every_module_is_listed() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.search(r"<!-- modules: make docs -->\n\n```\n(.*?)```\n<!-- end", readme, re.DOTALL)
    assert listed is not None
    found = {
        f"{folder}/{name}"
        for folder, names in re.findall(r"^(\S+)/\n((?:  .*\n)+)", listed[1], re.MULTILINE)
        for name in re.findall(r"^  (\S+)", names, re.MULTILINE)
    }
    there = {
        str(path.relative_to(ROOT).with_suffix(""))
        for folder in ("app", "data")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem != "__init__"
    }
    assert len(there) > 500
    assert sorted(there - found) == [], "run make docs"
    made = runpy.run_path(str(ROOT / "docs" / "modules.py"))
    assert made["with_listing"](readme, made["listing"]()) == readme, "run make docs"
    silent = re.findall(r"^  (\S+)(?: \.vue)?(?:\s+[A-Z_, ]+)?$", listed[1], re.MULTILINE)
    assert silent == [], "what the file is for stands nowhere in its first line"
    cut = re.findall(r"^  (\S+) +(?:[^.\n]*[^.\s?](?: [A-Z_, ]+)?)$", listed[1], re.MULTILINE)
    assert cut == [], "the first sentence takes more than the first line"


def test_a_module_is_listed_with_the_limits_that_it_sets(tmp_path: Path) -> None:
    made = runpy.run_path(str(ROOT / "docs" / "modules.py"))
    (tmp_path / "app").mkdir()
    text = '"""Rows of a table.\n\nMore."""\nMOST_ROWS: int = 3\n_OURS = 1\nLEFT, RIGHT = 1, 2\nname = 4\n'
    (tmp_path / "app" / "rows.py").write_text(text, encoding="utf-8")
    said = "Rows of a table. MOST_ROWS, LEFT, RIGHT"
    assert made["listing"](tmp_path) == f"app/\n  {'rows':<18} {said}\n"


def test_the_list_of_modules_is_renewed_where_it_stands() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "modules.py"))
    once = made["with_listing"](f"before\n{made['BEGIN']}old\n{made['END']}after\n", "app/: one\n")
    assert once == f"before\n{made['BEGIN']}\n```\napp/: one\n```\n{made['END']}after\n"
    assert made["with_listing"](once, "app/: one\n") == once
