"""A table as JSON: an array of objects, or an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.problem import Problem
from app.tables.rejects import Rejects


def is_json(text: str) -> bool:
    """Whether a text begins as JSON's objects do.

    >>> is_json('{"text": "up"}'), is_json('[{"a": 1}]'), is_json('[up],1'), is_json("{up},1")
    (True, True, False, False)
    """
    start = text.lstrip()[:200]
    opened = start.lstrip("[ \t\r\n") if start.startswith("[") else start
    return opened.startswith("{") and opened[1:].lstrip().startswith('"')


def json_table(
    text: str, name: str, rejects: Rejects, most: int
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Its columns, in the order in which they come up, and its rows; what is no object is rejected.

    At most ``most`` rows are looked at for columns. Raises Problem where no row is an object.
    """
    objects = list(_objects(text, name, rejects, most + 1))
    columns = list(dict.fromkeys(key for _, found in objects for key in found))
    if not objects:
        raise Problem(f"“{name}” holds no JSON objects.", "Give an array of objects, or an object a line.")
    rows = ((number, [_cell(found.get(key)) for key in columns]) for number, found in objects)
    return [key.strip().lower() for key in columns], rows


def _objects(text: str, name: str, rejects: Rejects, most: int) -> Iterator[tuple[int, dict[str, Any]]]:
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise Problem(
                f"“{name}” begins like JSON and is none{f' (line {line:,})' if line else ''}.",
                "Mend it there, or save the table as CSV.",
            ) from error
        entries: Iterator[tuple[int, Any]] = iter(enumerate(found[:most], 1))
    else:
        entries = _lines(text)
    for count, (number, entry) in enumerate(entries):
        if count >= most:
            return
        if isinstance(entry, dict):
            yield number, entry
        else:
            rejects.add(number, "line", "it is no JSON object.", str(entry))


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, line


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
