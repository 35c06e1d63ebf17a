"""Pairs of a text and its label that a program of Python lists, as tutorials of TextBlob and NLTK do.

``train = [("it is good", "pos"), …]``: nothing of the program runs, its lists are read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from app.problem import Problem
from app.tables.json_shapes import rows_of
from app.tables.nested import rows_of_records
from app.uploads import size_in_words

_LISTED = re.compile(r"^(?:\w+ *= *)?\[\s*\(\s*[rbu]?[\"']", re.MULTILINE)
# A first line of a program, below remarks: no heading of a table, and no sentence, is one.
_BEGUN = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n)*+(?:import \w|from [\w.]+ import |\w+ *= *\S|\[\s*[(#]|\"\"\"|\'\'\')"
)
_ASSIGNED = re.compile(r"(?:[ \t]*(?:#[^\n]*|(?:import|from) [^\n]*)?\n)*+\w+ *= *\[ *\n\s*\(\s*[rbu]?[\"']")
_HEAD = 20_000
# Parsed, a program takes some hundred times its length.
_LONGEST = 5_000_000


def is_program(text: str) -> bool:
    """Whether a text begins as a program does and lists tuples that begin with a text.

    >>> is_program("train = [\\n ('so good', 'pos'),\\n]\\n"), is_program("so = [good]")
    (True, False)
    """
    head = text[:_HEAD]
    return _BEGUN.match(head) is not None and _LISTED.search(head) is not None


def program_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]] | None:
    """The pairs of all its lists; lists called after splits are these.

    None where it is no program after all. Raises Problem where it begins with a list that has a name, and
    cannot be read.
    """
    certain = _ASSIGNED.match(text[:_HEAD]) is not None
    if len(text) > _LONGEST:
        if not certain:
            return None
        size, most = size_in_words(len(text)), size_in_words(_LONGEST)
        raise Problem(
            f"“{name}” is a program of {size}; at most {most} can be used.",
            "Save the texts and labels as CSV.",
        )
    try:
        lists = _lists(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if not certain:
            return None
        line = getattr(error, "lineno", 0)
        raise Problem(
            f"“{name}” lists pairs as Python does, and is none{f' (line {line:,})' if line else ''}.",
            "Mend it there, or save the texts and labels as CSV.",
        ) from error
    rows = rows_of(lists) if len(lists) > 1 else rows_of(next(iter(lists.values()), []))
    records = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if not records and not certain:
        return None
    if not records:
        raise Problem(
            f"“{name}” is a program of Python without a list of texts and labels.",
            "Save the texts and labels as CSV.",
        )
    return rows_of_records(list(enumerate(records, 1)), name)


def _lists(program: ast.Module) -> dict[str, list[Any]]:
    """What is written out as a list of pairs, by its name; what has one name twice goes on there."""
    lists: dict[str, list[Any]] = {}
    for place, told in enumerate(program.body):
        value = told.value if isinstance(told, ast.Assign | ast.Expr) else None
        if not isinstance(value, ast.List):
            continue
        try:
            found = ast.literal_eval(value)
        except (ValueError, TypeError):
            continue
        if found and all(isinstance(pair, tuple) and len(pair) == 2 for pair in found):
            target = told.targets[0] if isinstance(told, ast.Assign) else None
            called = target.id if isinstance(target, ast.Name) else str(place)
            lists.setdefault(called, []).extend(list(map(_decoded, pair)) for pair in found)
    return lists


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
