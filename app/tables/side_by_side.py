"""Files of an archive that are the columns of one table: a line of each belongs to a line of the others.

So are TweetEval (``train_text.txt`` beside ``train_labels.txt``), the Vietnamese students' feedback
(``sents.txt``, ``sentiments.txt``, ``topics.txt`` a split) and Web of Science (``X.txt``, ``Y.txt``).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.problem import Problem
from app.tables.decoding import decode
from app.tables.packed import ABOUT, SPLITS, Member

_WORD = re.compile(r"[^\W\d_]+\d*")
_NUMBERS = re.compile(r"\d+(?:\s+\d+)*")
_ENDINGS = ("", ".txt", ".in", ".out", ".label", ".labels", ".text", ".dat")
_LONGEST_ENDING = 8
_FEWEST_LINES = 4
_MOST_FILES = 12
_MOST_LABELS = 200
_LONGEST_LABEL = 60
_WORDS_OF_TEXT = 2
_MOST_BYTES = 60_000_000


class SideBySide(NamedTuple):
    """The columns and rows of such files, and the files themselves."""

    columns: list[str]
    rows: list[list[str]]
    members: list[Member]


def side_by_side(found: Sequence[Member], known_names: Container[str] = ()) -> SideBySide | None:
    """The one table that files are together, with the split of each row where they come in splits; None where
    no files have as many lines as another, one of them texts and another labels."""
    groups: dict[tuple[str, str], dict[str, Member]] = {}
    for member in found:
        if (place := _place(member)) is None:
            continue
        folder, split, column = place
        if groups.setdefault((folder, split), {}).setdefault(column, member) is not member:
            return None
    if not groups or any(len(files) > _MOST_FILES for files in groups.values()):
        return None
    read = {split: lines for split, files in groups.items() if (lines := _columns(files)) is not None}
    in_splits = {place: lines for place, lines in read.items() if place[1]}
    if len(in_splits) > 1 and all(
        _repeats(lines, in_splits.values()) for place, lines in read.items() if not place[1]
    ):
        read = in_splits
    columns = next(iter(read.values()), {}).keys()
    if not columns or any(lines.keys() != columns for lines in read.values()):
        return None
    together = {column: [cell for lines in read.values() for cell in lines[column]] for column in columns}
    if not any(map(_are_texts, together.values())) or not any(map(_are_labels, together.values())):
        return None
    rows = [
        [*cells, *([split] if split else [])]
        for (_, split), lines in read.items()
        for cells in zip(*(lines[column] for column in columns), strict=True)
    ]
    if len(set(map(len, rows))) > 1:
        return None
    names = [_name(column, known_names) for column in columns]
    if len(set(names)) < len(names):
        names = list(columns)
    splits = ["split"] if any(split for _, split in read) else []
    return SideBySide([*names, *splits], rows, [member for key in read for member in groups[key].values()])


def _repeats(lines: Mapping[str, Sequence[str]], splits: Iterable[Mapping[str, Sequence[str]]]) -> bool:
    """Whether files of no split hold once more what stands in those of splits, called otherwise or not."""
    known = {cell for split in splits for cells in split.values() for cell in cells}
    return all(known.issuperset(cells) for cells in lines.values())


def _place(member: Member) -> tuple[str, str, str] | None:
    """The folder, the split and the column that a file's path tells; None for what is no such file."""
    path = member.path
    if len(path.suffix) > _LONGEST_ENDING:
        # Pang and Lee's scales: label.3class.Dennis+Schwartz beside subj.Dennis+Schwartz.
        return str(path.with_name(path.suffix)), "", path.stem.lower()
    if path.suffix.lower() not in _ENDINGS or any(word in path.name.lower() for word in ABOUT):
        return None
    if path.suffix == "" and not path.name.isalpha():
        return None
    words = path.name.lower().removesuffix(".txt").removesuffix(".text").removesuffix(".dat")
    within = next((word for word in _WORD.findall(words) if word in SPLITS), "")
    folder = path.parent
    if within:
        words = re.sub(rf"(?<![^\W\d_]){within}(?![^\W\d_])", "", words, count=1)
    elif folder.name.lower() in SPLITS:
        within, folder = folder.name.lower(), folder.parent
    column = words.strip(" ._-")
    return (str(folder), within, column) if column else None


def _columns(files: Mapping[str, Member]) -> dict[str, list[str]] | None:
    """The lines of files; None where there are not as many in each."""
    if len(files) < 2 or sum(len(member.content) for member in files.values()) > _MOST_BYTES:
        return None
    if len({_count(member.content) for member in files.values()}) > 1:
        return None
    lines = {}
    for column, member in files.items():
        try:
            lines[column] = decode(member.content, member.path.name).text.replace("\r\n", "\n").split("\n")
        except Problem:
            return None
        if not lines[column][-1].strip():
            lines[column].pop()
    return lines if len(set(map(len, lines.values()))) == 1 else None


def _count(content: bytes) -> int:
    return content.rstrip(b"\r\n").count(b"\n")


def _are_texts(cells: Sequence[str]) -> bool:
    held = [cell for cell in cells if cell.strip()]
    words = sum(len(cell.split()) for cell in held)
    return (
        len(held) >= _FEWEST_LINES and words > _WORDS_OF_TEXT * len(held) and len(set(held)) > len(held) / 2
    )


def _are_labels(cells: Sequence[str]) -> bool:
    labels = list(map(str.strip, cells))
    if all(map(_NUMBERS.fullmatch, labels)):
        # A label for all that is said in a dialogue.
        labels = [number for label in labels for number in label.split()]
    distinct = set(labels)
    return (
        1 < len(distinct) <= min(_MOST_LABELS, len(labels) / 2) and max(map(len, distinct)) <= _LONGEST_LABEL
    )


def _name(column: str, known_names: Container[str]) -> str:
    """What a file's name calls its lines: its last word, where that is the name of a column."""
    last = (_WORD.findall(column) or [column])[-1]
    return last if last in known_names else column
