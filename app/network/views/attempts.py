"""What may not be possible, tried: at once, or in a thread while the page goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from app.problem import Problem


class Attempts:
    """Tries things, and has ``tell(problem)`` say why one of them could not be done."""

    def __init__(self, tell: Callable[[Problem], Any]) -> None:
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()

    def at_once(self, attempt: Callable[[], Any]) -> None:
        """Do something here and now."""
        try:
            attempt()
        except Problem as problem:
            self._tell(problem)

    def aside(self, work: Callable[[], Any], done: Callable[[bool], Any]) -> None:
        """Do ``work`` in a thread, then call ``done`` on the event loop with whether it could be done."""
        task = asyncio.ensure_future(self._follow(work, done))
        # The loop itself holds a task only weakly.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self, work: Callable[[], Any], done: Callable[[bool], Any]) -> None:
        could = False
        try:
            await asyncio.get_running_loop().run_in_executor(None, work)
            could = True
        except Problem as problem:
            self._tell(problem)
        except Exception:
            logging.getLogger(__name__).error("work beside the network page failed", exc_info=True)
            self._tell(Problem("That did not work.", "Try it again, or choose other settings."))
        finally:
            done(could)
