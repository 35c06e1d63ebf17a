"""Tables of LaTeX: cells with ``&`` between them, rows that end with two backslashes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NESTED = r"(?:\[[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\})*"
_TABLE = re.compile(
    rf"\\begin\{{((?:tabular|longtable|tabulary|xltabular|longtblr|tblr)[xy]?\*?)\}}{_NESTED}(.*?)\\end\{{\1\}}",
    re.DOTALL,
)
_COMMENT = re.compile(r"(?<!\\)%.*")
_LINES = re.compile(
    r"\\(?:hline|(?:top|mid|bottom)rule|end(?:first)?head|end(?:last)?foot)(?![a-z])"
    r"|\\c(?:line|midrule)(?:\([^)]*\))?\{[^}]*\}|\\addlinespace(?:\[[^\]]*\])?"
)
_ROW = re.compile(r"\\\\(?:\[[^\]]*\])?|\\tabularnewline")
_CELL = re.compile(r"(?<!\\)&")
_DRESSED = re.compile(r"\\(?:text\w*|emph|underline|url|mbox)\{([^{}]*)\}")
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
    r"""Whether a text holds a table of LaTeX.

    >>> is_latex(r"\begin{tabular}{ll} Text & Label \\ \end{tabular}"), is_latex("text & label")
    (True, False)
    """
    return "\\begin{" in text and _TABLE.search(text) is not None


def latex_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The cells of the largest table, whose first row names the columns, and the line of each row."""
    del name  # What stands around the table is passed over.
    found = max(_TABLE.finditer(text), key=lambda one: len(one[2]))
    rows, line = [], text.count("\n", 0, found.start(2)) + 1
    for row in _rows(found[2]):
        told = _LINES.sub("", _COMMENT.sub("", row))
        above = len(row) - len(row.lstrip())
        if told.strip():
            rows.append((line + row.count("\n", 0, above), [_plain(cell) for cell in _CELL.split(told)]))
        line += row.count("\n")
    columns = [cell.lower() or f"column {place}" for place, cell in enumerate(rows[0][1], 1)] if rows else []
    return columns, iter(rows[1:])


def _rows(body: str) -> list[str]:
    return _ROW.split(body)


def _plain(cell: str) -> str:
    r"""A cell as it is printed.

    >>> _plain(r" \textbf{so} good \& 5\,\% ")
    'so good & 5 %'
    """
    while (bare := _DRESSED.sub(r"\1", cell)) != cell:
        cell = bare
    for written, printed in _NAMED.items():
        cell = cell.replace(written + "{}", printed).replace(written, printed)
    return _SIGN.sub(r"\1", cell.replace("\\,", " ")).strip()
