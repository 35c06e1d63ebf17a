"""The one thread that makes, trains and saves models: Keras's random state and weights belong to it."""

from __future__ import annotations

import atexit
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

_jobs: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
_lock = threading.Lock()
_thread: threading.Thread | None = None
_endings: set[Callable[[], Any]] = set()

PATIENCE = 5.0
"""Seconds that the end of the process waits for what is compiled or trained at that moment."""


def submit(job: Callable[[], Any]) -> Future[Any]:
    """Run ``job`` in the thread after those that wait there; its result or exception is in the future."""
    global _thread
    future: Future[Any] = Future()
    with _lock:
        if _thread is None:
            _thread = threading.Thread(target=_work, daemon=True, name="keras")
            _thread.start()
            # JAX must not be in the middle of anything when the interpreter goes.
            atexit.register(_end)
    _jobs.put((future, job))
    return future


def on_end(stop: Callable[[], Any]) -> Callable[[], None]:
    """Have ``stop`` called when the process ends; returns what takes that back."""
    _endings.add(stop)
    return lambda: _endings.discard(stop)


def here() -> bool:
    """Whether the caller already is in the thread."""
    return threading.current_thread() is _thread


def _work() -> None:
    while (task := _jobs.get()) is not None:
        future, job = task
        if not future.set_running_or_notify_cancel():
            continue
        try:
            future.set_result(job())
        except BaseException as error:
            future.set_exception(error)
        # Else the last model would live until the next job comes.
        del task, future, job


def _end() -> None:
    for stop in list(_endings):
        stop()
    _jobs.put(None)
    if _thread is not None:
        _thread.join(PATIENCE)
