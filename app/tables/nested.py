"""Records that hold records, as JSON and XML have them, as one row of cells each.

A cell is called by the innermost name, ``text`` rather than ``data.text``; where several are called so, the
outermost has the short name and the others all of their path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.problem import Problem

Path = tuple[str, ...]

MOST_COLUMNS = 500
"""Beyond so many the keys of records are values rather than names: records within records stay one cell."""

MOST_CELLS = 30_000_000
"""Cells of a table of records: written out, so many take more bytes than any file that is read."""

_DEEPEST = 8
_FEWEST_VOTES = 3
_WHO = re.compile(r"annotator|worker|coder|rater|completed_by|judge", re.IGNORECASE)


def rows_of_records(
    records: Sequence[tuple[int, Mapping[str, Any]]], name: str = "the file"
) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns, in the order in which they come up, and the cells of each record with its number.

    Raises Problem where the records of a file called ``name`` have so little in common that nearly all of
    their cells would be empty.

    >>> names, rows = rows_of_records([(1, {"data": {"text": "up"}, "marks": [{"label": "good"}]})])
    >>> names, list(rows)
    (['text', 'label'], [(1, ['up', 'good'])])
    """
    _require_few(records, name)
    flattened = [(number, flat(record)) for number, record in records]
    paths = list(dict.fromkeys(path for _, found in flattened for path in found))
    if len(paths) > MOST_COLUMNS or len(paths) * len(records) > MOST_CELLS:
        flattened = [
            (number, {(str(key),): value for key, value in record.items()}) for number, record in records
        ]
        paths = list(dict.fromkeys(path for _, found in flattened for path in found))
    rows = ((number, [_cell(found.get(path)) for path in paths]) for number, found in flattened)
    return _names(paths), rows


def _require_few(records: Sequence[tuple[int, Mapping[str, Any]]], name: str) -> None:
    """Look at their names before anything is made of them, which takes much more memory."""
    names: set[str] = set()
    for _, record in records:
        names.update(record)
    if len(names) * len(records) > MOST_CELLS:
        raise Problem(
            f"In “{name}” {len(records):,} rows have {len(names):,} different names for what they hold: "
            "too many to be columns.",
            "Give each row the same names, or save the table as CSV.",
        )


def flat(record: Mapping[str, Any]) -> dict[Path, Any]:
    """What a record holds, by where it stands: a value, or all that several records within it have there.

    >>> flat({"text": "up", "votes": [{"by": 1, "label": "good"}, {"by": 2, "label": "good"}]})
    {('text',): 'up', ('votes', 'by'): [1, 2], ('votes', 'label'): 'good'}
    """
    found: dict[Path, Any] = {}
    for key, value in record.items():
        if isinstance(value, Mapping | list):
            for path, inner in _inner((str(key),), value, 1):
                found[path] = inner
        else:
            found[(str(key),)] = value
    return found


def _inner(path: Path, value: Any, depth: int) -> Iterable[tuple[Path, Any]]:
    if depth > _DEEPEST or not value:
        return [(path, value)]
    if isinstance(value, Mapping):
        return [pair for key, inner in value.items() for pair in _inner((*path, str(key)), inner, depth + 1)]
    if isinstance(value, list) and all(isinstance(one, Mapping) for one in value):
        # What several people said counts as often as it was said.
        votes = len(value) >= _FEWEST_VOTES and any(_WHO.search(str(key)) for key in value[0])
        collected: dict[Path, dict[Any, Any]] = {}
        for place, one in enumerate(value):
            for inner_path, inner in _inner(path, one, depth + 1):
                known = collected.setdefault(inner_path, {})
                for part in inner if isinstance(inner, list) else [inner]:
                    key = repr(part) if isinstance(part, list | dict) else part
                    known.setdefault((place, key) if votes else key, part)
        told = {
            at: next(iter(parts.values())) if len(parts) == 1 else list(parts.values())
            for at, parts in collected.items()
        }
        if _is_cut(value):
            # Dialogflow cuts what was said wherever something is meant by it.
            told[(*path, "text")] = "".join(one["text"] for one in value)
        return list(told.items())
    if (
        isinstance(value, list)
        and all(map(_is_part_of_text, value))
        and not all(isinstance(part, str) for part in value)
    ):
        # Telegram writes a text with marks in it as a list of its parts.
        return [(path, "".join(part if isinstance(part, str) else part["text"] for part in value))]
    if isinstance(value, list) and all(map(_is_span, value)):
        # A label and where it stands in the text, as of annotated spans: ``[[0, 5, "ORG"]]``.
        return [(path, list(dict.fromkeys(part for one in value for part in one if isinstance(part, str))))]
    return [(path, value)]


def _is_cut(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Whether records hold one text in pieces: a blank stands at one's end between two of them, and nothing
    is told of every piece, as a label would be, but whether it is so (``userDefined``)."""
    texts = [part.get("text") for part in parts]
    if len(texts) < 2 or not all(isinstance(text, str) and text for text in texts):
        return False
    of_all = set.intersection(*(set(part) for part in parts)) - {"text"}
    if not all(isinstance(part[key], bool) for part in parts for key in of_all):
        return False
    return any(a[-1].isspace() or b[0].isspace() for a, b in pairwise(map(str, texts)))


def _is_part_of_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and isinstance(value.get("text"), str))


def _is_span(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and sum(isinstance(part, str) for part in value) == 1
        and all(isinstance(part, str | int) for part in value)
    )


def _names(paths: Sequence[Path]) -> list[str]:
    """Short names, each once whatever its letters' size."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for path in sorted(paths, key=len):
        short, whole = path[-1].strip(), ".".join(path).strip()
        names[path] = whole if short.lower() in taken else short
        taken.add(names[path].lower())
    return [names[path] for path in paths]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
