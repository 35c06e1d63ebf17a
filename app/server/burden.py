"""What the pages of one address take together: of the processors, and of the wire that files come by."""

from __future__ import annotations

import math
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.server.memory import control_groups

MOST = 0.5
"""The share of all processors that one address has before its busiest pages stand back for others."""
WINDOW = 60.0
"""Seconds over which that is averaged."""
BACK = 15
"""The niceness of a page that stands back: others come first, what nobody else wants is still its own."""
MOST_PROCESSES = 24
"""Processes that one session may have at a time; reading a workbook takes one."""
LARGE = 100_000
"""Bytes from which a message is a part of a file."""
A_SECOND = 2_000_000.0
"""Bytes of files a second that one address may go on sending, once it has sent what it may at once."""

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Used(NamedTuple):
    """What a session's process has used: from where it was opened, and seconds of a processor so far."""

    address: str
    seconds: float


class Processors:
    """Who takes so much of ``cores`` processors that others wait; ``clock`` gives seconds."""

    def __init__(self, cores: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = MOST * cores
        self._clock = clock
        self._before: dict[str, float] = {}
        self._rates: dict[str, float] = {}
        self._back: set[str] = set()
        self._looked = clock()

    def greedy(self, used: Mapping[str, Used]) -> list[str]:
        """Of all sessions that there are, by their names, those that are to stand back from now on.

        They are the busiest of an address whose sessions took more than `MOST` while others are here; a
        session is named once.
        """
        now = self._clock()
        passed, self._looked = now - self._looked, now
        kept = math.exp(-passed / WINDOW)
        for name, one in used.items():
            took = max(one.seconds - self._before.get(name, one.seconds), 0.0) / passed if passed > 0 else 0.0
            self._rates[name] = kept * self._rates.get(name, 0.0) + (1 - kept) * took
        self._before = {name: one.seconds for name, one in used.items()}
        self._rates = {name: self._rates[name] for name in used}
        self._back &= used.keys()
        # Pages that wait for somebody are of no address.
        taken = {one.address: 0.0 for one in used.values() if one.address}
        if len(taken) < 2:
            return []
        named = []
        forward = [name for name in used.keys() - self._back if used[name].address]
        forward.sort(key=self._rates.__getitem__, reverse=True)
        for name in forward:
            taken[used[name].address] += self._rates[name]
        for name in forward:
            if taken[used[name].address] > self._most:
                taken[used[name].address] -= self._rates[name]
                named.append(name)
        self._back |= {*named}
        return named


class Uploads:
    """How long a part of a file waits: one address may send ``at_once`` bytes, and `A_SECOND` from then on.

    >>> uploads = Uploads(10 * A_SECOND, clock=lambda: 0.0)
    >>> [uploads.wait("192.0.2.7", 4 * A_SECOND) for _ in range(4)]
    [0.0, 0.0, 2.0, 6.0]
    """

    def __init__(self, at_once: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._ahead = at_once / A_SECOND
        self._clock = clock
        self._until: dict[str, float] = {}

    def wait(self, address: str, size: float) -> float:
        """Count so many bytes of an address; give the seconds for which they have to wait."""
        now = self._clock()
        self._until = {who: until for who, until in self._until.items() if until > now}
        until = max(self._until.get(address, now), now) + size / A_SECOND
        self._until[address] = until
        return max(until - now - self._ahead, 0.0)


def processors() -> float:
    """How many processors this process may use: of the machine, by its affinity, and of the quota that a
    container or a service has (``cpu.max`` of control groups of version 2)."""
    count = float(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    for group in control_groups():
        # "max 100000" is no quota, and the root has none.
        with suppress(OSError, ValueError, ZeroDivisionError):
            quota, period = map(int, (group / "cpu.max").read_text("ascii").split())
            count = min(count, quota / period)
    return count


def processor_seconds(process: int) -> float:
    """Seconds of a processor that a process and its ended children used (proc(5)); 0 where nobody tells."""
    with suppress(OSError, ValueError, IndexError):
        fields = _stat(process)
        return sum(map(int, fields[11:15])) / _TICKS
    return 0.0


def processes_of_sessions() -> Counter[int]:
    """How many processes there are of each session of the system (setsid(2)), by its leader."""
    found = Counter[int]()
    with suppress(OSError):
        for entry in os.scandir("/proc"):
            if entry.name.isdecimal():
                with suppress(OSError, ValueError, IndexError):
                    found[int(_stat(int(entry.name))[3])] += 1
    return found


def stand_back(process: int) -> None:
    """Let others come before a session's process, its threads and its children."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PGRP, process, BACK)


def _stat(process: int) -> list[str]:
    """The fields of ``stat`` after the name, which may hold blanks: state, parent, group, session …"""
    return Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
