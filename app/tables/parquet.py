"""A Parquet or Arrow file as rows of cells, with the names that Hugging Face's sets keep of labels."""

from __future__ import annotations

import json
from typing import Any

from app.problem import Problem
from app.tables.limited import read_apart
from app.tables.nested import rows_of_records
from app.uploads import size_in_words

MARK = b"PAR1"
ARROW_FILE, ARROW_STREAM = b"ARROW1", b"\xff\xff\xff\xff"
_TOLD = b'{"info": {"'
_HEAD = 200_000

MOST_LETTERS, MOST_MEMORY = 500_000_000, 2_000_000_000
"""Letters of all cells that are used, and bytes that reading them may take: a long text that a million rows
share takes no more room in a file than once."""


Columns = tuple[list[str], list[list[str]]]
"""Columns as they are named, and rows of cells."""


def column_table(content: bytes, name: str, most: int) -> Columns | None:
    """The columns and the first ``most`` rows of a Parquet or Arrow file; None for any other.

    Arrow's may be a stream, as ``save_to_disk`` of Hugging Face writes. A number that stands for a label
    becomes the label's name, where the file says so. Raises Problem where it is damaged.
    """
    kind = "Parquet" if content.startswith(MARK) else "Arrow"
    if kind == "Arrow" and not content.startswith((ARROW_FILE, ARROW_STREAM)):
        return None
    found = read_apart("columns", content, most, MOST_LETTERS, MOST_MEMORY)
    if found is None or found.get("error") == "large":
        raise Problem(
            f"“{name}” is a file of {kind} that unpacks to more than {size_in_words(MOST_LETTERS)}, "
            "the most that can be used, or takes too long to read.",
            "Export a part of its rows, or of its columns, as CSV.",
        )
    if "error" in found:
        raise Problem(
            f"“{name}” begins like a file of {kind} and cannot be read.", "Export the table as CSV."
        )
    return _cells_of(found, _label_names(found["told"] or _told_in(content)))


def _told_in(content: bytes) -> str:
    """What an Arrow file says of itself: polars does not tell it, but it is plain text in its schema."""
    place = content.find(_TOLD, 0, _HEAD)
    if place < 0:
        return ""
    text = content[place : place + _HEAD].decode("utf-8", errors="replace")
    try:
        return json.dumps(json.JSONDecoder().raw_decode(text)[0])
    except ValueError:
        return ""


def _cells_of(found: dict[str, Any], names: dict[str, list[str]]) -> Columns:
    titles: list[str] = found["names"]
    columns = [
        [_named(value, names[title]) for value in column] if title in names else column
        for title, column in zip(titles, found["columns"], strict=True)
    ]
    if found["nested"]:
        records = [dict(zip(titles, row, strict=True)) for row in zip(*columns, strict=True)]
        titles, rows = rows_of_records(list(enumerate(records)))
        return titles, [cells for _, cells in rows]
    return titles, [[_cell(value) for value in row] for row in zip(*columns, strict=True)]


def _named(value: Any, names: list[str]) -> Any:
    """A label's name for its number, alone or in a list."""
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return value


def _label_names(told: str) -> dict[str, list[str]]:
    """The names of the labels by column (``ClassLabel``, alone or in a list), from a file's own notes."""
    try:
        features = json.loads(told)["info"]["features"]
        found = {
            column: kind.get("names") or (kind.get("feature") or {}).get("names")
            for column, kind in features.items()
            if isinstance(kind, dict)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {column: [str(one) for one in names] for column, names in found.items() if names}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    # A date or a decimal is as it is written, not as JSON would quote it.
    plain = isinstance(value, bool | int | float | list | dict)
    return json.dumps(value, default=str, ensure_ascii=False) if plain else str(value)
