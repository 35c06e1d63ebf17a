"""Landlock of Linux: a thread, and all that it starts from then on, gives up files for good.

Three system calls (https://docs.kernel.org/userspace-api/landlock.html) and no library: on PyPI are
pre-releases and first tries of the last year only. Each call adds to what was given up before; where a kernel
knows less than `LEAST`, nothing is given up, and `abi` says so.
"""

from __future__ import annotations

import ctypes
import enum
import functools
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

LEAST = 2
"""The first version of Landlock (Linux 5.19) under which files can be moved between folders at all."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION = 1  # LANDLOCK_CREATE_RULESET_VERSION
_BENEATH = 1  # LANDLOCK_RULE_PATH_BENEATH
_SIGNALS = 1 << 1  # LANDLOCK_SCOPE_SIGNAL
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS


class Access(enum.IntFlag):
    """What may be done with files, by the names of ``linux/landlock.h``."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14


READ = Access.READ_FILE | Access.READ_DIR
RUN = READ | Access.EXECUTE
CHANGE = (
    Access.WRITE_FILE
    | Access.REMOVE_DIR
    | Access.REMOVE_FILE
    | Access.MAKE_DIR
    | Access.MAKE_REG
    | Access.MAKE_SOCK
    | Access.MAKE_FIFO
    | Access.MAKE_SYM
    | Access.REFER
    | Access.TRUNCATE
)
ALL = RUN | CHANGE | Access.MAKE_CHAR | Access.MAKE_BLOCK
_OF_FILES = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE
_SINCE = {Access.REFER: 2, Access.TRUNCATE: 3}
_left: dict[Path, Access] = {}
_growing: set[Path] = set()


@functools.cache
def abi() -> int:
    """The version of Landlock that this kernel has, 0 for one that has none or keeps it off."""
    with suppress(OSError, AttributeError):
        return _call(_CREATE, None, 0, _VERSION)
    return 0


def is_restricted() -> bool:
    """Whether this process has given up anything."""
    return bool(_left)


def closed_since(path: Path) -> bool:
    """Whether what could not be opened is closed to this process alone: its user may read it.

    So is what took the place of a folder after the process was restricted.
    """
    return abi() >= LEAST and os.access(path, os.R_OK)


def restrict(
    given_up: Access, left: Mapping[Path, Access], *, growing: Iterable[Path] = (), signals: bool = False
) -> bool:
    """Give up ``given_up`` everywhere but on the files, and below the folders, of ``left``; whether it was.

    Those that are not there, or cannot be opened, are passed over. Into the folders of ``growing`` new files
    come. With ``signals``, none can be sent to processes that are not restricted alike (Linux 6.12). Raises
    OSError where the kernel refuses.
    """
    version = abi()
    if version < LEAST:
        return False
    given_up &= ~sum((right for right, since in _SINCE.items() if version < since), Access(0))
    scoped = _SIGNALS if signals and version >= 6 else 0
    rules = _call(_CREATE, struct.pack("=QQQ", given_up, 0, scoped), 24, 0)
    try:
        for path, rights in left.items():
            # One that cannot be opened stays closed; the others count.
            with suppress(OSError):
                _leave(rules, path, rights & given_up)
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)
    if not _left:
        _left.update(left)
        _growing.update(path.resolve() for path in growing)
    return True


def shut(folder: Path, but: Path) -> bool:
    """Read no more below ``folder``, save what is below ``but``; all else stays as `restrict` left it.

    What `restrict` was given by itself below the folder stays as well, such as Keras' settings in a home.
    Returns whether this was done: not where nothing is restricted yet, nor where the folder lies in one that
    grows, of which what comes later has to be read too.
    """
    folder = folder.resolve()
    reads = [path.resolve() for path, rights in _left.items() if rights & Access.READ_FILE]
    if not reads or any(folder.is_relative_to(path) for path in _growing):
        return False
    kept = [one for path in reads for one in _beside(path, folder)]
    # Moving between folders is given up by whoever gives up anything and does not keep it.
    rights = Access.READ_FILE | Access.REFER
    return restrict(rights, dict.fromkeys((*kept, but), rights) | {folder: Access.REFER})


def _beside(top: Path, folder: Path) -> Iterator[Path]:
    """What of ``top`` is neither below ``folder`` nor on the way to it; all of what is named there itself."""
    if not folder.is_relative_to(top):
        yield top
        return
    while top != folder:
        way = top / folder.relative_to(top).parts[0]
        yield from (one for one in top.iterdir() if one != way)
        top = way


def _leave(rules: int, path: Path, rights: Access) -> None:
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        if rights:
            _call(_ADD, rules, _BENEATH, struct.pack("=Qi", rights, opened), 0)
    finally:
        os.close(opened)


def _call(number: int, *values: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    given = [ctypes.c_long(value) if isinstance(value, int) else value for value in values]
    answer: int = libc.syscall(ctypes.c_long(number), *given)
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer
