"""A table as JSON: an array of objects, an object a line, or columns by name as pandas writes them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

from app.problem import Problem
from app.tables.json_shapes import answered, by_example, row_of, rows_of, spoken
from app.tables.nested import rows_of_records
from app.tables.records_within import spread
from app.tables.rejects import Rejects

# An object or a list whose first line only opens it.
_OPENED = re.compile(r"\s*[\[{]\s*\n")
_PYTHON = re.compile(r"\s*\[?\s*\{\s*'")
# Parsed, Python's objects take some hundred times their length.
_LONGEST_PYTHON = 5_000_000
MOST_PARTS = 20_000_000
"""Brackets, colons and commas of a document: what is between two takes some 80 bytes, however short."""

# Three pages at most, rows enough to be no parts of one text, and few cells that tell of the page.
_PAGES, _ROWS, _TOLD = 3, 10, 20
_NEXT = re.compile(r"[^\s,]")
_PAIR = re.compile(r"\[\s*(?:\[\s*)?[\"]")


def is_json(text: str) -> bool:
    """Whether a text begins as JSON's objects do, or as Python writes them.

    >>> is_json('{"text": "up"}'), is_json('[{"a": 1}]'), is_json('["up", 1]'), is_json('["up"],1')
    (True, True, True, False)
    >>> is_json('[up],1'), is_json("{up},1"), is_json("{'text': 'up'}")
    (False, False, True)
    """
    start = text.lstrip()[:200]
    if _PAIR.match(start):
        return _is_pair(text.lstrip().partition("\n")[0]) or text.rstrip().endswith("]")
    opened = start.lstrip("[ \t\r\n") if start.startswith("[") else start
    return opened.startswith("{") and opened[1:].lstrip().startswith(('"', "'"))


def _is_pair(line: str) -> bool:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, list) and len(found) == 2


def json_table(
    text: str, name: str, rejects: Rejects, most: int, notes: list[str] | None = None
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Its columns, in the order in which they come up, and its rows; what is no object is rejected.

    At most ``most`` rows are looked at for columns. With ``notes``, as texts are read, records that hold the
    texts within others are the rows, and a note says so. Raises Problem where no row is an object, and where
    there are more than `MOST_PARTS`.
    """
    if sum(map(text.count, "{[:,")) > MOST_PARTS:
        raise Problem(
            f"“{name}” is JSON of more than {MOST_PARTS:,} names and values, the most that can be used.",
            "Choose a part of its rows, or save the table as CSV.",
        )
    objects = list(_objects(text, name, rejects, most + 1))
    if not objects:
        raise Problem(f"“{name}” holds no JSON objects.", "Give an array of objects, or an object a line.")
    records = [(number, spoken(answered(found))) for number, found in objects]
    if notes is not None:
        records = spread(records, most + 1, notes)
    return rows_of_records(_of_few(records), name)


def _of_few(records: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """The rows of two or three records that are alike and hold one list of rows each: splits, places, pages
    of an answer. Other records as they are: one of many cells is itself a row."""
    if not 1 < len(records) <= _PAGES or len({tuple(found) for _, found in records}) > 1:
        return records
    if any(len(found) > _TOLD for _, found in records):
        return records
    held = [
        [value for value in found.values() if isinstance(value, list) and _are_rows(value)]
        for _, found in records
    ]
    if any(len(lists) != 1 for lists in held):
        return records
    return list(enumerate((row for [rows] in held for row in rows), 1))


def _are_rows(listed: list[Any]) -> bool:
    """Whether a list is of objects, and of more than the parts of one text."""
    return len(listed) >= _ROWS and all(isinstance(row, dict) for row in listed)


def _objects(text: str, name: str, rejects: Rejects, most: int) -> Iterator[tuple[int, dict[str, Any]]]:
    if not _is_lines(text):
        try:
            found = rows_of(_python(text) if _PYTHON.match(text) else _whole(text))
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise Problem(
                f"“{name}” begins like JSON and is none{f' (line {line:,})' if line else ''}.",
                "Mend it there, or save the table as CSV.",
            ) from error
        entries: Iterator[tuple[int, Any]] = iter(enumerate(by_example(found)[:most], 1))
    else:
        entries = _lines(text)
    for count, (number, entry) in enumerate(entries):
        if count >= most:
            return
        entry = row_of(entry)
        if isinstance(entry, dict):
            yield number, entry
        else:
            rejects.add(number, "line", "it is no JSON object.", str(entry))


def _whole(text: str) -> Any:
    """What a text is as JSON; objects of several lines, one after another, as a list of them.

    >>> _whole('{"a":\\n1}\\n{"a":\\n2}')
    [{'a': 1}, {'a': 2}]
    """
    decoder, found, place = json.JSONDecoder(), [], 0
    while begin := _NEXT.search(text, place):
        one, place = decoder.raw_decode(text, begin.start())
        found.append(one)
    return found[0] if len(found) == 1 else found


def _is_lines(text: str) -> bool:
    """Whether each line is an object, rather than all lines together one."""
    if _OPENED.match(text):
        return False
    if _PYTHON.match(text):
        return not text.lstrip().startswith("[")
    first, _, rest = text.strip().partition("\n")
    if first.startswith("["):
        return rest.startswith("[") and _is_pair(first)
    for whole, shown in ((first, rest != ""), (text, False)):
        try:
            found = json.loads(whole)
        except (ValueError, RecursionError):
            continue
        return shown or rows_of(found) == [found]
    return True


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, _python(line) if _PYTHON.match(line) else json.loads(line)
            except (ValueError, RecursionError):
                yield number, line


def _python(text: str) -> Any:
    """What a text is as Python writes it (McAuley's reviews); raises ValueError where it is nothing."""
    if len(text) > _LONGEST_PYTHON:
        raise ValueError(f"more than {_LONGEST_PYTHON:,} characters")
    try:
        return ast.literal_eval(text.strip())
    except (SyntaxError, MemoryError) as error:
        raise ValueError(str(error)) from error
