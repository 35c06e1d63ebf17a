"""A source of the live reader: whole lines, a batch at a time, and where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from app.logs.formats import Extended
from app.logs.formats.mixture import Mixture


class Batch(NamedTuple):
    """Whole lines, each ended by a line feed, of what a source calls ``name``.

    ``in_order`` tells whether they come as they were written; those of several partitions do not, and tell
    nothing of a clock. Those that are not ``counted`` only show how the next ones are read.
    """

    name: str
    lines: bytes
    in_order: bool = True
    counted: bool = True


def parts(lines: bytes, reading: Mixture) -> Sequence[tuple[bytes, Mixture]]:
    """The parts of a batch whose lines are each read in a way of their own: one, but for W3C's directives."""
    if not isinstance(reading.main, Extended):
        return [(lines, reading)]
    return [(lines[start:end], replace(reading, main=form)) for form, start, end in reading.main.parts(lines)]


class LiveSource(Protocol):
    """Where lines come from while they are written."""

    unit: str

    @property
    def behind(self) -> int:
        """How much waits to be read, in ``unit``s."""

    @property
    def told(self) -> list[str]:
        """Sentences about what is amiss now."""

    @property
    def notes(self) -> list[str]:
        """Sentences about what was met once and stays true."""

    def poll(self) -> Iterator[Batch]:
        """What came since; the positions move with every batch that is taken."""

    def positions(self) -> Any:
        """Where it is, ready for JSON."""

    def committed(self, positions: Any) -> None:
        """Know that everything up to these positions is kept."""

    def close(self) -> None:
        """Let go of everything."""
