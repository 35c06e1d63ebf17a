"""The parts of a file whose lines are read each in a way of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.logs.detection.answered import answered_by
from app.logs.detection.detection import judge
from app.logs.formats import Extended, Format, LogFormat
from app.logs.formats.answered import BEGUN
from app.logs.formats.mixture import Mixture, unwrapped
from app.logs.parsing.block import Block
from app.logs.parsing.blocks import Blocks, open_blocks
from app.logs.parsing.shape import MARGIN
from app.logs.reading.opening import JUDGED_LINES
from app.logs.store.store import Store
from app.logs.written.lines import DIRECTIVE

TRIES = 4
"""Blocks of one file whose refused lines are looked at for a format of their own."""

FEWEST, FAIR = 20, 0.1
"""So many refused lines, and such a part of a block, must be refused for that."""

SURE = 0.8
"""The part of the refused lines that a format must read."""


class Sections:
    """The parts of a file that are read each in its own way: one, unless lines of the file say otherwise."""

    def __init__(self, store: Store, reading: Mixture, tries: int = TRIES) -> None:
        """``reading`` is how its lines are read at first; ``tries`` bounds how often the format of those that
        do not fit is looked for."""
        self._store = store
        self._tries = tries
        self._reading = self._entered = reading
        self._further: tuple[LogFormat, ...] = ()
        self._left: list[bytes] = []
        self.notes: list[str] = []
        self._blocks: dict[Mixture, Blocks] = {}

    def of(self, buffer: bytearray, size: int, offset: int) -> Iterator[tuple[Mixture, bytearray, int, int]]:
        """The parts of a block: how each is read, its buffer, its size and where it begins in the file."""
        main = self._reading.main
        if not isinstance(main, Extended):
            yield self._reading, buffer, size, offset
            return
        data = bytes(memoryview(buffer)[MARGIN : MARGIN + size])
        for form, start, end in main.parts(data):
            self._reading = replace(self._reading, main=form)
            part = bytearray(MARGIN) + data[start:end] + bytearray(MARGIN + 1)
            yield self._reading, part, end - start, offset + start

    def blocks(self, reading: Mixture) -> Blocks:
        """What reads blocks so."""
        if reading not in self._blocks:
            self._blocks[reading] = open_blocks(reading)
        return self._blocks[reading]

    def reconsidered(self, block: Block, data: memoryview, reading: Mixture) -> Mixture:
        """How a block is read in the end: with another format, too, where its server changed that halfway.

        Outcomes of refused lines that this format reads are put in their places.
        """
        refused = _refused(block)
        known = replace(
            reading,
            others=self._with(reading, self._further),
            answered=reading.answered or self._reading.answered,
        )
        if refused and known != reading:
            _read(block, data, known, refused)
        left = _refused(block)
        if len(left) < max(FEWEST, FAIR * block.lines):
            if not refused or known == reading:
                return reading
            return self._goes_on(known, reading, len(refused) > block.lines / 2)
        further = self._with_format_of(known, [_line(block, data, line) for line in left[:JUDGED_LINES]])
        if further is None:
            return known
        further = self._answered(further, block, data)
        _read(block, data, further, left)
        return self._goes_on(further, reading, len(left) > block.lines / 2)

    def followed(self, block: Block, data: memoryview, reading: Mixture) -> Mixture:
        """As `reconsidered`, for blocks as small as they come while a file is written.

        Refused lines add up over blocks. Those of blocks before stay refused.
        """
        known = self.reconsidered(block, data, reading)
        refused = _refused(block)
        if known != reading or len(refused) < FAIR * block.lines:
            self._left.clear()
            return known
        self._left += [_line(block, data, line) for line in refused[:JUDGED_LINES]]
        further = self._with_format_of(known, self._left) if len(self._left) >= FEWEST else None
        if further is not None:
            further = self._answered(further, block, data)
            _read(block, data, further, refused)
        if len(self._left) >= FEWEST:
            self._left.clear()
        return further or known

    def _with_format_of(self, reading: Mixture, lines: Sequence[bytes]) -> Mixture | None:
        """``reading`` with the format of lines that do not fit it, too; None where none is sure."""
        found = self._found(reading, lines)
        if found is None:
            return None
        self._further = (*self._further, found)
        form = found.main if isinstance(found, Mixture) else found
        title = "a layout of their own" if form.name == "own" else form.title
        self.notes.append(f"further on, lines are read as {title}, too")
        return replace(reading, others=self._with(reading, (found,)))

    def _answered(self, reading: Mixture, block: Block, data: memoryview) -> Mixture:
        """``reading``, told whether the lines that did not fit say that requests came which others answer."""
        some = [_line(block, data, line) for line in range(min(block.lines, JUDGED_LINES))]
        answered = reading.answered or answered_by(reading, some)
        if answered and not reading.answered:
            self.notes[-1] = (
                "further on, a request has two lines, of which the one about its answer is counted"
            )
        return replace(reading, answered=answered)

    def _goes_on(self, known: Mixture, reading: Mixture, most: bool) -> Mixture:
        """Read what follows so, too; what ``most`` lines are read as comes first, to be read in columns."""
        if self._reading.main == reading.main:
            newest = self._further[-1]
            swapped = most and not isinstance(newest, Mixture | Extended)
            others = (reading.main, *(form for form in known.others if form != newest))
            self._reading = replace(known, main=newest, others=others) if swapped else known
        return known

    @staticmethod
    def _with(reading: Mixture, forms: Sequence[LogFormat]) -> tuple[LogFormat, ...]:
        return (*reading.others, *(form for form in forms if form not in (reading.main, *reading.others)))

    def _found(self, reading: Mixture, lines: Sequence[bytes]) -> LogFormat | None:
        """The format of lines that do not fit, if any is sure."""
        if not self._tries:
            return None
        self._tries -= 1
        sample = [unwrapped(line, reading.wrappers) for line in lines[:JUDGED_LINES]]
        found = judge(sample)
        if found is None or found.read < SURE * len(sample):
            return None
        main = reading.main
        if (
            isinstance(found.format, Format)
            and isinstance(main, Format)
            and found.format.before == main.before
        ):
            # Its own lines, broken.
            return None
        return found.reading if found.reading.wrappers else found.format

    def at_first(self, text: bytes) -> Mixture:
        """How lines are read after those that a file begins with: whole lines, in its first format."""
        buffer = bytearray(MARGIN) + text + bytearray(MARGIN + 1)
        block = self.blocks(self._reading).read_buffer(buffer, len(text))
        return self.reconsidered(block, memoryview(buffer)[MARGIN:], self._reading)

    def enter(self, reading: Mixture) -> None:
        """Have the rows that are added from here on come from lines that are read so."""
        if reading == self._entered:
            return
        self._entered = reading
        files = self._store.files
        files.append(replace(files[-1], format=reading, first_row=self._store.rows, rows=0))


def _refused(block: Block) -> list[int]:
    """The lines of a block that were refused and do not fit how it is read."""
    outcomes = block.unusual.items()
    return [
        line for line, outcome in outcomes if isinstance(outcome, str) and outcome not in (DIRECTIVE, BEGUN)
    ]


def _line(block: Block, data: memoryview, line: int) -> bytes:
    start = int(block.starts[line])
    return bytes(data[start : start + int(block.lengths[line])])


def _read(block: Block, data: memoryview, reading: Mixture, lines: Sequence[int]) -> None:
    """Read these lines again, in this way."""
    reader = reading.reader()
    block.unusual.update({line: reader.read(_line(block, data, line)) for line in lines})
