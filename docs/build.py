"""Builds the reference of every module from its docstrings: ``make docs`` writes it to ``data/made/docs``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pdoc
import pdoc.render

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "made" / "docs"
# What starts a server, or prepares a kernel that is forked, when it is imported.
PROGRAMS = {"app.server.__main__", "app.server.zygote"}


def names(root: Path = ROOT) -> list[str]:
    """Every module of the app, packages first."""
    found = (path.relative_to(root).with_suffix("") for path in (root / "app").rglob("*.py"))
    return sorted({".".join(path.parts).removesuffix(".__init__") for path in found} - PROGRAMS)


def main() -> None:
    """Write the pages, and say where."""
    sys.path.insert(0, str(ROOT))
    for name in names():
        module = import_module(name)
        # What a package offers on demand stands in its pages, too.
        for offered in getattr(module, "__all__", ()):
            setattr(module, offered, getattr(module, offered))
    pdoc.render.configure(search=True, show_source=False, footer_text="Vitrine")
    pdoc.pdoc(*names(), output_directory=FOLDER)
    count = sum(1 for _ in FOLDER.rglob("*.html"))
    sys.stdout.write(f"{count} pages in {FOLDER.relative_to(ROOT)}: open index.html\n")


if __name__ == "__main__":
    main()
