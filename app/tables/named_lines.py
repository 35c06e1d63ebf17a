"""Records of lines that begin with a name, a blank line between them: ``review/score: 5.0``.

So are the reviews of SNAP (McAuley and Leskovec 2013).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice

from app.tables.nested import rows_of_records
from app.tables.table import MOST_ROWS

_NAMED = re.compile(r"([A-Za-z][\w/. -]{0,39}?): ?(.*)")
_HEAD = 200_000
_SAMPLE = 20
_FEWEST_NAMES = 2


def are_named_lines(text: str) -> bool:
    """Whether blocks of lines have the same names, each its own.

    >>> are_named_lines("a: 1\\nb: up\\n\\na: 2\\nb: down\\n"), are_named_lines("bad: up\\n\\nbad: down\\n")
    (True, False)
    """
    head = text[:_HEAD]
    blocks = list(islice(_blocks(head), _SAMPLE + 1))
    if len(text) > _HEAD or len(blocks) > _SAMPLE:
        blocks = blocks[:-1]
    names = [[_NAMED.match(line) for _, line in block] for block in blocks]
    if len(names) < 2 or any(not found[0] for found in names):
        return False
    first = {found[1] for found in names[0] if found}
    others = [{found[1] for found in block if found} for block in names[1:]]
    alike = sum(2 * len(first & other) > len(first | other) for other in others)
    # Lines without a name go on with what stands above.
    named = sum(sum(found is not None for found in block) for block in names)
    return len(first) >= _FEWEST_NAMES and alike == len(others) and 2 * named > sum(map(len, names))


def named_line_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """A row a block; names lose what they have in common before a slash."""
    records = []
    for block in islice(_blocks(text), MOST_ROWS + 1):
        record: dict[str, str] = {}
        last = ""
        for _, line in block:
            found = _NAMED.match(line)
            if found and (found[1] not in record):
                last = found[1].rpartition("/")[2]
                record[last] = found[2].strip()
            elif last:
                record[last] += f"\n{line}"
        records.append((block[0][0], record))
    return rows_of_records(records, name)


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    lines = enumerate(text.split("\n"), 1)
    for filled, block in groupby(lines, key=lambda line: bool(line[1].strip())):
        if filled:
            yield list(block)
