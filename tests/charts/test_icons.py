"""The icons that are named are there, those that are there are named, and no font is asked for."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.charts import icons
from app.shell.pages import BUNDLED
from tests.source import ROOT, files

FILES = sorted(Path(icons.__file__).with_name("icons").glob("*.svg"))
VUE = {path: path.read_text(encoding="utf-8") for path in files(ROOT / "app", ".vue")}
IN_CLASSES = re.compile(r"vt-symbol-([a-z][a-z0-9-]*)")


def test_the_icons_that_are_named_are_there() -> None:
    named = {name for text in VUE.values() for name in IN_CLASSES.findall(text)}
    assert len(named) > 20
    assert named <= set(icons.names())
    assert {page.icon.removeprefix("mdi-") for page in BUNDLED} <= set(icons.names())


def test_no_template_asks_for_the_font_of_all_icons() -> None:
    assert [path.name for path, text in VUE.items() if re.search(r"\bmdi\b", text)] == []


def test_no_icon_lies_there_for_nothing() -> None:
    told = "\n".join(
        path.read_text(encoding="utf-8") for path in [*files(ROOT / "app", ".vue", ".py"), ROOT / "README.md"]
    )
    assert [one.stem for one in FILES if not re.search(rf'(?:symbol-|mdi-|"){one.stem}["\' ]', told)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sheet_holds_the_shapes_of_the_files(path: Path) -> None:
    shape = ElementTree.parse(path).getroot()[0].attrib["d"]
    (rule,) = icons.icon_sheet(f'"mdi-{path.stem}"').splitlines()[3:]
    assert rule.startswith(f".vt-symbol-{path.stem} {{")
    assert f"d='{shape}'" in rule


def test_a_sheet_holds_what_its_package_names_and_no_more() -> None:
    sheet = icons.icon_sheet("<span class=\"vt-symbol\" :class=\"on ? 'vt-symbol-play' : 'vt-symbol-stop'\">")
    assert re.findall(r"^\.vt-symbol-([\w-]+)", sheet, re.MULTILINE) == ["play", "stop"]
    assert re.findall(r"^\.vt-symbol-([\w-]+)", icons.icon_sheet(), re.MULTILINE) == list(icons.names())


def test_an_icon_that_is_not_here_is_that_of_the_font() -> None:
    assert icons.icon_class("mdi-server") == "vt-symbol vt-symbol-server"
    assert icons.icon_class("mdi-ferry") == "mdi mdi-ferry"
