"""How many connections are open at a time: bounded, for one address and for all.

Each takes a descriptor of the process, of which there are often 1,024. Once all are taken none is accepted
any more, and the attempt is repeated, and written to the log, thousands of times a second.
"""

from __future__ import annotations

import resource
from collections import Counter
from typing import Self

from app.server.attempts import whose

DESCRIPTORS = 65_536
"""Files and sockets that the server asks the system for; most systems give so many to whoever asks."""
A_PAGE, FEWEST = 20, 200
"""Connections of one address for each page that it may have open, and at least: a browser keeps six for two
minutes, and behind one address there may be many people."""


def descriptors() -> int:
    """Let this process have as many files and sockets open as the system gives it; return how many."""
    has, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if most == resource.RLIM_INFINITY else min(DESCRIPTORS, most)
    if has == resource.RLIM_INFINITY or has >= wanted:
        return DESCRIPTORS if has == resource.RLIM_INFINITY else has
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    except (OSError, ValueError):
        # macOS names no limit, and has one.
        return has
    return wanted


class Connections:
    """The connections that are open: at most ``of_one`` of one address, and ``of_all`` together.

    >>> connections = Connections(of_one=1, of_all=2)
    >>> [connections.take(address) for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3")]
    [True, False, True, False]
    >>> connections.give("192.0.2.1")
    >>> connections.take("192.0.2.3")
    True
    """

    @classmethod
    def for_pages(cls, pages: int) -> Self:
        """Those of a server of which one address may have so many pages open; half of all descriptors are
        left for what sessions and their pages talk through."""
        of_all = descriptors() // 2
        return cls(min(max(A_PAGE * pages, FEWEST), of_all // 2), of_all)

    def __init__(self, of_one: int, of_all: int) -> None:
        self._of_one, self._of_all = of_one, of_all
        self._open: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """Count one more, if it may be; an ``address`` of "" is a proxy's, which speaks for many."""
        who = whose(address)
        if self._open.total() >= self._of_all or (who and self._open[who] >= self._of_one):
            return False
        self._open[who] += 1
        return True

    def give(self, address: str) -> None:
        """One of this address was closed, or became a socket of a page, which its seat bounds."""
        who = whose(address)
        self._open[who] -= 1
        if not self._open[who]:
            del self._open[who]
