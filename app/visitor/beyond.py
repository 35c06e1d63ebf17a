"""What is read beyond a visitor's own folder: keys, ledger and shares, by the one thread that still may.

Once its visitor is known, a session gives up reading what others keep (`close`), in the thread that calls and
in all that it starts, where its system has Landlock. What it has to know of others all the same is looked up
by a thread that was there before, and that reads nothing else.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app import landlock
from app.visitor import disk

Result = TypeVar("Result")

_own: Path | None = None
_clerk: ThreadPoolExecutor | None = None
_thread = 0
_stays_open = False


def close(folder: Path) -> bool:
    """Read of all visitors' folders from now on this one only; it is made. Whether it is this one.

    A session that is closed already stays with the folder that it has.
    """
    global _own, _clerk, _thread, _stays_open
    if _own is not None:
        return _own == folder
    if _stays_open or not landlock.is_restricted():
        return True
    mark, handle = disk.hold_open(folder)
    clerk = ThreadPoolExecutor(1, thread_name_prefix="visitors")
    # The thread has to be there before: those that come later are closed too.
    _thread = clerk.submit(threading.get_ident).result()
    try:
        shut = landlock.shut(folder.parent, folder)
    except OSError:
        logging.getLogger(__name__).exception("other visitors' folders cannot be closed to this session")
        shut = False
    if not shut:
        # All visitors' folders lie side by side: another one could not be closed to either.
        _stays_open = True
        _leave(mark, handle)
        clerk.shutdown(wait=False)
        return True
    _own, _clerk = folder, clerk
    atexit.register(_leave, mark, handle)
    return True


def beyond(work: Callable[[], Result]) -> Result:
    """Do what reads beyond the visitor's own folder, and give what that gives or raises."""
    if _clerk is None or threading.get_ident() == _thread:
        return work()
    return _clerk.submit(work).result()


def _leave(mark: Path, handle: int) -> None:
    """Leave no folder in which nothing was kept."""
    with suppress(OSError):
        os.close(handle)
        mark.unlink()
        disk.remove_empty(mark.parent)
