"""Reads a log beside the page: it tells how far it is, can be stopped, and fills the page as it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.counted import counted
from app.job import Job, Stopped, Tell
from app.logs.reading.kept import KeptReader
from app.logs.reading.reader import Reader, ReadProgress
from app.logs.store.log import Log
from app.pace import Pace
from app.problem import Problem

BEAT = 0.2
"""Seconds between two looks at a running reader."""

_REST, _LEAST = 5, 0.4
"""A partial log is shown again after this many times what showing it took, and after so many seconds."""

_FAILED = Problem(
    "This log could not be read to its end.",
    "Try another file, and tell whoever runs this server: its own log says more.",
)


class Reading(Job):
    """One reading at a time; a new one takes the place of the one before.

    ``share`` is how much of the bytes is read, ``words`` says it. ``on_log(log, finished)`` is called on
    the event loop with what there is so far, and a last time with all of it, also when it was stopped or
    went wrong.
    """

    def __init__(self, on_log: Callable[[Log, bool], Any]) -> None:
        super().__init__(_FAILED, BEAT)
        self._on_log = on_log

    def read(self, open_reader: Callable[[], Reader | KeptReader]) -> None:
        """Read what ``open_reader`` opens; problems with it are told in ``problem``, never raised."""
        readers: list[Reader | KeptReader] = []
        pace = Pace(_REST, _LEAST)

        def work(tell: Tell) -> Exception | None:
            try:
                readers.append(open_reader())
                for progress in readers[0]:
                    try:
                        tell(_words(progress), progress.bytes_done / max(progress.bytes_total, 1))
                    except Stopped:
                        readers[0].stop()
            except Exception as error:
                return error
            return None

        def meanwhile() -> None:
            if pace.due and readers and readers[0].log.accepted:
                with pace.drawing():
                    self._on_log(readers[0].log, False)

        def done(error: Exception | None) -> None:
            if readers and readers[0].log.lines:
                self._on_log(readers[0].log, True)
            if error is not None:
                raise error

        self.start("opening", work, done, meanwhile)


def _words(progress: ReadProgress) -> str:
    read = f"{counted(progress.lines, 'line')} read, {progress.rejected:,} rejected"
    return f"{progress.file}: {read}"
