"""Texts with a tag for each of their words on the same line, the last of which is the label, as in ATIS.

``BOS flights from boston EOS<tab>O O O B-fromloc.city_name atis_flight``: the tag of the last sign tells what
is asked for (Hemphill et al. 1990, with the tags of Hakkani-Tür et al. 2016).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.tables.treebank import no_labels

_TAG = re.compile(r"(?:[BIESLU]-\S+|O)")
_ENDS = ("BOS", "EOS")
_SAMPLE = 50
_HEAD = 100_000


def are_tagged(text: str) -> bool:
    """Whether every line has words, a tab and a tag a word; the last, in all lines or in none, comes again as
    a label.

    >>> line = "BOS to {} EOS\\tO O B-city {}\\n".format
    >>> are_tagged(line("rome", "fly") + line("nice", "fly") + line("bonn", "fare") + line("graz", "fare"))
    True
    >>> are_tagged("so good\\tyes\\nso bad\\tno\\n")
    False
    """
    lines = [line for line in text[:_HEAD].split("\n") if line.strip()]
    lines = (lines if len(text) <= _HEAD else lines[:-1])[:_SAMPLE]
    rows = [row for row in map(_row, lines) if row is not None]
    labels = {label for _, label in rows}
    return 1 < len(rows) == len(lines) and (
        labels == {""} or ("" not in labels and 1 < len(labels) <= max(2, len(lines) // 2))
    )


def tagged_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The words of each line and its label; a line that is none keeps its place and has none.

    Raises Problem where there are tags alone.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    rows = [(number, list(_row(line) or (line, ""))) for number, line in lines]
    if not any(label for _, (_, label) in rows):
        raise no_labels(name)
    return ["text", "label"], iter(rows)


def _row(line: str) -> tuple[str, str] | None:
    said, _, told = line.partition("\t")
    words, tags = said.split(), told.split()
    if len(words) != len(tags) or len(tags) < 2 or not all(map(_TAG.fullmatch, tags[:-1])):
        return None
    label = "" if _TAG.fullmatch(tags[-1]) else tags[-1]
    return " ".join(word for word in words if word not in _ENDS), label
