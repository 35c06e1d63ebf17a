"""One job at a time beside a page: it tells how far it is, can be stopped, and says in words what failed."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import traitlets

from app.problem import Problem

BEAT = 0.05
"""Seconds between two looks at the work."""

FAILED = Problem(
    "This could not be finished.",
    "Try other texts or settings, and tell whoever runs this server: its log says more.",
)

Result = TypeVar("Result")
Tell = Callable[[str, float], None]
"""What work calls with what it does and its share done (0 to 1); raises `Stopped` when it is to end."""


class Stopped(Exception):
    """Raised inside of work that is to end."""


class Job(traitlets.HasTraits):
    """Runs work in a thread of its own; a new one stops the one before.

    ``words`` says what is done, ``share`` how much of it (0 to 1); ``problem`` holds what went wrong:
    ``failed`` for what nobody foresaw. What the work returns is handed over on the event loop, which looks
    at it every ``beat`` seconds and when it ends. Where no loop runs, the work is done at once.
    """

    running = traitlets.Bool()
    words = traitlets.Unicode()
    share = traitlets.Float()
    problem = traitlets.Instance(Problem, allow_none=True)

    def __init__(self, failed: Problem = FAILED, beat: float = BEAT) -> None:
        super().__init__()
        self._failed = failed
        self._beat = beat
        self._current: _Work | None = None
        self._task: asyncio.Task[None] | None = None

    def start(
        self,
        words: str,
        work: Callable[[Tell], Result],
        done: Callable[[Result], Any],
        meanwhile: Callable[[], Any] | None = None,
    ) -> None:
        """Do ``work``, which gets a `Tell`, then hand its result to ``done``.

        ``meanwhile`` is called on the loop every time that it looks at the work. What these two raise ends
        the job as what the work raises does.
        """
        if self._current is not None:
            self._current.stopped = True
        current = self._current = _Work(work, words)
        with self.hold_trait_notifications():
            self.problem, self.running, self.words, self.share = None, True, words, 0.0
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            current()
            self._finish(current, done)
            return
        over = asyncio.Event()

        def run() -> None:
            current()
            # The loop of a session that ends meanwhile is closed.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(over.set)

        threading.Thread(target=run, daemon=True, name="job").start()
        self._task = loop.create_task(self._watch(current, over, done, meanwhile))

    def stop(self) -> None:
        """End the work at its next step; what it returns all the same, is handed over."""
        if self._current is not None:
            self._current.stopped = True

    def abandon(self) -> None:
        """End the work at its next step; nothing of it is handed over."""
        self.stop()
        self._current = None
        self.running = False

    async def finished(self) -> None:
        """Wait for the work at hand to end."""
        if self._task is not None:
            await self._task

    async def _watch(
        self,
        current: _Work,
        over: asyncio.Event,
        done: Callable[[Any], Any],
        meanwhile: Callable[[], Any] | None,
    ) -> None:
        try:
            while not over.is_set() and self._current is current:
                with suppress(TimeoutError):
                    await asyncio.wait_for(over.wait(), self._beat)
                if self._current is current:
                    self.words, self.share = current.words, current.share
                    if meanwhile is not None:
                        meanwhile()
        except asyncio.CancelledError:
            current.stopped = True
            raise
        except Exception as error:
            current.stopped = True
            current.error = current.error or error
        self._finish(current, done)

    def _finish(self, current: _Work, done: Callable[[Any], Any]) -> None:
        if self._current is not current:
            return
        self._current = None
        error = current.error
        if error is None:
            try:
                done(current.result)
            except Exception as found:
                error = found
        if error is not None and not isinstance(error, Problem | Stopped):
            logging.getLogger(__name__).error("work beside a page failed", exc_info=error)
            error = self._failed
        with self.hold_trait_notifications():
            self.running = False
            self.problem = error if isinstance(error, Problem) else None


class _Work:
    """One piece of work in its thread."""

    def __init__(self, work: Callable[[Tell], Any], words: str) -> None:
        self._work = work
        self.words, self.share = words, 0.0
        self.stopped = False
        self.result: Any = None
        self.error: Exception | None = None

    def __call__(self) -> None:
        try:
            self.result = self._work(self._tell)
        except Exception as error:
            self.error = error

    def _tell(self, words: str, share: float) -> None:
        if self.stopped:
            raise Stopped
        self.words, self.share = words, min(max(share, 0.0), 1.0)
