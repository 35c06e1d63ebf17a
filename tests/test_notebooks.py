"""A page's notebook is a door: a few lines, and nothing of anybody's session left in it."""

import json

import pytest

from tests.source import ROOT, files

MOST_LINES = 15
NOTEBOOKS = files(ROOT / "pages", ".ipynb")


def faults(notebook: dict) -> list[str]:
    """What a notebook holds that a page must not."""
    found = []
    lines = 0
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        lines += sum(bool(line.strip()) for line in "".join(cell["source"]).splitlines())
        if cell.get("outputs"):
            found.append(f"cell {number} has outputs")
        if cell.get("execution_count") is not None:
            found.append(f"cell {number} has been run")
    if lines > MOST_LINES:
        found.append(f"{lines} lines of code")
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_page_is_a_few_lines_and_no_output(path):
    assert faults(json.loads(path.read_text(encoding="utf-8"))) == []


def test_faults_are_found():
    def code(source, outputs=(), count=None):
        return {"cell_type": "code", "source": source, "outputs": list(outputs), "execution_count": count}

    fine = {"cells": [code(["a = 1\n", "\n", "b = 2"]), {"cell_type": "markdown", "source": ["x\n"] * 99}]}
    assert faults(fine) == []
    assert faults({"cells": [code("a\n" * 16)]}) == ["16 lines of code"]
    assert faults({"cells": [code("a", [{}], 3)]}) == ["cell 1 has outputs", "cell 1 has been run"]
