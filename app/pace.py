"""How often something is drawn again while work goes on beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class Pace:
    """Holds drawing to at most one part in ``rest`` of the time, and ``least`` seconds between two of them.

    >>> pace = Pace(least=60.0)
    >>> pace.due
    True
    >>> with pace.drawing():
    ...     pass
    >>> pace.due
    False
    """

    def __init__(self, rest: float = 0.0, least: float = 0.0) -> None:
        self._rest, self._least = rest, least
        self._next = 0.0

    @property
    def due(self) -> bool:
        """Whether it may be drawn again."""
        return monotonic() >= self._next

    @contextmanager
    def drawing(self) -> Iterator[None]:
        """Wrap what draws."""
        begun = monotonic()
        try:
            yield
        finally:
            ended = monotonic()
            self._next = ended + max(self._least, self._rest * (ended - begun))
