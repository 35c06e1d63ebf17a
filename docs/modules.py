"""Lists every module by its folder in the README, where ``make docs`` renews the list.

A test holds the list to what is there, so that a reader of the README alone can name the file to open.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- modules: make docs -->\n", "<!-- end of modules -->\n"
WIDTH = 140
SUFFIXES = (".py", ".vue", ".js")


def listing(root: Path = ROOT) -> str:
    """A line a folder of ``app/`` and ``data/``: its files by name, a widget's Python and template once."""
    paths = [*(root / "app").rglob("*"), *(root / "data").glob("*")]
    files = sorted(path for path in paths if path.suffix in SUFFIXES)
    folders: dict[str, list[str]] = {}
    for path in files:
        if path.stem not in ("__init__", "__main__"):
            names = folders.setdefault(path.parent.relative_to(root).as_posix(), [])
            if path.stem not in names:
                names.append(path.stem)
    lines = [f"{folder}/: {', '.join(names)}" for folder, names in sorted(folders.items())]
    wrapped = [textwrap.fill(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False) for line in lines]
    return "\n".join(wrapped) + "\n"


def with_listing(readme: str, listed: str) -> str:
    """The README's text with this list in the place of its own."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```\n{listed}```\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_listing(README.read_text(encoding="utf-8"), listing()), encoding="utf-8")
