"""Ends sessions that nobody looks at any more.

A session is one kernel for one visit of one page. A page that is closed says so; one that vanishes (a
crash, a sleeping laptop, a crawler that never ran a script) says nothing, and Jupyter's own culling
spares whatever keeps publishing. So we go by the browser: is it connected, and has it said anything?
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError
from traitlets import Float
from traitlets.config import LoggingConfigurable

from app.server.attempts import Window
from app.server.burden import (
    MOST_PROCESSES,
    Processors,
    Used,
    processes_of_sessions,
    processor_seconds,
    processors,
    stand_back,
)
from app.server.memory import give_back, private_megabytes
from app.server.seats import Opening, Taken

MEMORY = "memory"
"""Why a session ended, for its page: it took more memory than one may."""
_REMEMBERED = 500
MOST_CONNECTIONS = 3
"""Of one session: its page has one, and others only while it comes back from a network that was gone."""
MOST_COMING = 3 * MOST_CONNECTIONS
"""The same with those that are still being made, or being ended."""
MOST_A_MINUTE = 300
"""Connections that one session is asked for within a minute; each leaves some lines in the log."""
MOST_LINES = 400
"""Lines of the log that one session's page can cause by what it does wrong."""
MOST_KEPT = 32_000_000
"""Bytes that are kept of what a session tells while its page is away. A page that comes back asks for all
that is there now (``static/arrival.js``), so what goes is only what it would have seen in between."""


@dataclass
class Session:
    """What is known of one kernel. Times are seconds of the monotonic clock.

    ``sent`` is when its page was complete: a page whose code takes long cannot connect before. ``browser`` is
    whose it is, "" for whoever's who knows its id, None before anybody may connect.
    """

    started: float
    acted: float
    sent: float | None = None
    left: float | None = None
    sockets: list[Any] = field(default_factory=list)
    browser: str | None = None
    address: str = ""
    instead_of: frozenset[str] = frozenset()
    lines: int = 0
    asked: Window = field(default_factory=lambda: Window(MOST_A_MINUTE, 60))

    @property
    def seated(self) -> bool:
        """Whether its page has connected."""
        return bool(self.sockets) or self.left is not None


class Sessions(LoggingConfigurable):
    """The sessions of one kernel manager.

    ``idle`` is what `Settings.idle_minutes` says, in seconds, ``megabytes`` the memory of its own that one
    session may have.
    """

    grace = Float(60.0, help="seconds for which a session waits for its page to come back").tag(config=True)
    arrival = Float(50.0, help="seconds that a complete page may take to connect").tag(config=True)
    rendering = Float(900.0, help="seconds that a page may take to be complete").tag(config=True)
    interval = Float(3.0, help="seconds between two looks").tag(config=True)

    def __init__(self, kernels: Any, idle: float, *, megabytes: float = float("inf"), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kernels = kernels
        self._idle = idle
        self._megabytes = megabytes
        self._why: OrderedDict[str, str] = OrderedDict()
        self.deaths = 0
        # Those of pages that wait for their visitor: nobody's yet.
        self._ahead: set[str] = set()
        self._were_here = False
        self._sessions: dict[str, Session] = {}
        self._ending: set[str] = set()
        self._coming: Counter[str] = Counter()
        self._processors = Processors(processors())
        self._timer = PeriodicCallback(self.sweep, self.interval * 1000)

    @property
    def ending(self) -> int:
        """How many are just coming to their end, and still take a seat."""
        return len(self._ending)

    def start(self) -> None:
        """Look now and then, from the running event loop."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def set_aside(self, kernel_id: str) -> None:
        """Count a session that is about to start as nobody's, until it is `opened`."""
        self._ahead.add(kernel_id)

    def is_aside(self, kernel_id: str) -> bool:
        """Whether nobody has it yet."""
        return kernel_id in self._ahead

    def opened(self, kernel_id: str, opening: Opening) -> None:
        """Note whose it is."""
        if kernel_id in self._ahead:
            self._forget(kernel_id)
        session = self._session(kernel_id)
        session.browser, session.address = opening.browser, opening.address
        session.instead_of = opening.leaving

    def instead_of(self, kernel_id: str) -> frozenset[str]:
        """The sessions that a browser was leaving for this one."""
        return self._session(kernel_id).instead_of

    def belongs(self, kernel_id: str, browser: str) -> bool:
        """Whether a session is this browser's."""
        session = self._sessions.get(kernel_id)
        return session is not None and session.browser in ("", browser)

    def taken(self) -> list[Taken]:
        """Give what is open to somebody."""
        somebodys = [name for name in self._kernels.list_kernel_ids() if name not in self._ahead]
        known = {kernel_id: self._session(kernel_id) for kernel_id in somebodys}
        return [Taken(name, one.address, one.sent, one.seated) for name, one in known.items()]

    def connections(self) -> int:
        """How many pages are connected."""
        return sum(len(session.sockets) for session in self._sessions.values())

    def why_ended(self, kernel_id: str) -> str:
        """Why a session was ended, where its page needs to know that (`MEMORY`), else nothing."""
        return self._why.get(kernel_id, "")

    def sent(self, kernel_id: str) -> None:
        """Note that the page is complete, and should connect soon."""
        if kernel_id in self._kernels:
            self._session(kernel_id).sent = time.monotonic()

    @contextmanager
    def connecting(self, kernel_id: str) -> Iterator[None]:
        """Count a connection while it lasts; raises a 429 if there are too many of the session's."""
        if self._coming[kernel_id] >= MOST_COMING or not self._may_ask(kernel_id):
            raise HTTPError(429, "too many connections of one page")
        self._coming[kernel_id] += 1
        try:
            yield
        finally:
            self._coming[kernel_id] -= 1
            if not self._coming[kernel_id]:
                del self._coming[kernel_id]

    def _may_ask(self, kernel_id: str) -> bool:
        if kernel_id not in self._kernels:
            return True
        return not self._session(kernel_id).asked.take(time.monotonic())

    def complain(self, kernel_id: str, what: str, *values: Any, lines: int = 1) -> None:
        """Log what a session's page did wrong, as long as it did not fill so and so many lines with it."""
        session = self._session(kernel_id)
        if session.lines >= MOST_LINES:
            return
        session.lines += lines
        self.log.warning(f"Session %s: {what}", kernel_id, *values)
        if session.lines >= MOST_LINES:
            self.log.warning("Session %s: nothing more of what its page does wrong is logged.", kernel_id)

    def connected(self, kernel_id: str, socket: Any) -> None:
        """Note that a browser is there."""
        session = self._session(kernel_id)
        session.sockets.append(socket)
        session.acted = time.monotonic()
        for older in session.sockets[:-MOST_CONNECTIONS]:
            self.complain(kernel_id, "its page has too many connections; the oldest ends.")
            older.drop()

    def acted(self, kernel_id: str) -> None:
        """Note that a browser said something."""
        self._session(kernel_id).acted = time.monotonic()

    def disconnected(self, kernel_id: str, socket: Any) -> None:
        """Note that a browser went away; it may come back."""
        session = self._sessions.get(kernel_id)
        if session is not None:
            session.sockets[:] = [other for other in session.sockets if other is not socket]
            session.left = time.monotonic()

    async def sweep(self) -> None:
        """End every session whose process died, whose page is gone, or which was idle for too long."""
        # In a thread: a machine may have thousands.
        counts = await asyncio.get_running_loop().run_in_executor(None, processes_of_sessions)
        running = set(self._kernels.list_kernel_ids())
        for kernel_id in running:
            self._bound_kept(kernel_id)
        for gone in self._sessions.keys() - running:
            self._forget(gone)
        self._hold_back(running - self._ending)
        reasons = [(one, await self._reason(one, counts)) for one in running - self._ending]
        await asyncio.gather(*(self.end(kernel_id, why) for kernel_id, why in reasons if why))
        here = bool(self.taken())
        if self._were_here and not here:
            # It keeps nobody waiting now, and many at once leave a hundred megabytes behind.
            give_back()
        self._were_here = here

    def _hold_back(self, running: set[str]) -> None:
        known = {name: self._session(name).address for name in running}
        used = {
            name: Used(address, processor_seconds(self._process(name))) for name, address in known.items()
        }
        for name in self._processors.greedy(used):
            self.log.info("Session %s stands back: its address takes most of the processors.", name)
            stand_back(self._process(name))

    def _process(self, kernel_id: str) -> int:
        """Its process, 0 for none that is known."""
        provisioner = getattr(self._kernels.get_kernel(kernel_id), "provisioner", None)
        return getattr(getattr(provisioner, "process", None), "pid", 0)

    def _bound_kept(self, kernel_id: str) -> None:
        # Jupyter keeps it in a list without bounds, in the process that serves everybody.
        kept = self._kernels._kernel_buffers.get(kernel_id, {}).get("buffer", [])
        size = sum(len(part) for _, parts in kept for part in parts)
        if size > MOST_KEPT:
            self.complain(kernel_id, "forgot %s bytes that its page did not take.", f"{size:,}")
            kept.clear()

    async def end(self, kernel_id: str, why: str) -> None:
        """End a session and close its sockets, which makes its page look and say so."""
        if kernel_id in self._ending or kernel_id not in self._kernels:
            self._ahead.discard(kernel_id)
            return
        self._ending.add(kernel_id)
        self.log.info("Session %s ends: %s.", kernel_id, why)
        try:
            await self._kernels.shutdown_kernel(kernel_id)
        except Exception:
            self.log.exception("Session %s did not end as it should.", kernel_id)
        finally:
            self._ending.discard(kernel_id)
            self._forget(kernel_id)

    async def lives(self, kernel_id: str) -> bool:
        """Whether its process is there."""
        return kernel_id in self._kernels and await self._kernels.get_kernel(kernel_id).is_alive()

    async def _reason(self, kernel_id: str, counts: Mapping[int, int]) -> str:
        session, now = self._session(kernel_id), time.monotonic()
        kernel = self._kernels.get_kernel(kernel_id)
        if not await self.lives(kernel_id):
            self.deaths += 1
            return "its process died"
        used = private_megabytes(kernel)
        if used > self._megabytes:
            self._why[kernel_id] = MEMORY
            while len(self._why) > _REMEMBERED:
                self._why.popitem(last=False)
            return f"it took {used:,.0f} MB of memory, and {self._megabytes:,.0f} MB are allowed"
        if (count := counts[self._process(kernel_id)]) > MOST_PROCESSES:
            return f"it had {count} processes, and {MOST_PROCESSES} are allowed"
        if kernel_id in self._ahead:
            return ""
        if session.sockets:
            return "nobody used it for long" if now - session.acted > self._idle else ""
        if session.left is None:
            since = session.started + self.rendering if session.sent is None else session.sent
            return "its page never connected" if now - since > self.arrival else ""
        return "its page is gone" if now - session.left > self.grace else ""

    def _session(self, kernel_id: str) -> Session:
        now = time.monotonic()
        return self._sessions.setdefault(kernel_id, Session(started=now, acted=now))

    def _forget(self, kernel_id: str) -> None:
        self._ahead.discard(kernel_id)
        session = self._sessions.pop(kernel_id, None)
        for socket in tuple(session.sockets) if session else ():
            socket.close(1001, "session ended")
