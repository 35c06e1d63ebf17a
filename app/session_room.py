"""How much of the server's disk what visitors read may still take: one page's, and all pages' together."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from time import monotonic

from app.problem import Problem
from app.uploads import FOR_OTHERS, SESSIONS, files_in, session_folder, shared_folder

SELDOM = 10.0
"""Seconds for which is believed what the other sessions took."""

_REST = 50
"""And so many times what it took to look."""


class SessionRoom:
    """Room for what this session writes while it reads: ``one`` page takes so many bytes, ``all_`` together.

    Ten megabytes of a packed log can be forty million valid lines, so what is written says more than what was
    uploaded. `FOR_OTHERS` of the disk stays free however much one may take.
    """

    def __init__(self, one: int, all_: int) -> None:
        self._one = one
        self._all = all_
        self._others, self._look_again = 0, 0.0

    def left(self) -> int:
        """Bytes that may still be written; none or fewer where what there is has been taken.

        What others took is looked at seldom: a look goes through every file of every session.
        """
        own = session_folder()
        free = shutil.disk_usage(own).free - FOR_OTHERS
        taken = _taken(own)
        began = monotonic()
        if began >= self._look_again:
            others = set(shared_folder().glob(SESSIONS)) - {own}
            self._others = sum(map(_taken, others))
            self._look_again = monotonic() + max(SELDOM, _REST * (monotonic() - began))
        return min(self._one - taken, self._all - taken - self._others, free)

    def problem(self, name: str, read: str) -> Problem:
        """Say that there is no more, in the middle of a file of this name; ``read`` is what was read."""
        return Problem(
            f"“{name}” was read to {read}: unpacked, it takes more of the server's disk than there is.",
            "What was read stays. Upload a part of it, or ask whoever runs this server for more room.",
        )


def _taken(folder: Path) -> int:
    """What the files in a folder take on the disk; those that go meanwhile take nothing."""
    taken = 0
    # A session of another user's is not ours to look into.
    with suppress(OSError):
        for entry in files_in(folder):
            with suppress(FileNotFoundError):
                taken += entry.stat(follow_symlinks=False).st_blocks * 512
    return taken
