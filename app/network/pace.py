"""How often the page looks at a training, draws and judges it, and for how long one goes on unwatched."""

from __future__ import annotations

from time import monotonic

LOOK = 0.1
"""Seconds between two looks at a training: the page is told ten times a second at most."""

REST = 8
"""While it trains, drawing takes at most one part in so many of the time."""

JUDGE = 1.0
"""Seconds between two judgements of a run that still trains."""

PULSE = 1.0
"""Seconds between two signs of life that the browser is asked for while a training goes on."""

PATIENCE = 30.0
"""Seconds without a sign of the page after which its training stops."""


class Lease:
    """Whether anybody still watches, as `Control` asks it.

    >>> lease = Lease()
    >>> lease()  # nobody ever looked: a script trains, and waits for the end itself
    True
    """

    def __init__(self) -> None:
        self._seen: float | None = None

    def __call__(self) -> bool:
        """Whether a sign of the page is recent, or none was ever asked for."""
        return self._seen is None or monotonic() - self._seen < PATIENCE

    def seen(self) -> None:
        """The page is there: once told, to be told every few seconds."""
        self._seen = monotonic()

    def renew(self) -> None:
        """The page does something: a sign of life where signs are asked for."""
        if self._seen is not None:
            self.seen()
