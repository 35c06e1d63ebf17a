"""What workers of a cluster are asked to do: read whole lines of a range, or of a file that is not cut."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import zstandard

from app.logs.cluster.beginning import unpacked
from app.logs.cluster.files import copied, opened, scratch
from app.logs.cluster.parts import Part, part_of
from app.logs.formats import kept
from app.logs.formats.mixture import Mixture
from app.logs.parsing.shape import MARGIN
from app.logs.reading.reader import Reader
from app.logs.reading.sections import TRIES, Sections
from app.logs.sources import LogPath, checksum
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord, Log
from app.logs.store.store import Store
from app.logs.written.lines import LONGEST_LINE

BLOCK = 8 << 20
"""Bytes whose lines are understood together."""


def read_range(
    url: str,
    name: str,
    start: int,
    end: int,
    reading: Mapping[str, Any],
    seed: int,
    begins: int = 0,
    tries: int = TRIES,
) -> Part:
    """The requests of the lines that begin between two bytes of a file; runs on a worker. Raises Problem.

    ``seed`` is of the numbers of user agents, the same for all parts of a log. The file's first line
    ``begins`` at this byte. ``tries`` is how often the format of lines that do not fit is looked for.
    """
    form = kept(dict(reading))
    assert isinstance(form, Mixture)
    with scratch(name) as folder:
        log = Log(Store(folder), [FileRecord(name)])
        log.store.fingerprint_by(seed)
        log.store.files.append(LineFile(name, url, form))
        sections = Sections(log.store, form, tries)
        for data, offset in _blocks(url, name, start, end, begins):
            whole = bytearray(MARGIN) + data + bytearray(MARGIN + 1)
            for way, buffer, size, at in sections.of(whole, len(data), offset):
                block = sections.blocks(way).read_buffer(buffer, size)
                texts = memoryview(buffer)[MARGIN:]
                sections.enter(sections.reconsidered(block, texts, way))
                accepted = log.store.append(block, at)
                log.take(block, accepted, texts, log.files[0])
        log.files[0].notes += sections.notes
        log.files[0].rejects.clear()
        return part_of(log)


def read_whole(
    url: str, name: str, changed: float, format: Mapping[str, Any] | None, seed: int, cuttable: bool
) -> Part:
    """All requests of a file that cannot be cut; runs on a worker. Raises Problem.

    ``changed`` is when it was changed last, in seconds since 1970. Where it is not ``cuttable``, its lines
    come along, since they cannot be had by range later.
    """
    with scratch(name) as folder:
        copy, store = folder / "file", folder / "store"
        copied(url, name, copy)
        # By this day years are found for lines that name none.
        os.utime(copy, (changed, changed))
        store.mkdir()
        reader = Reader(LogPath(copy, name), kept(dict(format)) if format else None, store)
        reader.log.store.fingerprint_by(seed)
        for _ in reader:
            pass
        files, lines = [], {}
        for file in reader.log.store.files:
            apart = not cuttable or file.copied or Path(file.path) != copy
            if apart and file.path not in lines:
                lines[file.path] = zstandard.compress((store / file.path).read_bytes(), 3)
            files.append({**file.entry(), "path": file.path if apart else url})
        return replace(part_of(reader.log), files=files, lines=lines)


def checksum_of(url: str, name: str) -> bytes:
    """A checksum of what a file holds, unpacked; runs on a worker. Raises Problem."""
    with opened(url, name) as file:
        head = file.read(BLOCK)
        with unpacked(head) as near:
            packed = bool(near.compressed)
        if not packed:
            digest = hashlib.sha256(head)
            while more := file.read(BLOCK):
                digest.update(more)
            return digest.digest()
    with scratch(name) as folder:
        copied(url, name, folder / "file")
        return checksum(folder / "file")


def _blocks(url: str, name: str, start: int, end: int, begins: int) -> Iterable[tuple[bytes, int]]:
    """Blocks of whole lines that begin from ``start`` up to ``end``, and where each begins."""
    with opened(url, name) as file:
        file.seek(start)
        at = start
        if start > begins:
            # A line that begins before is another part's.
            file.seek(start - 1)
            at = start - 1 + _to_line_end(file, None)
        rest = b""
        while at + len(rest) < end or (rest and at < end):
            data = rest + file.read(min(BLOCK, max(end - at - len(rest), 0)))
            if at + len(data) >= end:
                if not data.endswith(b"\n"):
                    held: list[bytes] = []
                    _to_line_end(file, held)
                    data += b"".join(held)
                last = data.rfind(b"\n", 0, len(data) - 1) + 1
                if len(data) - last > LONGEST_LINE:
                    data = data[: last + LONGEST_LINE]
                yield from _yielded(data, at)
                return
            cut = data.rfind(b"\n") + 1
            if not cut and len(data) >= LONGEST_LINE:
                passed = len(data) + _to_line_end(file, None)
                yield data[:LONGEST_LINE], at
                at, rest = at + passed, b""
                continue
            yield from _yielded(data[:cut], at)
            at, rest = at + cut, data[cut:]
            if not rest and at >= end:
                return


def _yielded(data: bytes, at: int) -> Iterable[tuple[bytes, int]]:
    if data:
        yield data, at


def _to_line_end(file: Any, held: list[bytes] | None) -> int:
    """Read on behind the next line feed; how many bytes that took, of which at most a line is held."""
    passed = 0
    more: bytes
    while more := file.read(1 << 16):
        cut: int = more.find(b"\n") + 1
        if held is not None and passed < LONGEST_LINE:
            held.append(more[:cut] if cut else more)
        if cut:
            file.seek(cut - len(more), 1)
            return passed + cut
        passed += len(more)
    return passed
