"""One piece of work at a time beside the page: it tells how far it is, and can be stopped."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import traitlets

from app.problem import Problem

BEAT = 0.05
"""Seconds between two looks at the work."""

Result = TypeVar("Result")
Tell = Callable[[str, float], None]
"""What work calls with what it does and its share done (0 to 1)."""


class Stopped(Exception):
    """Raised inside of work that is to end."""


class Working(traitlets.HasTraits):
    """Runs work in a thread of its own; a new one stops the one before.

    ``words`` says what is done, ``share`` how much of it (0 to 1); ``problem`` holds what went wrong. What
    the work returns is handed over on the event loop. Where no loop runs, the work is done at once.
    """

    running = traitlets.Bool()
    words = traitlets.Unicode()
    share = traitlets.Float()
    problem = traitlets.Instance(Problem, allow_none=True)

    def __init__(self) -> None:
        super().__init__()
        self._current: _Run | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, words: str, work: Callable[[Tell], Result], done: Callable[[Result], Any]) -> None:
        """Do ``work``, which gets a `Tell`, then hand its result to ``done``."""
        if self._current is not None:
            self._current.stopped = True
        run = self._current = _Run(work, words)
        with self.hold_trait_notifications():
            self.problem, self.running, self.words, self.share = None, True, words, 0.0
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            run()
            self._finish(run, done)
            return
        threading.Thread(target=run, daemon=True, name="sentiment-work").start()
        self._task = loop.create_task(self._watch(run, done))

    def stop(self) -> None:
        """End the work at hand at its next step; its result is thrown away."""
        if self._current is not None:
            self._current.stopped = True
            self._current = None
            self.running = False

    async def finished(self) -> None:
        """Wait for the work at hand to end."""
        if self._task is not None:
            await self._task

    async def _watch(self, run: _Run, done: Callable[[Any], Any]) -> None:
        while not run.over and not run.stopped:
            await asyncio.sleep(BEAT)
            if self._current is run:
                self.words, self.share = run.words, run.share
        self._finish(run, done)

    def _finish(self, run: _Run, done: Callable[[Any], Any]) -> None:
        if self._current is not run:
            return
        self._current = None
        problem = run.problem
        if problem is None:
            try:
                done(run.result)
            except Problem as found:
                problem = found
        with self.hold_trait_notifications():
            self.running, self.problem = False, problem


class _Run:
    """One piece of work in its thread."""

    def __init__(self, work: Callable[[Tell], Any], words: str) -> None:
        self._work = work
        self.words, self.share = words, 0.0
        self.over = self.stopped = False
        self.result: Any = None
        self.problem: Problem | None = None

    def __call__(self) -> None:
        try:
            self.result = self._work(self._tell)
        except Stopped:
            pass
        except Problem as problem:
            self.problem = problem
        except Exception:
            logging.getLogger(__name__).exception("work beside the sentiment page failed")
            self.problem = Problem(
                "This could not be finished.",
                "Try other texts or settings, and tell whoever runs this server: its log says more.",
            )
        self.over = True

    def _tell(self, words: str, share: float) -> None:
        if self.stopped:
            raise Stopped
        self.words, self.share = words, min(max(share, 0.0), 1.0)
