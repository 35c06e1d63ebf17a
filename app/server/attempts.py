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


class Window:
    """The last attempts of one: ``most`` are allowed within ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=most)

    def take(self, now: float) -> int:
        """Give 0 and count one more attempt, or give the seconds until the next one may be had."""
        wait = self._seconds - (now - self._taken[0]) if self._taken else 0.0
        if len(self._taken) == self._taken.maxlen and wait > 0:
            return math.ceil(wait)
        self._taken.append(now)
        return 0

    def over(self, now: float) -> bool:
        """Whether the last one is forgotten."""
        return not self._taken or now - self._taken[-1] >= self._seconds


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
        self._taken: dict[str, Window] = {}

    def take(self, address: str) -> int:
        """Give 0 and count one more attempt, or give the seconds until the next one may be had."""
        now = self._clock()
        if len(self._taken) > _MANY:
            self._taken = {who: taken for who, taken in self._taken.items() if not taken.over(now)}
        return self._taken.setdefault(whose(address), Window(self._most, self._window)).take(now)

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
