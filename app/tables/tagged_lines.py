"""Texts with a tag for each of their words on the same line, the last of which is the label, as in ATIS.

``BOS flights from boston EOS<tab>O O O B-fromloc.city_name atis_flight``: the tag of the last sign tells what
is asked for (Hemphill et al. 1990, with the tags of Hakkani-Tür et al. 2016).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAG = re.compile(r"(?:[BIESLU]-\S+|O)")
_ENDS = ("BOS", "EOS")
_SAMPLE = 50
_HEAD = 100_000


def are_tagged(text: str) -> bool:
    """Whether every line has words, a tab and a tag a word, whose last is none and comes again.

    >>> line = "BOS to {} EOS\\tO O B-city {}\\n".format
    >>> are_tagged(line("rome", "fly") + line("nice", "fly") + line("bonn", "fare") + line("graz", "fare"))
    True
    >>> are_tagged("so good\\tO O\\nso bad\\tO O\\n")
    False
    """
    lines = [line for line in text[:_HEAD].split("\n") if line.strip()]
    lines = (lines if len(text) <= _HEAD else lines[:-1])[:_SAMPLE]
    labels = {label for line in lines if (label := _row(line)[1])}
    return bool(lines) and all(_row(line)[1] for line in lines) and 1 < len(labels) <= max(2, len(lines) // 2)


def tagged_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The words of each line and its label; a line that is none keeps its place and has none."""
    del name
    lines = ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return ["text", "label"], ((number, list(_row(line))) for number, line in lines)


def _row(line: str) -> tuple[str, str]:
    said, _, told = line.partition("\t")
    words, tags = said.split(), told.split()
    bare = " ".join(word for word in words if word not in _ENDS)
    fit = len(words) == len(tags) > 1 and all(map(_TAG.fullmatch, tags[:-1])) and not _TAG.fullmatch(tags[-1])
    return bare, tags[-1] if fit else ""
