"""Texts in files of their own, whose labels stand in another file of the archive, by the texts' paths.

So are the spam of TREC 2007 (``spam ../data/inmail.1``), many sets with a list of files and labels, and
reviews with a table of what is known of each (``metadata.json`` of NoReC).
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from posixpath import normpath

from app.tables.packed import Member, tells
from app.tables.table import Table

_BETWEEN = re.compile(r":::|[,;\t]|\s+")
_MOST_BYTES = 20_000_000
_FEWEST = 2
_LONGEST_LABEL = 40
_OF_TEXTS = (".txt", ".text", "")
_OF_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".xlsx")
_FEWEST_TEXTS = 4
_MOST_TABLES = 3
_MOSTLY = 0.9
_FEWEST_WORDS = 8


def by_index(found: Sequence[Member]) -> tuple[Member, list[tuple[Member, str, str]]] | None:
    """The file that lists the others, and each listed one with its label and ""; None where there is none."""
    paths = {normpath(str(member.path)): member for member in found}
    by_name = {member.path.name: member for member in found}
    by_stem = {member.path.stem: member for member in found}
    for index in found:
        if len(index.content) > _MOST_BYTES:
            continue
        others = [known for known in (by_name, by_stem) if len(known) >= len(found) - 1]
        listed: list[tuple[Member, str, str]] = []
        for count, cells in enumerate(_pairs(index), 1):
            told = _told(cells, index, [paths, *others])
            if told is None and count - len(listed) > 1 + count / 10:
                break
            if told is not None:
                listed.append(told)
        else:
            if len(listed) >= _FEWEST and len({label for _, label, _ in listed}) > 1:
                return index, listed
    return None


def tables_beside(found: Sequence[Member]) -> tuple[list[Member], dict[str, Member]]:
    """The few tables of an archive that may list its texts, and these by the names and stems of their files;
    nothing where there are no texts or more tables."""
    texts = [member for member in found if member.path.suffix.lower() in _OF_TEXTS and not tells(member)]
    tables = [member for member in found if member.path.suffix.lower() in _OF_TABLES]
    if len(texts) < _FEWEST_TEXTS or not 0 < len(tables) <= _MOST_TABLES:
        return [], {}
    by_stem = {member.path.stem: member for member in texts}
    if len(by_stem) < len(texts):
        return [], {}
    return tables, by_stem | {member.path.name: member for member in texts}


def has_texts(table: Table, known_names: Container[str]) -> bool:
    """Whether a table has texts of its own, in a column called so: files beside it hold something else."""
    return any(
        column == "text" or (column in known_names and _are_long(table.cells(place)))
        for place, column in enumerate(table.columns)
    )


def _are_long(cells: Sequence[str]) -> bool:
    return sum(len(cell.split()) for cell in cells) >= _FEWEST_WORDS * len(cells) > 0


def texts_of(table: Table, by_name: Mapping[str, Member]) -> list[Member | None] | None:
    """The text that each row of a table names; None where no column names nearly all of the texts."""
    texts = len({str(member.path) for member in by_name.values()})
    for place in range(len(table.columns)):
        named = [by_name.get(posixpath.basename(cell.strip())) for cell in table.cells(place)]
        known = {str(member.path) for member in named if member is not None}
        if len(known) >= _MOSTLY * texts and len(known) >= _MOSTLY * len(named):
            return named
    return None


def _pairs(index: Member) -> Iterator[list[str]]:
    # Line by line: the first ones tell of most files that they list nothing.
    for written in io.BytesIO(index.content):
        if line := written.decode("utf-8", "replace").strip():
            yield [cell.strip(' "') for cell in _BETWEEN.split(line)]


def _told(
    cells: Sequence[str], index: Member, known: Sequence[dict[str, Member]]
) -> tuple[Member, str, str] | None:
    """The file and the label of a line of two cells, in either order."""
    if len(cells) != 2:
        return None
    for path, label in (cells, cells[::-1]):
        for names in known:
            member = names.get(path) or names.get(normpath(str(index.path.parent / path)))
            if member is not None and member is not index and 0 < len(label) <= _LONGEST_LABEL:
                return member, label, ""
    return None
