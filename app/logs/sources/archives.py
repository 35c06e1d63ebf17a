"""Zip and tar archives of logs: their members, unpacked to be read like files of a folder."""

from __future__ import annotations

import os
import re
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import mktime
from typing import IO, Any

from app.counted import counted
from app.decompress import FREE, MOST_EXPANSION, ByteStream
from app.logs.sources.paths import LogPath, looks_like_log
from app.problem import Problem
from app.zip_directory import members_at_most

MOST_MEMBERS, MOST_LOGS = 100_000, 10_000
"""Members that an archive is looked through for, and logs that are taken out of it."""

MOST_NESTED = 100
"""Archives inside of an archive that are looked into."""

_NESTED = re.compile(r"(?i)\.(?:zip|tar|t[gbx]z2?|tar\.(?:gz|bz2|xz|zst))$")
_CHUNK = 1 << 20
_HEAD = 512
_DOCUMENTS = {
    "word/document.xml": "a Word document",
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/MANIFEST.MF": "a Java archive",
    "mimetype": "an OpenDocument file or an electronic book",
    "AndroidManifest.xml": "an Android program",
}


def members(log: LogPath, folder: Path, left: int | None = None) -> list[LogPath]:
    """The logs inside an archive, unpacked into ``folder``; the file itself where it is no archive.
    Together they take at most ``left`` bytes, where that is given. Archives in it are unpacked too, not those
    in these.

    Raises Problem for an archive that is damaged, encrypted, too large unpacked or holds no log.
    """
    try:
        with log.path.open("rb") as file:
            if _is_zip(file.read(_HEAD)):
                return _unpacked(log, folder, _in_zip, left)
        with ByteStream(log.path) as stream:
            head = stream.read(_HEAD)
        if _is_tar(head):
            return _unpacked(log, folder, _in_tar, left)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError) as error:
        raise Problem(
            f"“{log.name}” is an archive that is damaged.", "Fetch it again, or unpack it."
        ) from error
    except RuntimeError as error:
        raise Problem(
            f"“{log.name}” is an encrypted archive.", "Unpack it and choose what is in it."
        ) from error
    return [log]


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so, packed no more, is an archive of files."""
    return _is_zip(head) or _is_tar(head)


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_tar(head: bytes) -> bool:
    if len(head) < _HEAD or not head.strip(b"\0"):
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_HEAD], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def _unpacked(log: LogPath, folder: Path, open_members: Any, left: int | None) -> list[LogPath]:
    folder.mkdir(parents=True, exist_ok=True)
    room = max(FREE, MOST_EXPANSION * log.path.stat().st_size)
    short = left is not None and left < room
    room = left if left is not None and short else room
    found: list[LogPath] = []
    seen: list[str] = []
    nested = 0
    too_large: Problem | None = None
    everything = False
    for everything in (False, True):
        for name, changed, member in open_members(log):
            seen.append(name)
            if name in _DOCUMENTS and open_members is _in_zip:
                raise Problem(
                    f"“{log.name}” is {_DOCUMENTS[name]}, not an access log.", "Choose an access log."
                )
            base = name.rpartition("/")[2]
            hidden = base.startswith(".") or name.startswith("__MACOSX/")
            packed = _NESTED.search(base) is not None
            if hidden or not (everything or packed or looks_like_log(base)):
                continue
            place = folder / f"{len(seen)}"
            one = LogPath(place, f"{log.name}/{name}", inside=True)
            try:
                room = _copy(member, place, room, log.name, short)
            except Problem as problem:
                if not packed:
                    raise
                # Beside logs a backup may be as large as it likes: it is told that it cannot be read.
                place.unlink()
                too_large = too_large or problem
                found.append(one)
                continue
            with suppress(OverflowError, OSError, ValueError):
                os.utime(place, (changed, changed))
            if packed and not log.inside and nested < MOST_NESTED:
                nested += 1
                logs = _inside(one, room)
                room -= sum(inner.size for inner in logs if inner is not one)
                found += logs
            else:
                found.append(one)
            if len(found) > MOST_LOGS:
                raise _crowded(log.name, MOST_LOGS, "logs")
        # An archive of one or two files may hold a log by any name; one of many that look like none does not.
        if found or len(seen) > 20:
            break
    if too_large is not None and not any(one.path.exists() for one in found):
        raise too_large
    if not found:
        holds = f"holds {counted(len(seen), 'file')}, but none named like a log" if seen else "is empty"
        raise Problem(
            f"The archive “{log.name}” {holds}.", "Choose an archive with files such as access.log."
        )
    return found


def _inside(log: LogPath, room: int) -> list[LogPath]:
    """The logs of an archive that was in an archive; the file itself where they cannot be had, to say why."""
    folder = log.path.with_name(f"{log.path.name}-members")
    try:
        logs = members(log, folder, room)
    except Problem:
        shutil.rmtree(folder, ignore_errors=True)
        return [log]
    if log not in logs:
        log.path.unlink()
    return logs


def _copy(member: IO[bytes], place: Path, room: int, name: str, short: bool) -> int:
    with place.open("wb") as file:
        while chunk := member.read(_CHUNK):
            room -= len(chunk)
            if room < 0 and short:
                raise Problem(
                    f"“{name}” unpacks to more than the server's disk has room for.",
                    "Upload a part of it, or ask whoever runs this server for more room.",
                )
            if room < 0:
                raise Problem(
                    f"“{name}” unpacks to more than {MOST_EXPANSION} times its size, which no log does.",
                    "Unpack it yourself and choose the unpacked files if you trust it.",
                )
            file.write(chunk)
    return room


def _in_zip(log: LogPath) -> Iterator[tuple[str, float, IO[bytes]]]:
    with log.path.open("rb") as file:
        if members_at_most(file) > MOST_MEMBERS:
            raise _crowded(log.name, MOST_MEMBERS, "files")
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist():
                if not info.is_dir():
                    with archive.open(info) as member:
                        yield info.filename, mktime((*info.date_time, 0, 0, -1)), member


def _in_tar(log: LogPath) -> Iterator[tuple[str, float, IO[bytes]]]:
    with ByteStream(log.path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for number, info in enumerate(archive):
            if number == MOST_MEMBERS:
                raise _crowded(log.name, MOST_MEMBERS, "files")
            member = archive.extractfile(info) if info.isfile() else None
            if member is not None:
                yield info.name.removeprefix("./"), info.mtime, member


def _crowded(name: str, most: int, of: str) -> Problem:
    return Problem(
        f"“{name}” is an archive of more than {most:,} {of}, the most that is looked through.",
        "Unpack it, and choose or pack the logs that you want.",
    )
