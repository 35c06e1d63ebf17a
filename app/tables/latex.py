"""Tables of LaTeX: cells with ``&`` between them, rows that end with two backslashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIRST = re.compile(r"(?:[ \t]*(?:%[^\n]*)?\n)*+[ \t]*\\[a-zA-Z]+[\[{\s*]")
_TAIL = 2_000
_BEGIN = re.compile(r"\\begin\{((?:tabular|longtable|tabulary|xltabular|longtblr|tblr)[xy]?\*?)\}")
_CLOSED_BY = {"[": "]", "{": "}"}
_COMMENT = re.compile(r"(?<!\\)%.*")
_LINES = re.compile(
    r"\\(?:hline|(?:top|mid|bottom)rule|end(?:first)?head|end(?:last)?foot)(?![a-z])"
    r"|\\c(?:line|midrule)(?:\([^)]{0,40}\))?\{[^}]{0,40}\}|\\addlinespace(?:\[[^\]]{0,40}\])?"
)
_ROW = re.compile(r"\\\\(?:\[[^\]]{0,40}\])?|\\tabularnewline")
_CELL = re.compile(r"(?<!\\)&")
_DRESSED = re.compile(r"\\(?:text\w*|emph|underline|url|mbox)\{([^{}]*)\}")
_DEEPEST = 10
_SIGN = re.compile(r"\\([&%_#${}])")
_NAMED = {
    r"\textbackslash": "\\",
    r"\textasciitilde": "~",
    r"\textasciicircum": "^",
    "~": " ",
    "``": "“",
    "''": "”",
}


def is_latex(text: str) -> bool:
    r"""Whether a text is LaTeX from its first line to its last, and holds a table.

    >>> is_latex(r"\begin{tabular}{ll} Text & Label \\ \end{tabular}"), is_latex("text & label")
    (True, False)
    """
    if _FIRST.match(text) is None or _BEGIN.search(text) is None:
        return False
    lines = (line.strip() for line in reversed(text[-_TAIL:].split("\n")))
    last = next((line for line in lines if line and not line.startswith("%")), "")
    return last.endswith("}") or last.startswith("\\")


def latex_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]] | None:
    """The cells of the largest table, whose first row names the columns, and the line of each row; None where
    none comes to its end."""
    del name  # What stands around the table is passed over.
    start, end = max(_bodies(text), key=lambda body: body[1] - body[0], default=(0, 0))
    if start == end:
        return None
    rows, line = [], text.count("\n", 0, start) + 1
    for row in _rows(text[start:end]):
        told = _LINES.sub("", _COMMENT.sub("", row))
        above = len(row) - len(row.lstrip())
        if told.strip():
            rows.append((line + row.count("\n", 0, above), [_plain(cell) for cell in _CELL.split(told)]))
        line += row.count("\n")
    if not rows:
        return None
    columns = [cell.lower() or f"column {place}" for place, cell in enumerate(rows[0][1], 1)]
    return columns, iter(rows[1:])


def _bodies(text: str) -> Iterator[tuple[int, int]]:
    """Where the cells of each table begin and end."""
    at, unclosed = 0, set()
    while (begin := _BEGIN.search(text, at)) is not None:
        at = begin.end()
        end = -1 if begin[1] in unclosed else text.find(f"\\end{{{begin[1]}}}", at)
        if end < 0:
            unclosed.add(begin[1])
            continue
        yield _past_arguments(text, at, end), end
        at = end


def _past_arguments(text: str, at: int, end: int) -> int:
    """The first place behind ``[…]`` and ``{…}``; what is not closed is no argument."""
    while at < end and (closed := _CLOSED_BY.get(text[at])):
        opened, depth, place = text[at], 0, at
        while place < end:
            depth += (text[place] == opened) - (text[place] == closed)
            place += 1
            if not depth:
                break
        if depth:
            break
        at = place
    return at


def _rows(body: str) -> list[str]:
    return _ROW.split(body)


def _plain(cell: str) -> str:
    r"""A cell as it is printed.

    >>> _plain(r" \textbf{so} good \& 5\,\% ")
    'so good & 5 %'
    """
    for _ in range(_DEEPEST):
        dressed, cell = cell, _DRESSED.sub(r"\1", cell)
        if cell == dressed:
            break
    for written, printed in _NAMED.items():
        cell = cell.replace(written + "{}", printed).replace(written, printed)
    return _SIGN.sub(r"\1", cell.replace("\\,", " ")).strip()
