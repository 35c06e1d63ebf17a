"""How a file at a place that machines share begins, and whether its lines can be read from any byte on."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from app.decompress import ByteStream
from app.logs.cluster.files import FarFile, opened
from app.logs.formats.mixture import Mixture
from app.logs.reading.oddities import last_day
from app.logs.reading.opening import BOM, Opening
from app.logs.reading.reader import FIRST_BLOCK
from app.logs.reading.sections import Sections
from app.logs.sources import is_archive, recoded


class Beginning(NamedTuple):
    """How a file begins: its ``opening``, unpacked; ``plain`` where it holds nothing but lines of UTF-8, and
    ``cuttable`` where any part of it can be had alone."""

    opening: Opening
    plain: bool
    cuttable: bool


@contextmanager
def beginning(file: FarFile) -> Iterator[Beginning]:
    """How a file begins, as this machine sees it. Its opening reads on until this ends. Raises Problem."""
    with opened(file.url, file.name) as far:
        head = far.read(FIRST_BLOCK)
        cuttable = file.size is not None and _can_seek(far, file.size)
        latest = last_day(file.day[0])
        with unpacked(head) as near:
            packed = bool(near.compressed) or is_archive(head)
            if packed or not cuttable:
                yield Beginning(Opening(recoded(near), FIRST_BLOCK, latest), False, cuttable)
                return
        far.seek(0)
        stream = recoded(_FarBytes(far))
        yield Beginning(Opening(stream, FIRST_BLOCK, latest), not stream.compressed, cuttable)


def reading_after(opening: Opening, sections: Sections) -> tuple[Mixture, list[str]]:
    """How lines are read after those that a file begins with, and what there is to note about these.

    Another format that these are in, too, is known to all who read a part: one may hold few such lines.
    """
    text = opening.text[:FIRST_BLOCK].removeprefix(BOM)
    return sections.at_first(text[: text.rfind(b"\n") + 1]), sections.notes


@contextmanager
def unpacked(head: bytes) -> Iterator[ByteStream]:
    """The first bytes of a file, unpacked as far as they can be."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(head)
        file.flush()
        with ByteStream(Path(file.name)) as stream:
            yield stream


def _can_seek(file: IO[bytes], size: int) -> bool:
    """Whether the end can be had without all before it: not every server of HTTP gives parts."""
    try:
        file.seek(max(size - 1, 0))
        file.read(1)
    except (ValueError, NotImplementedError):
        return False
    return True


class _FarBytes(io.RawIOBase):
    """A file of fsspec as a reader of logs needs its bytes."""

    compressed, damage = "", ""
    status = os.stat_result(range(10))

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    @property
    def position(self) -> int:
        """Bytes used so far."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        return self._file.read(size)

    def readinto(self, place: Any) -> int:
        """Read into a writable buffer, to the full or to the end."""
        data = self.read(len(place))
        place[: len(data)] = data
        return len(data)
