"""Decisions as they are kept, and as a table that is taken away and brought back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from app.csv_export import csv_text
from app.problem import Problem
from app.sentiment.decision import Decision, mark_of

COLUMNS = ("id", "text", "given", "decision", "label")


def table_of(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows (id, text, given label, decision, label) as a table."""
    return csv_text([COLUMNS, *rows])


def rows_of(content: str) -> list[dict[str, str]]:
    """The rows of a table of `table_of`, by column. Raises Problem when it is no such table."""
    try:
        rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise Problem(f"This is not a table of decisions: {error}.", "Load a downloaded one.") from error
    if not rows or not {"id", "decision"} <= set(rows[0]):
        raise Problem(
            "This is not a table of decisions: it needs the columns id, text, given, decision, label.",
            "Load a file that this page made by “Download decisions”.",
        )
    return rows


def kept_content(made: Mapping[str, Decision]) -> bytes:
    """Decisions by text id, as a visitor's file keeps them."""
    listed = [[identity, one.action, one.label, one.mark] for identity, one in made.items()]
    return json.dumps({"decisions": listed}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def kept_rows(content: bytes) -> Iterator[tuple[str, str, str, str]]:
    """Id, action, label and mark of each decision in a visitor's file.

    Raises ValueError, KeyError or TypeError where it is damaged.
    """
    for identity, action, label, mark in json.loads(content)["decisions"]:
        yield str(identity), str(action), str(label), str(mark)


def file_name(set_name: str) -> str:
    """A set's name as part of a file's name: readable, and distinct for distinct sets."""
    readable = re.sub(r"[^a-z0-9]+", "-", set_name.lower())[:40].strip("-")
    return f"{readable}-{mark_of(set_name)}"
