"""Who gets a seat, who waits in line for one, and who asked too often.

A seat is taken by a page that has connected. A page that is only opened takes none: it may never connect, as
when no browser opened it. It costs a session all the same, so only so many may be arriving at a time; where
there are more, those that were sent longest ago without connecting make room.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from app.server.attempts import Attempts, whose

ARRIVING = 20
"""Pages that may be opening at a time, where there are seats for so many; `FEWEST` where there are not."""
FEWEST = 8
CONNECTS = 8.0
"""Seconds within which a page that was sent connects; one that did not makes room for others."""
PATIENCE = 15.0
"""Seconds after which who waits in line and does not ask any more has lost their place."""
MINUTE = 60.0
_MANY = 10_000


class NoSeat(Exception):
    """There is no seat just now; ``place`` is where in line the browser stands, 0 for nowhere."""

    def __init__(self, place: int) -> None:
        super().__init__(f"no seat; place {place} in line")
        self.place = place


class TooMany(Exception):
    """This address asked too often, or has too many pages open; it may ask again after ``seconds``."""

    def __init__(self, why: str, seconds: int) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(eq=False)
class Opening:
    """One request for a page: by whom, from where, and since when (seconds of the monotonic clock).

    ``leaving`` are sessions that the browser was about to leave for it.
    """

    browser: str
    address: str
    since: float
    leaving: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Taken:
    """A session: its kernel, from where it was opened, when its page was sent, and whether that connected."""

    kernel_id: str
    address: str
    sent: float | None
    seated: bool


class Line:
    """Browsers that wait, in the order in which they came. ``clock`` gives seconds.

    >>> line = Line(clock=lambda: 0.0)
    >>> [line.place(browser) for browser in "aba"]
    [1, 2, 1]
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}

    def __len__(self) -> int:
        now = self._clock()
        self._seen = {who: when for who, when in self._seen.items() if now - when < PATIENCE}
        return len(self._seen)

    def place(self, browser: str) -> int:
        """The place of a browser, which takes the last one if it has none; 0 for who cannot be told apart."""
        if not browser or (len(self) >= _MANY and browser not in self._seen):
            return 0
        self._seen[browser] = self._clock()
        return list(self._seen).index(browser) + 1

    def ahead(self, browser: str) -> int:
        """How many wait before it, all where it does not wait."""
        waiting = len(self)
        return list(self._seen).index(browser) if browser in self._seen else waiting

    def leave(self, browser: str) -> None:
        """Wait no longer."""
        self._seen.pop(browser, None)


class Seats:
    """The seats of a server: ``cap`` of them, at most ``of_one`` for one address.

    ``per_minute`` is how many pages one address may open in a minute; ``sessions`` gives what is open now,
    ``make_room`` ends one of them.
    """

    def __init__(
        self,
        cap: int,
        sessions: Callable[[], Iterable[Taken]],
        make_room: Callable[[str], None],
        *,
        of_one: int = 10_000,
        per_minute: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.cap = cap
        self.line = Line(clock)
        self._sessions = sessions
        self._make_room = make_room
        self._of_one = of_one
        self._per_minute = per_minute
        self._opened = Attempts(per_minute, MINUTE, clock=clock)
        self._clock = clock
        self._openings: set[Opening] = set()

    @property
    def most_arriving(self) -> int:
        """How many pages may be opening at a time."""
        return max(FEWEST, min(self.cap, ARRIVING))

    @property
    def opening(self) -> bool:
        """Whether a page is being opened just now."""
        young = self._clock() - CONNECTS
        return bool(self._openings) or any(
            not one.seated and (one.sent is None or one.sent > young) for one in self._sessions()
        )

    def free(self, leaving: Collection[str] = ()) -> int:
        """How many seats are free, those counted as free that are just being left."""
        return self.cap - sum(one.seated and one.kernel_id not in leaving for one in self._sessions())

    def others_than(self, address: str) -> bool:
        """Whether pages of other addresses are open."""
        return any(one.address not in ("", address) for one in self._sessions())

    def may_sit(self, kernel_id: str, leaving: Collection[str] = ()) -> bool:
        """Whether a page that connects finds a seat: others may have come before it.

        The session that its browser was ``leaving`` for it may not have ended yet.
        """
        return self.free({kernel_id, *leaving}) > 0

    def take(self, browser: str, address: str, leaving: Collection[str] = ()) -> Opening:
        """Let a page be opened; give what stands for it until it is `done`.

        ``leaving`` are sessions that this browser is about to leave. Raises `NoSeat` or `TooMany`.
        """
        who, now = whose(address), self._clock()
        if seconds := self._opened.take(address):
            raise TooMany(f"{self._per_minute} pages were opened from there within a minute", seconds)
        sessions = [one for one in self._sessions() if one.kernel_id not in leaving]
        if sum(one.address == who for one in sessions) >= self._of_one:
            raise TooMany(f"{self._of_one} pages are open from there already", 30)
        if self.free(leaving) <= self.line.ahead(browser):
            raise NoSeat(self.line.place(browser))
        arriving = [one for one in sessions if not one.seated]
        if len(arriving) + len(self._openings) >= self.most_arriving:
            late = self._latest(arriving, now)
            if late is None:
                raise NoSeat(self.line.place(browser))
            self._make_room(late.kernel_id)
        self.line.leave(browser)
        opening = Opening(browser, who, now, frozenset(leaving))
        self._openings.add(opening)
        return opening

    def done(self, opening: Opening) -> None:
        """It has a session now, or will never have one."""
        self._openings.discard(opening)

    def _latest(self, arriving: Iterable[Taken], now: float) -> Taken | None:
        late = [(one, one.sent) for one in arriving if one.sent is not None and now - one.sent > CONNECTS]
        most = Counter(one.address for one, _ in late)
        return min(late, key=lambda each: (-most[each[0].address], each[1]), default=(None, 0))[0]
