"""A table as JSON: an array of objects, an object a line, or columns by name as pandas writes them."""

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
    if text.lstrip().startswith("[") or not _is_lines(text):
        try:
            found = _rows_of(json.loads(text))
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


def _is_lines(text: str) -> bool:
    """Whether each line is an object, rather than all lines together one."""
    first, _, rest = text.strip().partition("\n")
    for whole, shown in ((first, rest != ""), (text, False)):
        try:
            found = json.loads(whole)
        except (ValueError, RecursionError):
            continue
        return shown or _rows_of(found) == [found]
    return True


def _rows_of(found: Any) -> list[Any]:
    """The rows of a whole file: a list as it is, what stands under one of an object's keys, or columns.

    >>> _rows_of({"text": {"0": "up", "1": "down"}, "label": {"0": 1, "1": 0}})
    [{'text': 'up', 'label': 1}, {'text': 'down', 'label': 0}]
    """
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return [found]
    data, names = found.get("data"), found.get("columns")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(row, list) for row in data):
        return [dict(zip(map(str, names), row, strict=False)) for row in data]
    lists = [value for value in found.values() if isinstance(value, list) and value]
    rows = [value for value in lists if all(isinstance(row, dict) for row in value)]
    if rows:
        return max(rows, key=len)
    by_row = [value for value in found.values() if isinstance(value, dict)]
    if by_row and len(by_row) == len(found):
        if len({tuple(column) for column in by_row}) == 1 and not _are_rows(by_row):
            return [{name: column[key] for name, column in found.items()} for key in by_row[0]]
        return by_row
    if len(lists) == len(found) and len({len(value) for value in lists}) == 1:
        return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]
    return [found]


def _are_rows(entries: list[dict[str, Any]]) -> bool:
    """Whether objects with the same keys are rows by id, rather than columns by row: columns count up."""
    keys = list(entries[0])
    return not all(key.isdigit() for key in keys)


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
