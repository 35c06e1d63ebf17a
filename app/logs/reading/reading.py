"""Reads a log beside the page: it tells how far it is, can be stopped, and fills the page as it goes."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

import traitlets

from app.counted import counted
from app.logs.reading.kept import KeptReader
from app.logs.reading.reader import Reader, ReadProgress
from app.problem import Problem

if TYPE_CHECKING:
    from app.logs.store.log import Log

BEAT = 0.2
"""Seconds between two looks at a running reader."""

_PATIENCE = 5
"""A partial log is shown again after this many times what showing it took the last time."""


class Reading(traitlets.HasTraits):
    """One reading at a time, in a thread of its own; a new one stops the one before.

    ``share`` is how much of the bytes is read (0 to 1), ``words`` says it. ``problem`` holds what went
    wrong. ``on_log(log, finished)`` is called on the event loop with what there is so far, and a last
    time with all of it.
    """

    running = traitlets.Bool()
    share = traitlets.Float()
    words = traitlets.Unicode()
    problem = traitlets.Instance(Problem, allow_none=True)

    def __init__(self, on_log: Callable[[Log, bool], Any]) -> None:
        super().__init__()
        self._on_log = on_log
        self._reader: Reader | KeptReader | None = None
        self._task: asyncio.Task | None = None

    def start(self, open_reader: Callable[[], Reader | KeptReader]) -> None:
        """Read what ``open_reader`` opens; problems with it are told in ``problem``, never raised."""
        with self.hold_trait_notifications():
            self.abandon()
            self.problem, self.running, self.share, self.words = None, True, 0.0, "opening"
        self._task = asyncio.ensure_future(self._read(open_reader))

    def stop(self) -> None:
        """End the reading; what was read stays."""
        if self._reader is not None:
            self._reader.stop()

    def abandon(self) -> None:
        """End the reading, and show nothing more of what it read: another log takes its place."""
        self.stop()
        self._reader = None
        if self._task is not None:
            self._task.cancel()
        self.running = False

    async def finished(self) -> None:
        """Wait for the reading at hand to end."""
        if self._task is not None:
            await self._task

    async def _read(self, open_reader: Callable[[], Reader | KeptReader]) -> None:
        state: dict[str, Any] = {"progress": None, "error": None}
        thread = threading.Thread(
            target=self._run, args=(open_reader, state), daemon=True, name="log-reading"
        )
        thread.start()
        try:
            await self._follow(thread, state)
            reader = self._reader = state.get("reader")
            if reader is not None and reader.log.lines:
                self._on_log(reader.log, True)
        except asyncio.CancelledError:
            if "reader" in state:
                state["reader"].stop()
            raise
        except Exception as error:
            state["error"] = state["error"] or error
            self.stop()
        wrong = state["error"]
        with self.hold_trait_notifications():
            self.problem = wrong if wrong is None or isinstance(wrong, Problem) else _unforeseen(wrong)
            self.running = False

    async def _follow(self, thread: threading.Thread, state: dict[str, Any]) -> None:
        """Tell how far the thread is, and show what there is so far, until it ends."""
        shown_at, cost = monotonic(), 0.0
        while thread.is_alive():
            await asyncio.sleep(BEAT)
            reader = self._reader = state.get("reader")
            progress: ReadProgress | None = state["progress"]
            if progress is None or reader is None:
                continue
            self.share = progress.bytes_done / max(progress.bytes_total, 1)
            read = f"{counted(progress.lines, 'line')} read, {progress.rejected:,} rejected"
            self.words = f"{progress.file}: {read}"
            if progress.accepted and monotonic() - shown_at > max(0.4, _PATIENCE * cost):
                begun = monotonic()
                self._on_log(reader.log, False)
                shown_at = monotonic()
                cost = shown_at - begun

    @staticmethod
    def _run(open_reader: Callable[[], Reader | KeptReader], state: dict[str, Any]) -> None:
        try:
            state["reader"] = reader = open_reader()
            for progress in reader:
                state["progress"] = progress
        except Exception as error:
            state["error"] = error


def _unforeseen(error: Exception) -> Problem:
    logging.getLogger(__name__).error("reading a log failed", exc_info=error)
    return Problem(
        "This log could not be read to its end.",
        "Try another file, and tell whoever runs this server: its own log says more.",
    )
