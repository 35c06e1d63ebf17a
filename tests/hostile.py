"""What reads a visitor's file, as a function of bytes or of a text: for `tests.server.limited`."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from app.logs.formats import compiled
from app.logs.parsing.objects import objects
from app.logs.sources.documents import Records
from app.problem import Problem
from app.sentiment.corpus.headlines import decisions
from app.sentiment.corpus.labelled_table import clean
from app.tables import Rejects, read_table


def table(content: bytes) -> tuple[int, int] | str:
    """The columns and rows of a table, or what is told in their place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.csv")
        path.write_bytes(content)
        try:
            found = read_table(path, "own.csv", Rejects())
        except Problem as problem:
            return problem.what
    return len(found.columns), len(found.rows)


def cleaned(text: str) -> int:
    """How long a text is after its line breaks were read."""
    return len(clean(text))


def decided(text: str) -> int:
    """How many companies a cell names."""
    return len(decisions(text)[0])


def record(content: bytes) -> int:
    """How many bytes the lines of a JSON document take."""
    return len(Records(1).lines(content, last=True))


def named(content: bytes) -> int:
    """How many lines of JSON are read as columns."""
    found = objects(content.split(b"\n"))
    return len(found[0]) if found else 0


def typed(text: str) -> int:
    """How long a format string is that is refused, else how long the reason why it refuses a line."""
    with suppress(Problem):
        return len(str(compiled(text).reader().read(b"a " * 2_000)))
    return len(text)
