"""Tables inside of archives: a zip or tar of one table, or of folders whose names label the texts in them."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from app.problem import Problem
from app.uploads import size_in_words
from app.zip_directory import members_at_most

ZIP, TAR, TAR_AT = b"PK\x03\x04", b"ustar", 257
MOST_MEMBERS = 200_000
SPLITS = ("train", "training", "test", "testing", "dev", "val", "valid", "validation")
"""What the splits of a set are called, in small letters and in their order."""

_TABLES = (
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".ndjson",
    ".ft",
    ".data",
    ".parquet",
    ".xml",
    ".arff",
    ".xlsx",
)
_FEWEST = 2
_LONGEST_ENDING = 8
_LONGEST_BESIDE = 8
ABOUT = ("readme", "license", "licence", "makefile", "changes", "cmds")
"""Words in the names of files that tell about the others."""
_WORD = re.compile(r"[a-z]+")
_ELEMENT = re.compile(rb"\s*<([a-z_]{2,40})>\s*<[a-z_]{2,40}>")


class Member(NamedTuple):
    """A file of an archive: its path there, and its bytes."""

    path: PurePosixPath
    content: bytes


def is_archive(content: bytes) -> bool:
    """Whether bytes begin as a zip archive does, or a tar."""
    return content.startswith(ZIP) or content[TAR_AT : TAR_AT + len(TAR)] == TAR


def members(content: bytes, name: str, most: int) -> list[Member]:
    """The files of an archive, without those that systems leave in it, in the order of their paths.

    Raises Problem where it is an office file, damaged or locked, or unpacks to more than ``most`` bytes,
    and where it has more than `MOST_MEMBERS` files.
    """
    try:
        found = list(_zipped(content, name) if content.startswith(ZIP) else _tarred(content, name))
        total, unpacked = 0, []
        for path, size, read in found:
            total += size
            if total > most:
                raise Problem(
                    f"“{name}” unpacks to more than {size_in_words(most)}, the most that can be used.",
                    "Pack a part of its files.",
                )
            unpacked.append(Member(path, read()))
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, NotImplementedError) as error:
        raise Problem(
            f"“{name}” begins like a zip archive, a tar or an Excel workbook, and is damaged.",
            "Save or export the table as CSV.",
        ) from error
    except RuntimeError as error:
        raise Problem(f"“{name}” is locked with a password.", "Pack its files again without one.") from error
    return sorted(unpacked, key=lambda member: str(member.path))


def _zipped(content: bytes, name: str) -> Iterator[tuple[PurePosixPath, int, _Read]]:
    if members_at_most(content) > MOST_MEMBERS:
        raise crowded(name)
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = archive.namelist()
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Problem(
            f"“{name}” is an Excel workbook or another office file, not a table of text.",
            "Save or export the table as CSV.",
        )
    for one in archive.infolist():
        path = PurePosixPath(one.filename)
        if not one.is_dir() and _is_content(path):
            yield path, one.file_size, _Read(archive, one)


def _tarred(content: bytes, name: str) -> Iterator[tuple[PurePosixPath, int, _Read]]:
    archive = tarfile.TarFile(fileobj=io.BytesIO(content))
    for number, one in enumerate(archive):
        if number == MOST_MEMBERS:
            raise crowded(name)
        path = PurePosixPath(one.name)
        if one.isfile() and _is_content(path):
            yield path, one.size, _Read(archive, one)


def crowded(name: str) -> Problem:
    """What is told of an archive of more files than `MOST_MEMBERS`."""
    return Problem(
        f"“{name}” is an archive of more than {MOST_MEMBERS:,} files, the most that can be used.",
        "Pack a part of its files.",
    )


class _Read(NamedTuple):
    """Reads one member of an archive when called, never more bytes than it declares."""

    archive: zipfile.ZipFile | tarfile.TarFile
    member: zipfile.ZipInfo | tarfile.TarInfo

    def __call__(self) -> bytes:
        if isinstance(self.archive, zipfile.ZipFile) and isinstance(self.member, zipfile.ZipInfo):
            with self.archive.open(self.member) as file:
                return file.read(self.member.file_size)
        assert isinstance(self.archive, tarfile.TarFile)
        assert isinstance(self.member, tarfile.TarInfo)
        opened = self.archive.extractfile(self.member)
        return opened.read(self.member.size) if opened is not None else b""


def _is_content(path: PurePosixPath) -> bool:
    return not any(part.startswith((".", "__MACOSX")) for part in path.parts)


def one_table(found: Sequence[Member], name: str, notes: list[str]) -> Member:
    """The table in an archive, the largest of several, which is said. Raises Problem where there is none."""
    tables = tables_among(found)
    if not tables:
        listed = ", ".join(f"“{member.path.name[:40]}”" for member in found[:4]) or "nothing"
        raise Problem(
            f"“{name}” is a zip archive or a tar without a table in it: it holds {listed}.",
            "Pack a CSV, or a folder of texts a label.",
        )
    learnt = [member for member in tables if _split_of(member.path) in ("train", "training")]
    chosen = max(learnt or tables, key=lambda member: len(member.content))
    if len(tables) > 1:
        largest = len(chosen.content) == max(len(member.content) for member in tables)
        which = "the largest" if largest else "that to learn from"
        notes.append(
            f"“{name}” holds {len(tables)} tables: {which}, “{chosen.path.name}”, was read. "
            "Pack another one by itself to read that."
        )
    return chosen


def tables_among(found: Sequence[Member]) -> list[Member]:
    """The files of an archive that are tables by their names, or by how they begin; none that tells about
    the others, or shows what an answer looks like."""
    tables = [member for member in found if member.path.suffix.lower() in _TABLES or _is_marked_up(member)]
    return [
        member for member in tables if not _tells(member) and "submission" not in member.path.stem.lower()
    ] or tables


def by_folder(found: Sequence[Member]) -> list[tuple[Member, str, str]]:
    """Texts whose folder names their label, each with it and the folder above, as ``train/pos/1.txt``.

    Empty where no two folders side by side hold two texts at least.
    """
    texts = [member for member in found if _is_text(member.path) and len(member.path.parts) > 1]
    depths = Counter(len(member.path.parts) for member in texts)
    if not depths:
        return []
    depth = depths.most_common(1)[0][0]
    texts = [member for member in texts if len(member.path.parts) == depth]
    sizes = Counter(member.path.parent.name for member in texts)
    if len(sizes) < 2 or min(sizes.values()) < _FEWEST or all(name.lower() in SPLITS for name in sizes):
        return []
    above = {member.path.parent.parent.name for member in texts}
    return [
        (member, member.path.parent.name, member.path.parent.parent.name if len(above) > 1 else "")
        for member in texts
    ]


def by_file(found: Sequence[Member], known_values: Container[str]) -> list[tuple[Member, str, str]]:
    """Texts a line in files that are named after their label, as ``rt-polarity.pos`` or ``positive.txt``.

    Empty where there are no two such files. ``known_values`` are words for labels, in small letters.
    """
    named = [(member, label) for member in found if (label := _label_of(member.path, known_values))]
    rest = [member for member in found if not _tells(member)]
    if not named and not any(member.path.suffix.lower() in _TABLES for member in rest):
        # Pang and Lee's subjectivity set: plot.tok.gt9.5000 beside quote.tok.gt9.5000.
        named = [(member, member.path.name.lower().partition(".")[0]) for member in rest]
    if len({label for _, label in named}) < 2 or all(_is_marked_up(member) for member, _ in named):
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
    return [
        (Member(member.path.with_name(f"{member.path.name}:{number}"), line), label, "")
        for member, label, number, line in lines
    ]


def _tells(member: Member) -> bool:
    """Whether a file tells about the others."""
    return any(word in member.path.name.lower() for word in ABOUT)


def _label_of(path: PurePosixPath, known_values: Container[str]) -> str:
    """The word for a label that a file's ending, or the last word of its name, is; "" for none."""
    ending = path.suffix.lower().lstrip(".")
    if ending in known_values:
        return ending
    last = _WORD.findall(path.stem.lower())[-1:]
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


def by_split(found: Sequence[Member]) -> list[tuple[str, Member]]:
    """The tables of an archive that are named after splits, as ``train.csv`` and ``test.csv``, each with its
    split; empty where there are no two."""
    named = [
        (split, member)
        for member in found
        if member.path.suffix.lower() in _TABLES and (split := _split_of(member.path))
    ]
    if not len({split for split, _ in named}) == len(named) > 1:
        return []
    return sorted(named, key=lambda one: SPLITS.index(one[0]))


def _split_of(path: PurePosixPath) -> str:
    """The split that a file's name tells, else its folder's; "" where none does."""
    words = [*_WORD.findall(path.stem.lower()), path.parent.name.lower()]
    return next((word for word in words if word in SPLITS), "")


def _is_marked_up(member: Member) -> bool:
    """Whether a file is of elements that come again, whatever its name."""
    found = _ELEMENT.match(member.content)
    return found is not None and member.content.rstrip().endswith(b"</" + found[1] + b">")


def _is_text(path: PurePosixPath) -> bool:
    """Whether a file is one text by its name: ``.txt``, or without a known ending, as mails are kept."""
    ending = path.suffix.lower().lstrip(".")
    if path.stem.lower() in ABOUT:
        return False
    return ending in ("", "txt", "text", "eml") or len(ending) > _LONGEST_ENDING or ending.isdigit()
