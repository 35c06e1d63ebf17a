"""The one door to Keras, which runs on JAX and is imported at first use, never with the page."""

from __future__ import annotations

import os
import sys
import threading
from types import ModuleType

from app.network.compiled import keep_compiled
from app.problem import Problem

BACKEND = "jax"

_lock = threading.Lock()


def keras() -> ModuleType:
    """The `keras` module; the first call imports it (about a second) and waits if another thread already
    does.

    Raises Problem if Keras was loaded with another backend before: it cannot change in a running process.
    """
    with _lock:
        first = "keras" not in sys.modules
        if first:
            os.environ["KERAS_BACKEND"] = BACKEND
            os.environ.setdefault("JAX_PLATFORMS", "cpu")
        import keras as module

        found = module.backend.backend()
        if first and found == BACKEND:
            import jax

            keep_compiled(jax)
    if found != BACKEND:
        raise Problem(
            f"Keras runs on {found} in this session; this page needs {BACKEND}.",
            f"Restart, and set KERAS_BACKEND={BACKEND} before anything imports keras.",
        )
    return module


def ready() -> bool:
    """Whether Keras is imported, so that the next call does not have to wait."""
    return not _lock.locked() and "keras" in sys.modules
