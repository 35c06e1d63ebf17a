"""The files inside of an archive, a zip or tar, and which of them are tables."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from app.problem import Problem
from app.uploads import size_in_words
from app.zip_directory import members_at_most

ZIP, TAR, TAR_AT = b"PK\x03\x04", b"ustar", 257
MOST_MEMBERS = 200_000
SPLITS = ("train", "training", "test", "testing", "dev", "val", "valid", "validation")
"""What the splits of a set are called, in small letters and in their order."""

TABLES = (
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson"),
    *(".ft", ".data", ".parquet", ".xml", ".arff", ".xlsx"),
)
"""How the names of tables end."""

_UNPACKED: dict[str, tuple[bytes, Callable[[], Any]]] = {
    ".gz": (b"\x1f\x8b", lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    ".bz2": (b"BZh", bz2.BZ2Decompressor),
    ".xz": (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
}
ABOUT = ("readme", "license", "licence", "makefile", "changes", "cmds", "vocab")
"""Words in the names of files that tell about the others."""
WORD = re.compile(r"[a-z]+")
"""A word in the name of a file, in small letters."""
_RUN = re.compile(r"[A-Za-z]+")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
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
    and where it has more than `MOST_MEMBERS` files, with those of the archives in it.
    """
    try:
        found = list(_zipped(content, name) if content.startswith(ZIP) else _tarred(content, name))
        total, unpacked, listed = 0, [], len(found)
        for path, size, read in found:
            if total + size > most:
                raise too_large(name, most)
            member = Member(path, read())
            listed += members_at_most(member.content) if _is_zip(member) else 0
            if listed > MOST_MEMBERS:
                raise crowded(name)
            inner = _opened(member, name, most - total)
            # What is packed around little or nothing was unpacked all the same.
            total += max(size, sum(len(one.content) for one in inner))
            if total > most:
                raise too_large(name, most)
            unpacked += inner
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, NotImplementedError) as error:
        raise Problem(
            f"“{name}” begins like a zip archive, a tar or an Excel workbook, and is damaged.",
            "Save or export the table as CSV.",
        ) from error
    except RuntimeError as error:
        raise Problem(f"“{name}” is locked with a password.", "Pack its files again without one.") from error
    return sorted(unpacked, key=lambda member: str(member.path))


def too_large(name: str, most: int) -> Problem:
    """What is told of an archive that unpacks to more than ``most`` bytes."""
    return Problem(
        f"“{name}” unpacks to more than {size_in_words(most)}, the most that can be used.",
        "Pack a part of its files.",
    )


def _opened(member: Member, name: str, most: int) -> list[Member]:
    """A file of an archive, or what is packed in it once more (``train.csv.zip``, ``reviews.json.gz``)."""
    ending = member.path.suffix.lower()
    inner = member.path.with_suffix("")
    if _is_zip(member):
        found: list[Member] = []
        for path, size, read in _zipped(member.content, name):
            most -= size
            if most < 0:
                return [member]
            found.append(Member(inner / path.name, read()))
        return found
    if ending not in _UNPACKED or inner.suffix.lower() not in TABLES:
        return [member]
    try:
        content = b"".join(_streams(member.content, *_UNPACKED[ending], most + 1))
    except EOFError as error:
        raise Problem(
            f"“{member.path.name[:40]}” in “{name}” is damaged or cut off: only a part of it can be read.",
            "Pack it again.",
        ) from error
    return [Member(inner, content)] if content else [member]


def _is_zip(member: Member) -> bool:
    return member.path.suffix.lower() == ".zip" and member.content.startswith(ZIP)


def _streams(content: bytes, magic: bytes, unpacking: Callable[[], Any], most: int) -> Iterator[bytes]:
    """What is packed in one stream, or in several one after the other; bytes behind them that do not begin
    with ``magic`` are passed over. Raises EOFError where a stream cannot be read to its end."""
    while content.startswith(magic) and most > 0:
        unpack = unpacking()
        try:
            piece = unpack.decompress(content, most)
        except (zlib.error, OSError, lzma.LZMAError) as error:
            raise EOFError from error
        yield piece
        most -= len(piece)
        if most > 0 and not unpack.eof:
            raise EOFError
        content = unpack.unused_data.lstrip(b"\0")


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
    tables = tables_among(found) or _alone(found)
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


def _alone(found: Sequence[Member]) -> list[Member]:
    """The one file of lines beside those that tell about it, however called (UCI's ``SMSSpamCollection``)."""
    alone = [member for member in found if not tells(member)]
    return [one for one in alone if len(alone) == 1 and b"\n" in one.content and b"\0" not in one.content]


def tables_among(found: Sequence[Member]) -> list[Member]:
    """The files of an archive that are tables by their names, or by how they begin; none that tells about
    the others, or shows what an answer looks like."""
    endings = _endings_of_tables(found)
    tables = [member for member in found if _ending(member) in endings or is_marked_up(member)]
    return [
        member for member in tables if not tells(member) and "submission" not in member.path.stem.lower()
    ] or tables


def tells(member: Member) -> bool:
    """Whether a file tells about the others."""
    return any(word in member.path.name.lower() for word in ABOUT)


def by_split(found: Sequence[Member]) -> list[tuple[str, Member]]:
    """The tables of an archive that are named after splits, as ``train.csv`` and ``test.csv``, each with its
    split; empty where there are no two splits."""
    endings = _endings_of_tables(found)
    named = [
        (split, member)
        for member in found
        if _ending(member) in endings and (split := _split_of(member.path))
    ]
    if len({split for split, _ in named}) < 2:
        return []
    return sorted(named, key=lambda one: SPLITS.index(one[0]))


def _endings_of_tables(found: Sequence[Member]) -> Container[str]:
    """How the names of tables end among these files: where none ends so, as a split is called
    (``stsa.binary.train``)."""
    if any(_ending(member) in TABLES for member in found):
        return TABLES
    return [f".{split}" for split in SPLITS]


def _ending(member: Member) -> str:
    return member.path.suffix.lower()


def split_named(name: str) -> str:
    """The split that a name has a word for, also at the end of words that are written as one; "" for none.

    >>> split_named("drugsComTrain_raw"), split_named("20news-bydate-test"), split_named("appDevReviews")
    ('train', 'test', '')
    """
    words = (word.lower() for run in _RUN.findall(name) for word in {run, _GLUED.split(run)[-1]})
    return next((word for word in words if word in SPLITS), "")


def split_of_folder(name: str) -> str:
    """The split that a folder is named after, or that its name ends in; "" for none.

    >>> split_of_folder("20news-bydate-test"), split_of_folder("test_set"), split_of_folder("bus test")
    ('test', 'test', '')
    """
    bare = re.sub(r"(?i)[_-](?:set|data)$", "", name).replace("-", "_")
    return "" if " " in name else split_named(bare.rpartition("_")[2])


def _split_of(path: PurePosixPath) -> str:
    """The split that a file's name tells, else its folder's; "" for none."""
    return split_named(path.name) or split_of_folder(path.parent.name)


def is_marked_up(member: Member) -> bool:
    """Whether a file is of elements that come again, whatever its name."""
    found = _ELEMENT.match(member.content)
    return found is not None and member.content.rstrip().endswith(b"</" + found[1] + b">")
