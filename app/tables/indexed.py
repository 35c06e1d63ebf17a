"""Texts in files of their own, whose labels stand in another file of the archive, by the texts' paths.

So are the spam of TREC 2007 (``spam ../data/inmail.1``) and many sets with a list of files and labels.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from posixpath import normpath

from app.tables.packed import Member

_BETWEEN = re.compile(r":::|[,;\t]|\s+")
_MOST_BYTES = 20_000_000
_FEWEST = 2
_LONGEST_LABEL = 40


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
