"""Pages that are finished before anybody asks for them: one of each kind waits for its visitor.

Between a request and a page lie a fork, the page's own code and its rendering: half a second at best, several
under load. A page that waits has all that behind it, and its visitor gets the whole text at once. It is
nobody's until then: it takes no seat, and no browser is let in. The next of its kind is built once nobody is
opening a page.

It is thrown away where its visitor would get another one otherwise: when what it shows was changed, after
`Ahead.age`, and where its session goes on changing by itself, as one that follows a log does.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.ioloop import PeriodicCallback
from traitlets import Float
from traitlets.config import LoggingConfigurable

from app import dates
from app.server.memory import free_megabytes
from app.server.rendering import PageBuild, Wanted
from app.server.sessions import Sessions
from app.server.stamps import Stamps, stamps

SETTLING = (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, math.inf)
"""Seconds after which a page is asked what its session has done since; one that did something until the last
time goes on for ever, and is not worth its work."""
PAUSE, LONG_PAUSE = 60.0, 3600.0
"""Seconds without another page of a kind, after one that was in vain and after one that never settled, shows
too many files, or whose session does not start, which is waited for as long as the server runs."""
QUIET = 2.0
"""Seconds since a page was last being opened, before the next one is built ahead."""
WHOLE = 120.0
"""Seconds in which a session starts, a page becomes whole, or tells what its session has done; a cell may
never end."""
NEWS = 10.0
"""Seconds for which a visitor waits for a page that is just telling that."""
LEAST_FREE = 1_000.0
"""Megabytes of memory that waiting pages leave free for whoever is there."""


@dataclass(eq=False)
class _Waiting:
    """A page that waits: what it was made of, since when, how often it was asked for news, and when next.

    ``starting`` is done once its session is there. ``telling`` is held while it is asked; one that is
    ``given_up`` is nobody's any more.
    """

    build: PageBuild
    made_of: Stamps
    since: float
    asked: int = 0
    ask_at: float = math.inf
    starting: asyncio.Future[None] | None = None
    telling: asyncio.Lock = field(default_factory=asyncio.Lock)
    given_up: bool = False


class Ahead(LoggingConfigurable):
    """At most ``most`` waiting pages of the site's ``notebooks``, in ``sessions``.

    ``data`` are the files, folders and globs that a notebook's page shows at first. While ``busy`` says that
    others need the machine, nothing is built; nor is a page of more files than `stamps` looks at.
    """

    age = Float(1800.0, help="seconds after which a page that waits is built anew").tag(config=True)
    interval = Float(0.5, help="seconds between two looks").tag(config=True)

    def __init__(
        self,
        notebooks: Mapping[str, Path],
        most: int,
        sessions: Sessions,
        busy: Callable[[], bool],
        *,
        data: Mapping[str, Iterable[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._notebooks, self._data = notebooks, data or {}
        self._kinds = list(notebooks)
        self._most, self._sessions, self._busy = most, sessions, busy
        self._dates = dates.order_of("en")
        self._settings: dict[str, Any] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._not_before: dict[str, float] = {}
        self._busy_at = -math.inf
        self._endings: set[asyncio.Future[None]] = set()
        self._timer = PeriodicCallback(self._look, self.interval * 1000)

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self, settings: dict[str, Any]) -> None:
        """Build pages from now on; ``settings`` are those of the site's application."""
        self._settings = settings
        if self._most:
            self._timer.start()

    def stop(self) -> None:
        """Build no more. Those that wait end as all sessions do."""
        self._timer.stop()

    async def take(self, wanted: Wanted) -> PageBuild | None:
        """Give the page that waits for such a visitor, whole or not yet; None where there is none."""
        self._kinds.sort(key=wanted.notebook.__ne__)
        self._dates = wanted.dates
        if wanted.asked:
            # What waits shows what a page shows by itself; it is left to who asks for no more.
            return None
        page = self._waiting.pop(wanted.notebook, None)
        if page is None:
            return None
        if page.build.wanted != wanted:
            self._give_up(page, 0.0, "visitors read dates otherwise")
            return None
        if await self._made_of(wanted.notebook) != page.made_of:
            self._give_up(page, PAUSE, "what its page shows was changed")
            return None
        try:
            await asyncio.wait_for(page.telling.acquire(), NEWS)
        except TimeoutError:
            self._give_up(page, PAUSE, "its page takes long to tell what it did")
        lives = await self._sessions.lives(page.build.kernel_id)
        return page.build if lives and not page.given_up else None

    async def _look(self) -> None:
        now = time.monotonic()
        short = free_megabytes() < LEAST_FREE
        for page in list(self._waiting.values()):
            if short:
                self._give_up(page, PAUSE, "the machine is short of memory")
            elif now - page.since > self.age:
                self._give_up(page, 0.0, "nobody came for its page")
            elif page.build.wanted.notebook not in self._kinds[: self._most]:
                self._give_up(page, 0.0, "other pages are opened more")
        if self._busy():
            self._busy_at = now
        if short or now - self._busy_at < QUIET:
            return
        for notebook in self._kinds[: self._most]:
            waits = self._waiting.get(notebook)
            if waits is None and now >= self._not_before.get(notebook, 0.0):
                await self._build(notebook)
                break
            if waits is not None and now >= waits.ask_at:
                await self._ask(waits)
                break

    async def _build(self, notebook: str) -> None:
        build = PageBuild(Wanted(notebook, self._dates), self._settings, self.log)
        self._sessions.set_aside(build.kernel_id)
        page = _Waiting(build, frozenset(), time.monotonic())
        try:
            made_of = await self._made_of(notebook)
            if made_of is None:
                self.log.info("The page %s is not built ahead: it shows too many files.", notebook)
                self._give_up(page, LONG_PAUSE, "its page shows too many files")
                return
            page.made_of = made_of
            page.starting = asyncio.ensure_future(build.start())
            # Not ended half-way: it would leave what nobody knows of.
            await asyncio.wait_for(asyncio.shield(page.starting), WHOLE)
            # From here on a visitor can have it, and gets the rest as it comes.
            self._waiting[notebook] = page
            sound = await asyncio.wait_for(build.is_sound(), WHOLE)
        except Exception:
            self.log.exception("The page %s could not be built ahead.", notebook)
            sound = False
        page.ask_at = time.monotonic() + SETTLING[0]
        if not sound and self._sessions.is_aside(build.kernel_id):
            starts = page.starting is not None and not page.starting.done()
            self._give_up(page, LONG_PAUSE if starts else PAUSE, "its page did not come about")

    async def _ask(self, page: _Waiting) -> None:
        """Let a page tell what its session has done since; who comes meanwhile gets it then."""
        async with page.telling:
            try:
                changed = await asyncio.wait_for(page.build.catch_up(), WHOLE)
                sound = await page.build.is_sound()
            except Exception:
                self.log.exception("The page %s could not be asked.", page.build.wanted.notebook)
                changed = sound = False
            page.asked += 1
            page.ask_at = time.monotonic() + SETTLING[page.asked]
            if not sound:
                self._give_up(page, PAUSE, "its page tells nothing any more")
            elif changed and page.ask_at == math.inf and page in self._waiting.values():
                # Whoever came for it meanwhile gets it all the same.
                self._give_up(page, LONG_PAUSE, "its page never settled")

    def _give_up(self, page: _Waiting, pause: float, why: str) -> None:
        if page.given_up:
            return
        page.given_up = True
        notebook = page.build.wanted.notebook
        if self._waiting.get(notebook) is page:
            del self._waiting[notebook]
        self._not_before[notebook] = time.monotonic() + pause
        ending = asyncio.ensure_future(self._end(page, why))
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)

    async def _end(self, page: _Waiting, why: str) -> None:
        if page.starting is not None:
            # A session can be ended once it is there, however late that is.
            await asyncio.wait({page.starting})
        await self._sessions.end(page.build.kernel_id, why)

    async def _made_of(self, notebook: str) -> Stamps | None:
        paths = [*self._data.get(notebook, ()), str(self._notebooks[notebook])]
        return await asyncio.get_running_loop().run_in_executor(None, stamps, paths)
