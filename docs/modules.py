"""Lists every module by its folder, in its own first sentence, in the README; ``make docs`` renews the list.

Behind the sentence stand the names of its constants: the limits and steps that somebody looks for. A test
holds the list to what is there, so that a reader of the README alone can name the file to open.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- modules: make docs -->\n", "<!-- end of modules -->\n"
SUFFIXES = (".py", ".vue", ".js", ".css", ".html", ".j2")
TEMPLATES = (".html", ".j2")
_FIRST_COMMENT = re.compile(r"^(?:/\*|//|\{#-?)\s*((?:[^\n]|\n//)*)", re.MULTILINE)


def sentence(path: Path) -> str:
    """What the file says of itself first: a docstring's first line, a script's first clause."""
    if path.suffix == ".vue":
        return ""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    said = _FIRST_COMMENT.search(text)
    words = re.sub(r"\n//\s*|\*/|-?#\}", " ", said[1]) if said is not None else ""
    if path.suffix in TEMPLATES:
        return words.strip()
    return re.split(r"(?<=[a-z])[.:;] ", words.strip())[0].rstrip(". ") + "."


def constants(path: Path) -> str:
    """The names of a Python module's public constants, as they stand in it."""
    if path.suffix != ".py":
        return ""
    set_here = (
        [*node.targets] if isinstance(node, ast.Assign) else [node.target]
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
    )
    flat = (part for targets in set_here for target in targets for part in ast.walk(target))
    names = [part.id for part in flat if isinstance(part, ast.Name)]
    return ", ".join(name for name in names if name.isupper() and not name.startswith("_"))


def listing(root: Path = ROOT) -> str:
    """A line a module of ``app/`` and ``data/``, below its folder; a widget's Python and template once."""
    paths = [*(root / "app").rglob("*"), *(root / "data").glob("*")]
    folders: dict[str, dict[str, str]] = {}
    drawn = set()
    for path in sorted(path for path in paths if path.suffix in SUFFIXES):
        if path.stem == "__init__" and not constants(path):
            continue
        names = folders.setdefault(path.parent.relative_to(root).as_posix(), {})
        said = " ".join(filter(None, (sentence(path), constants(path))))
        name = path.stem if path.suffix in (".py", ".vue", ".js") else path.name
        if path.suffix == ".vue":
            drawn.add(path.with_suffix(""))
        names[name] = names.get(name, "") or said
    lines = []
    for folder, names in sorted(folders.items()):
        lines.append(f"{folder}/")
        for name, said in sorted(names.items()):
            shown = f"{name} .vue" if root / folder / name in drawn else name
            lines.append(f"  {shown:<18} {said}".rstrip())
    return "\n".join(lines) + "\n"


def with_listing(readme: str, listed: str) -> str:
    """The README's text with this list in the place of its own."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```\n{listed}```\n{END}{after}"


if __name__ == "__main__":
    README.write_text(with_listing(README.read_text(encoding="utf-8"), listing()), encoding="utf-8")
