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

_LISTED = re.compile(r"^(?:\w+\s*=\s*)?\[\s*\(\s*[rbu]?[\"']", re.MULTILINE)
_HEAD = 20_000
# Parsed, a program takes some hundred times its length.
_LONGEST = 5_000_000


def is_program(text: str) -> bool:
    """Whether a text lists tuples that begin with a text.

    >>> is_program("train = [\\n ('so good', 'pos'),\\n]\\n"), is_program("so = [good]")
    (True, False)
    """
    return _LISTED.search(text[:_HEAD]) is not None


def program_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The pairs of all its lists; lists called after splits are these. Raises Problem without any."""
    if len(text) > _LONGEST:
        size, most = size_in_words(len(text)), size_in_words(_LONGEST)
        raise Problem(
            f"“{name}” is a program of {size}; at most {most} can be used.",
            "Save the texts and labels as CSV.",
        )
    try:
        lists = dict(_lists(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", 0)
        raise Problem(
            f"“{name}” lists pairs as Python does, and is none{f' (line {line:,})' if line else ''}.",
            "Mend it there, or save the texts and labels as CSV.",
        ) from error
    rows = rows_of(lists) if len(lists) > 1 else rows_of(next(iter(lists.values()), []))
    records = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    if not records:
        raise Problem(
            f"“{name}” is a program of Python without a list of texts and labels.",
            "Save the texts and labels as CSV.",
        )
    return rows_of_records(list(enumerate(records, 1)), name)


def _lists(program: ast.Module) -> Iterator[tuple[str, list[Any]]]:
    """What is written out as a list of pairs, by its name."""
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
            yield (
                target.id if isinstance(target, ast.Name) else str(place),
                [list(pair) for pair in found],
            )
