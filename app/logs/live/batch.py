"""A source of the live reader: whole lines, a batch at a time, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol


class Batch(NamedTuple):
    """Whole lines, each ended by a line feed, of what a source calls ``name``.

    ``in_order`` tells whether they come as they were written; those of several partitions do not, and tell
    nothing of a clock.
    """

    name: str
    lines: bytes
    in_order: bool = True


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
