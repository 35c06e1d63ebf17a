"""What trains in the thread of `worker`: begun, stopped, waited for; what kept it from its end, in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from app.network import worker
from app.network.control import Control
from app.problem import Problem


class Task:
    """Work that a `Control` stops; once it is not ``busy``, it is done, or ``problem`` says why not.

    ``lease`` answers whether anybody still watches (None: somebody always does).
    """

    def __init__(self, lease: Callable[[], bool] | None = None) -> None:
        self.problem: Problem | None = None
        self._lease = lease
        self._control = Control(lease)
        self._future: Future[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether the thread still works for it; a stop while Keras compiles leaves it busy for a moment."""
        return self._future is not None and not self._future.done()

    def stop(self) -> None:
        """End after the batch at hand."""
        self._control.stop()

    def wait(self, seconds: float | None = None) -> Any:
        """Wait for the end. Raises the Problem that ended it, or TimeoutError."""
        if self._future is not None:
            self._future.result(seconds)
        if self.problem is not None:
            raise self.problem

    def _submit(self, work: Callable[[Control], Any]) -> None:
        """Have it done after what waits in the thread, and stopped when the process ends."""
        control = self._control

        def ended_in_words() -> None:
            try:
                work(control)
            except Problem as problem:
                self.problem = problem
            except Exception as error:
                logging.getLogger(__name__).error("%s failed", type(self).__name__, exc_info=error)
                self.problem = self._unforeseen(error)
            finally:
                control.end()

        forget = worker.on_end(control.stop)
        self._future = worker.submit(ended_in_words)
        self._future.add_done_callback(lambda _: forget())

    def _unforeseen(self, error: Exception) -> Problem:
        """What to tell of an error that nobody foresaw."""
        raise NotImplementedError
