"""The parts of a file whose lines are read each in a way of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.logs.formats import Extended
from app.logs.formats.mixture import Mixture
from app.logs.parsing.blocks import Blocks, open_blocks
from app.logs.parsing.shape import MARGIN
from app.logs.store.lines import LineFile
from app.logs.store.store import Store


class Sections:
    """The parts of a file that are read each in its own way: one, unless lines of the file say otherwise."""

    def __init__(self, store: Store, lines: LineFile) -> None:
        self._store = store
        assert isinstance(lines.format, Mixture)
        self._reading = self._entered = lines.format
        self._blocks = {lines.format: open_blocks(lines.format)}

    def of(self, buffer: bytearray, size: int, offset: int) -> Iterator[tuple[Mixture, bytearray, int, int]]:
        """The parts of a block: how each is read, its buffer, its size and where it begins in the file."""
        main = self._reading.main
        if not isinstance(main, Extended):
            yield self._reading, buffer, size, offset
            return
        data = bytes(memoryview(buffer)[MARGIN : MARGIN + size])
        for form, start, end in main.parts(data):
            self._reading = Mixture(form)
            part = bytearray(MARGIN) + data[start:end] + bytearray(MARGIN + 1)
            yield self._reading, part, end - start, offset + start

    def blocks(self, reading: Mixture) -> Blocks:
        """What reads blocks so."""
        if reading not in self._blocks:
            self._blocks[reading] = open_blocks(reading)
        return self._blocks[reading]

    def enter(self, reading: Mixture) -> None:
        """Have the rows that are added from here on come from lines that are read so."""
        if reading == self._entered:
            return
        self._entered = reading
        files = self._store.files
        files.append(replace(files[-1], format=reading, first_row=self._store.rows, rows=0))
