"""How often somebody may do what costs the server, or gives something away: guess a password, open a page."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable

MOST = 5
"""Guesses that one address has within `WINDOW`."""
WINDOW = 60.0
"""Seconds after which a guess is forgotten."""
_MANY = 10_000


class Attempts:
    """Counts attempts by address, those that are still being checked included.

    ``most`` are allowed within ``window`` seconds; ``clock`` gives seconds.

    >>> attempts = Attempts(clock=lambda: 0.0)
    >>> [attempts.take("192.0.2.7") for _ in range(6)]
    [0, 0, 0, 0, 0, 60]
    """

    def __init__(
        self, most: int = MOST, window: float = WINDOW, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._window = window
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}

    def take(self, address: str) -> int:
        """Give 0 and count one more attempt, or give the seconds until the next one may be had."""
        now = self._clock()
        if len(self._taken) > _MANY:
            self._taken = {who: when for who, when in self._taken.items() if now - when[-1] < self._window}
        taken = self._taken.setdefault(whose(address), deque(maxlen=self._most))
        if len(taken) == self._most and now - taken[0] < self._window:
            return math.ceil(self._window - (now - taken[0]))
        taken.append(now)
        return 0

    def forget(self, address: str) -> None:
        """Count from the beginning, for who knew the password."""
        self._taken.pop(whose(address), None)


def whose(address: str) -> str:
    """Whose address it is: with IPv6, one line has a whole network of 64 bits to ask from."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))
