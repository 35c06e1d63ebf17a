"""The classes of pictures by a table beside them, a file's name and its label a row.

The function stands in the programs of runs, too.
"""

from __future__ import annotations

import csv
import inspect
from collections.abc import Iterable
from pathlib import PurePosixPath

TABLES = (".csv", ".tsv", ".txt")


def labelled(text: str, pictures: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The column that holds the labels, and the class of each of the ``pictures`` that the table names.

    Files are named with their folder or ending, or without. The labels stand in a column that is called so,
    in columns of which one is 1, or in the first of few different values. ("", {}) of any other table.

    >>> labelled("file,label\\n1.png,cat\\nb/2.png,dog\\n3.png,cat\\n4,dog", ["1.png", "a/b/2.png", "4.png"])
    ('label', {'1.png': 'cat', 'a/b/2.png': 'dog', '4.png': 'dog'})
    """
    sign = max(",;\t", key=text.partition("\n")[0].count)
    lines = list(csv.reader(text.splitlines(), delimiter=sign))
    names = [name.strip().lower() for name in lines[0]] if lines else []
    rows = [[cell.strip() for cell in row] for row in lines[1:] if len(row) == len(names)]
    paths: dict[str, str] = {}
    for path in pictures:
        parts = PurePosixPath(path).parts
        for start in range(len(parts)):
            tail = PurePosixPath(*parts[start:])
            paths.setdefault(str(tail), path)
            paths.setdefault(str(tail.with_suffix("")), path)
    columns = list(zip(*rows, strict=True))
    known = [sum(cell in paths for cell in column) for column in columns]
    if not known or max(known) < len(rows) / 2:
        return "", {}
    files = known.index(max(known))
    others = [place for place in range(len(names)) if place != files]
    hot = [place for place in others if set(columns[place]) <= {"0", "1", "0.0", "1.0"}]
    if len(hot) > 1 and all(sum(row[place][0] == "1" for place in hot) == 1 for row in rows):
        told = ", ".join(names[place] for place in hot)
        return told, {
            paths[row[files]]: next(names[place] for place in hot if row[place][0] == "1")
            for row in rows
            if row[files] in paths
        }
    called = ("label", "labels", "class", "category", "target", "breed", "species", "diagnosis", "dx")
    few = [place for place in others if 1 < len(set(columns[place])) <= len(rows) / 2]
    few.sort(key=lambda place: names[place] not in called)
    if not few:
        return "", {}
    return names[few[0]], {
        paths[row[files]]: row[few[0]] for row in rows if row[files] in paths and row[few[0]]
    }


SOURCE = inspect.getsource(labelled)
"""Read with the module, since its file may be another one by the time a run's program is written."""
