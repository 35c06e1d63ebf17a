"""Rows of SVMlight and LIBSVM: a target, and the inputs that are not 0, each by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.problem import Problem

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_ROW = re.compile(rf"({_NUMBER})((?:[ \t]+(?:qid|[0-9]{{1,9}}):{_NUMBER})*)[ \t]*(?:#.*)?")
_SAMPLE = 20


def is_svmlight(text: str) -> bool:
    """Whether the first lines are such rows, most of them with inputs.

    >>> is_svmlight("+1 1:0.5 3:2\\n-1 2:1e-3 # a remark\\n"), is_svmlight("12:30 1\\n12:31 2\\n")
    (True, False)
    """
    lines = [line for line in text[:20_000].split("\n")[:_SAMPLE] if line.strip() and line[0] != "#"]
    # The last one may be cut.
    found = [_ROW.fullmatch(line.strip()) for line in lines[:-1] or lines]
    return bool(found) and all(found) and sum(bool(one and one[2]) for one in found) > len(found) / 2


def svmlight_table(text: str, name: str, most: int) -> tuple[list[str], Iterator[list[str]]]:
    """The columns, the target first, and the rows; what a row does not name is 0.

    Raises Problem for a line that is no such row, and where there are more than ``most`` inputs.
    """
    rows: list[tuple[str, dict[int, str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _ROW.fullmatch(line.strip())
        if found is None:
            raise Problem(
                f"Line {number:,} of “{name}” is no row of LIBSVM as those above are: {line.strip()[:60]}",
                "Write a target and inputs by number: 1 3:0.5 7:2.",
            )
        pairs = (pair.split(":") for pair in found[2].split() if not pair.startswith("qid"))
        rows.append((found[1], {int(place): value for place, value in pairs}))
    places = [place for _, inputs in rows for place in inputs]
    first, last = min(places, default=1), max(places, default=1)
    if last - first >= most:
        raise Problem(
            f"“{name}” has inputs numbered up to {last:,}; at most {most:,} can be used here.",
            "Keep those that matter.",
        )
    # Most count from 1, some from 0.
    first = min(first, 1)
    numbers = range(first, last + 1)
    return (
        ["target", *(f"x{place}" for place in numbers)],
        ([target, *(inputs.get(place, "0") for place in numbers)] for target, inputs in rows),
    )
