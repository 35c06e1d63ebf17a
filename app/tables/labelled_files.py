"""Texts of an archive whose folders, or files, are called after their labels."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Container, Sequence
from pathlib import PurePosixPath

from app.problem import Problem
from app.tables.decoding import decode
from app.tables.file_names import are_few_words
from app.tables.marks import mark_of
from app.tables.packed import (
    ABOUT,
    SPLITS,
    TABLES,
    WORD,
    Member,
    is_marked_up,
    split_named,
    split_of_folder,
    tables_among,
    tells,
)

_FEWEST = 2
_LONGEST_ENDING = 8
_LONGEST_BESIDE = 8
_WORDS_OF_TEXT = 3
_PARTED = 0.9
_FEWEST_ALIKE = 8
_SAMPLE = 400
_DISTINCT = 0.9
_OF_MACHINES = ("<", "{", "[", "#", "__label__", "@")
_PART = re.compile(r"(?:part|fold|chunk|batch|shard)[ _-]?\d+", re.IGNORECASE)


def by_folder(found: Sequence[Member]) -> list[tuple[Member, str, str]]:
    """Texts whose folder names their label, each with it and the folder above, as ``train/pos/1.txt``.

    Empty where no two folders side by side, or less than half of them, hold two texts at least.
    """
    texts = [member for member in found if _is_text(member.path) and len(member.path.parts) > 1]
    if texts and all(_PART.fullmatch(member.path.parent.name) for member in texts):
        # Parts of a set, for cross-validation: what tells stands above them.
        texts = [Member(member.path.parent.with_name(member.path.name), member.content) for member in texts]
    depths = Counter(len(member.path.parts) for member in texts)
    if not depths:
        return []
    depth = depths.most_common(1)[0][0]
    texts = [member for member in texts if len(member.path.parts) == depth]
    sizes = Counter(member.path.parent.name for member in texts)
    several = [name for name, size in sizes.items() if size >= _FEWEST]
    # A few folders may hold a single text; where most do, a folder is a text's own.
    if len(several) < max(2, len(sizes) / 2) or all(name.lower() in SPLITS for name in several):
        return []
    above = {name: split_of_folder(name) for name in {member.path.parent.parent.name for member in texts}}
    if not all(above.values()):
        above = {name: name if len(above) > 1 else "" for name in above}
    return [(member, member.path.parent.name, above[member.path.parent.parent.name]) for member in texts]


def by_file(found: Sequence[Member], known_values: Container[str]) -> list[tuple[Member, str, str]]:
    """Texts a line in files that are named after their label, as ``rt-polarity.pos`` or ``positive.txt``.

    Empty where there are no two such files. ``known_values`` are words for labels, in small letters.
    """
    named = [(member, label) for member in found if (label := _label_of(member.path, known_values))]
    rest = [member for member in found if not tells(member)]
    if not named and not any(member.path.suffix.lower() in TABLES for member in rest):
        # Pang and Lee's subjectivity set: plot.tok.gt9.5000 beside quote.tok.gt9.5000.
        named = [(member, member.path.name.lower().partition(".")[0]) for member in rest]
    if len({label for _, label in named}) < 2 or all(is_marked_up(member) for member, _ in named):
        return []
    if all(member.path.stem.lower() == label for member, label in named):
        named += _beside(found, named)
    lines = [
        (member, label, number, line)
        for member, label in named
        for number, line in enumerate(member.content.splitlines(), 1)
        if line.strip()
    ]
    if len(lines) < _FEWEST * len(named):
        return []
    splits = {member.path: split_named(member.path.stem) for member, _ in named}
    told = len(set(splits.values())) > 1 and all(splits.values())
    return [
        (
            Member(member.path.with_name(f"{member.path.name}:{number}"), line),
            label,
            splits[member.path] if told else "",
        )
        for member, label, number, line in lines
    ]


def by_name(
    found: Sequence[Member], known_names: Container[str], known_values: Container[str]
) -> list[tuple[Member, str, str]]:
    """Texts a line in files side by side that are called by a word each, as ``joy.txt`` and ``anger.txt``.

    Empty where there are tables, fewer than two such files, or one whose lines are cells, not sentences.
    """
    lines = {
        member: said
        for member in found
        if member.path.suffix.lower() in (".txt", "") and not tells(member) and (said := _sentences(member))
    }
    names = [member.path.stem for member in lines]
    apart = len({name.lower() for name in names}) == len(names) > 1 and are_few_words(names)
    together = len({member.path.parent for member in lines}) == 1
    tables = any(member.path.suffix.lower() not in (".txt", ".json") for member in tables_among(found))
    if tables or not apart or not together or any(map(split_named, names)):
        return []
    if any(_are_cells([line for _, line in said], known_names, known_values) for said in lines.values()):
        return []
    return [
        (Member(member.path.with_name(f"{member.path.name}:{number}"), line.encode()), member.path.stem, "")
        for member, said in lines.items()
        for number, line in said
    ]


def _sentences(member: Member) -> list[tuple[int, str]]:
    """The lines of a file with their numbers; none where they are few, single words, or mostly alike."""
    try:
        text = decode(member.content, member.path.name).text
    except Problem:
        return []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    words = sum(len(line.split()) for _, line in lines)
    told = len(lines) >= _FEWEST and words >= _WORDS_OF_TEXT * len(lines)
    return lines if told and len({line for _, line in lines}) >= _DISTINCT * len(lines) else []


def _are_cells(lines: Sequence[str], known_names: Container[str], known_values: Container[str]) -> bool:
    """Whether lines are for programs, or hold text and label, or as many cells each, or names of columns."""
    if any(line.startswith(_OF_MACHINES) for line in lines) or mark_of(lines, known_values) is not None:
        return True
    for sign in ",;\t|":
        try:
            rows = list(csv.reader(lines[:_SAMPLE], delimiter=sign))
        except csv.Error:
            # What is longer than any cell is a text.
            continue
        width, most = Counter(map(len, rows)).most_common(1)[0]
        named = len(rows[0]) > 1 and any(cell.strip().lower() in known_names for cell in rows[0])
        # A few sentences may have as many commas each.
        enough = sign not in ",;" or len(rows) >= _FEWEST_ALIKE
        if named or (enough and width > 1 and most >= _PARTED * len(rows)):
            return True
    return False


def _label_of(path: PurePosixPath, known_values: Container[str]) -> str:
    """The word for a label that a file's ending, or the last word of its name, is; "" for none."""
    ending = path.suffix.lower().lstrip(".")
    if ending in known_values:
        return ending
    last = [word for word in WORD.findall(path.stem.lower()) if word not in SPLITS][-1:]
    return last[0] if ending == "txt" and last and last[0] in known_values else ""


def _beside(found: Sequence[Member], named: Sequence[tuple[Member, str]]) -> list[tuple[Member, str]]:
    """Files beside such ones whose short names can only be labels: ``q.txt`` beside ``pos.txt``."""
    taken = {member.path for member, _ in named}
    first = named[0][0].path
    return [
        (member, member.path.stem.lower())
        for member in found
        if member.path not in taken
        and member.path.parent == first.parent
        and member.path.suffix.lower() == first.suffix.lower()
        and len(member.path.stem) <= _LONGEST_BESIDE
        and member.path.stem.lower() not in (*ABOUT, *SPLITS)
    ]


def _is_text(path: PurePosixPath) -> bool:
    """Whether a file is one text by its name: ``.txt``, or without a known ending, as mails are kept."""
    ending = path.suffix.lower().lstrip(".")
    if path.stem.lower() in ABOUT:
        return False
    return ending in ("", "txt", "text", "eml") or len(ending) > _LONGEST_ENDING or ending.isdigit()
