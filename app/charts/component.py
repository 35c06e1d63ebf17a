"""The base of every widget whose browser half is a ``.vue`` file beside it.

Left to itself, ipyvue sends the file's text and lets every instance be compiled in the browser: script,
template and style, some 25 ms each, more than half of a page's start. Here the files of a package go to the
browser once, as one module, in which each template is compiled when it is first drawn. A server hands it out
as a file whose name changes with its content, so that a browser has it, compiled, from its visit before; in a
notebook it comes with the widgets.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import ipyvuetify as v
from ipyvue.esm import Module, define_module
from ipyvue.Template import Template

from app.charts.icons import icon_sheet
from app.charts.messages import deliver, settable
from app.places import APP, COMPONENTS

SHEETS = ("palette.css", "controls.css", "widget.css", "grid.css")
SCRIPTS = (
    *("keys.js", "pointer.js", "drag.js", "numbers.js", "dates.js", "ticks.js"),
    *("folders.js", "picture.js", "saving.js"),
)
"""What the scripts of all ``.vue`` files may call."""

ON_ITS_OWN = "vt-widget"
SERVED = "../components"
"""Where a server has the modules, as its pages see it."""


class Component(v.VuetifyTemplate):
    """A widget drawn by ``vue_file``, a ``(__file__, name)`` pair: template, script and style of its own.

    The file holds ``<template>``, ``<script>`` with one ``export default`` and ``<style>``, each tag at the
    start of a line. Styles hold for the whole page, so their names begin with ``vt-``; how wide the page or
    the notebook's cell is, they ask of the container ``vt``. Scripts may call what `SCRIPTS` define.
    """

    vue_file: ClassVar[tuple[str, str]]
    page_sets: ClassVar[tuple[str, ...]] = ()
    """The traits that the ``.vue`` file sets by itself. All others are Python's: a page cannot set them, so
    what is computed from them need not fear what a page could have set them to."""

    def __init__(self, **state: Any) -> None:
        template = _template(Path(self.vue_file[0]).with_name(self.vue_file[1]))
        super().__init__(template=template, **{**_on_its_own(), **state})

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what a page sets, as far as it may set it."""
        super().set_state(settable(self, sync_data, self.page_sets))

    def _handle_event(self, _widget: Any, content: Any, buffers: Sequence[memoryview]) -> None:
        # In place of ipyvue's, which lets a message import any module and call any method of the widget.
        deliver(self, content, buffers)


class Compound(v.Html):
    """A widget made of widgets, for a page or for a cell of anybody's notebook."""

    def __init__(self, **state: Any) -> None:
        super().__init__(**{**_on_its_own(), **state})


def _on_its_own() -> dict[str, Any]:
    """Mark a widget's own element where no other of ours holds it: styles and keys find its bounds."""
    return {"_dom_classes": (ON_ITS_OWN,)}


_templates: dict[Path, Template] = {}
_modules: dict[str, Module] = {}
_served: dict[str, str] = {}


def _template(path: Path) -> Template:
    """The template of a file, shared by its widgets; made anew in a kernel that was forked."""
    package = path.relative_to(APP).parts[0]
    if package not in _modules or _modules[package].comm is None:
        _templates.clear()
        url = _served.get(package)
        code = None if url else _code(package)
        _modules[package] = define_module(f"vitrine-{package}", code=code, url=url)
    if path not in _templates:
        _templates[path] = Template(esm_module=f"vitrine-{package}", esm_export=_name(path))
    return _templates[path]


def prepare() -> None:
    """Make the modules of all packages whose components were imported: a page of logs takes a quarter of a
    second for its own, and processes that are forked later share them. They are put into the folder that
    `COMPONENTS` names, where it does, for the server to hand out; one that cannot be, comes with the widgets.
    """
    kinds: list[type[v.VuetifyTemplate]] = [Component]
    for kind in kinds:
        kinds += kind.__subclasses__()
    for package in {
        Path(kind.vue_file[0]).relative_to(APP).parts[0] for kind in kinds if "vue_file" in vars(kind)
    }:
        code = _code(package)
        if folder := os.environ.get(COMPONENTS):
            name = f"{package}.{hashlib.sha256(code.encode()).hexdigest()[:16]}.js"
            with suppress(OSError):
                # Whole or not at all: it is believed by its name.
                unfinished = Path(folder, f"{name}.part")
                unfinished.write_text(code, encoding="utf-8")
                unfinished.replace(unfinished.with_suffix(""))
                _served[package] = f"{SERVED}/{name}"


@cache
def _code(package: str) -> str:
    """The ``.vue`` files of a package of the app, and the style sheets of all, as one JavaScript module."""
    parts = {path: _parts(path) for path in sorted((APP / package).rglob("*.vue"))}
    sheets = "\n".join((APP / "charts" / name).read_text(encoding="utf-8") for name in SHEETS)
    styles = "\n".join(style for _, _, style in parts.values())
    # The frame shows the icons of anybody's pages.
    named = None if package == "shell" else _text(package)
    lines = [
        "const Vue = window.Vue;",
        *((APP / "charts" / name).read_text(encoding="utf-8") for name in SCRIPTS),
        "const component = (options, template) => {",
        "  let compiled;",
        "  return { ...options, get render() { return (compiled ??= Vue.compile(template)); } };",
        "};",
        "const style = (id, text) => {",
        "  let sheet = document.getElementById(id);",
        "  if (!sheet) sheet = document.head.appendChild(document.createElement('style'));",
        "  sheet.id = id;",
        "  sheet.textContent = text;",
        "};",
        f"style('vitrine-sheets', {json.dumps(sheets)});",
        f"style('vitrine-{package}-icons', {json.dumps(icon_sheet(named))});",
        f"style('vitrine-{package}-styles', {json.dumps(styles)});",
    ]
    lines += [
        f"export const {_name(path)} = component((() => {{\n{script}\n}})(), {json.dumps(template)});"
        for path, (template, script, _) in parts.items()
    ]
    return "\n".join(lines)


def _text(package: str) -> str:
    """What a package says of icons."""
    files = (path for path in (APP / package).rglob("*") if path.suffix in (".py", ".vue"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _parts(path: Path) -> tuple[str, str, str]:
    """Template, script and style of a ``.vue`` file. Raises ValueError where it is not as agreed."""
    text = path.read_text(encoding="utf-8")
    template, script, style = (_part(text, name) for name in ("template", "script", "style"))
    if not template:
        raise ValueError(f"{path.name} has no <template> at the start of a line")
    body, exports = re.subn(r"^export default\b", "return", script, flags=re.MULTILINE)
    if exports != bool(script):
        raise ValueError(f"the script of {path.name} must have one “export default”")
    return template, body or "return {};", style


def _part(text: str, name: str) -> str:
    found = re.search(rf"^<{name}>\n(.*?)^</{name}>$", text, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def _name(path: Path) -> str:
    """The export of a file: ``charts_bar_list`` of ``app/charts/bar_list.vue``."""
    return "_".join(path.relative_to(APP).with_suffix("").parts)
