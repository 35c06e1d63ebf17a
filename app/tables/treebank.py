"""Texts of which every word has a line or a bracket: treebanks, and the blocks of shared tasks.

The Stanford Sentiment Treebank (Socher et al. 2013) writes ``(3 (2 It) (4 (3 was) (4 good)))``: the number
after the first bracket is the label of the whole sentence, 0 to 4. CoNLL's files have a word a line and a
blank line between sentences; what is told of a whole sentence stands above it, as ``meta 17 positive``
(SemEval 2020, task 9) or as ``# sentiment = positive`` (CoNLL-U).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.problem import Problem
from app.tables.nested import rows_of_records

_TREE = re.compile(r"\((\S+) \(.*\)\)$")
_LEAF = re.compile(r"\([^()\s]+ ([^()\s]+)\)")
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_TOLD = re.compile(r"#\s*([\w.-]+)\s*[=:]\s*(.*)")
_META = re.compile(r"meta\s+(\S+)(?:\s+(\S+))?\s*$", re.IGNORECASE)
_TAG = re.compile(r"(?:[BIESLU]-\S+|O)$")
_SAMPLE = 20
_TAGGED = 0.9

_Rows = tuple[list[str], Iterator[tuple[int, list[str]]]]


def are_trees(text: str) -> bool:
    """Whether every line is a labelled tree.

    >>> are_trees("(3 (2 It) (4 works))\\n"), are_trees("(3 (2 times")
    (True, False)
    """
    lines = [line.strip() for line in text[:20_000].split("\n")[:_SAMPLE] if line.strip()]
    whole = lines if len(text) < 20_000 else lines[:-1]
    return bool(whole) and all(_TREE.match(line) for line in whole)


def tree_table(text: str, name: str) -> _Rows:
    """The label of each tree and its words."""
    del name  # A line that is no tree keeps its place and has no label.
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        found = _TREE.match(line.strip())
        words = [_BRACKETS.get(word, word) for word in _LEAF.findall(line)]
        rows.append((number, [" ".join(words), found[1] if found else ""]))
    return ["text", "label"], iter(rows)


def are_blocks(text: str) -> bool:
    """Whether sentences stand a word a line, with something told about each above it."""
    found = [lines for _, lines in _blocks(text[:200_000])][:_SAMPLE]
    return len(found) > 1 and all(_told(lines)[0] and len(lines) > 1 for lines in found)


def block_table(text: str, name: str) -> _Rows:
    """What is told of each block, and its words."""
    records = []
    for number, lines in _blocks(text):
        told, words = _told(lines)
        told.setdefault("text", " ".join(words))
        records.append((number, told))
    return rows_of_records(records, name)


def require_no_tags(text: str, name: str) -> None:
    """Raises Problem where a file has a tag a word and no label a text (names of persons and places)."""
    lines = [line.split() for line in text[:20_000].split("\n")[:-1] if line.strip()]
    if "\n\n" not in text[:20_000] or len(lines) < 2 or any(len(line) > 12 for line in lines):
        return
    tagged = sum(len(line) > 1 and _TAG.match(line[-1]) is not None for line in lines)
    if tagged >= _TAGGED * len(lines):
        raise no_labels(name)


def no_labels(name: str) -> Problem:
    """What is told of texts whose words have tags, and which have no label."""
    return Problem(
        f"“{name}” holds a tag for every word (CoNLL), and no label for a text.",
        "Bring texts of which each has a label of its own.",
    )


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    lines: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            if not lines:
                first = number
            lines.append(line.rstrip())
        elif lines:
            yield first, lines
            lines = []
    if lines:
        yield first, lines


def _told(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """What is told above the words, and the words."""
    told: dict[str, str] = {}
    first = 0
    if found := _META.match(lines[0]):
        told = {"id": found[1], "label": found[2] or ""}
        first = 1
    while first < len(lines) and (known := _TOLD.match(lines[first])):
        told[known[1]] = known[2].strip()
        first += 1
    cells = [re.split(r"\t| +", line) for line in lines[first:]]
    # CoNLL-U numbers its words.
    place = 1 if cells and all(len(cell) > 1 and cell[0].isdigit() for cell in cells) else 0
    return told, [cell[place] for cell in cells]
