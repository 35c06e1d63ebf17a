"""How much memory a session has of its own, what is left for others, and giving back what is not used."""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

_PAGE = os.sysconf("SC_PAGE_SIZE") / 1e6 if hasattr(os, "sysconf") else 0.0


_CONTROL_GROUPS = Path("/sys/fs/cgroup")


def free_megabytes() -> float:
    """The memory that can still be had, in megabytes: of the machine, and of the limit that a container or a
    service has; infinite where nobody tells.

    The figures are those of Linux: ``MemAvailable`` (proc(5)), and of control groups of version 2
    ``memory.max`` less ``memory.current`` without the ``inactive_file`` that can be dropped.
    """
    free = float("inf")
    with suppress(OSError, ValueError, KeyError):
        told = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        free = int(told["MemAvailable"].split()[0]) / 1e3
    return min([free, *map(_left_of, control_groups())])


def control_groups() -> list[Path]:
    """The control groups of version 2 that this process is in, its own first; none where nobody tells."""
    with suppress(OSError):
        own = Path("/proc/self/cgroup").read_text().strip().rpartition("::")[2].lstrip("/")
        group = _CONTROL_GROUPS / own
        return [one for one in (group, *group.parents) if one.is_relative_to(_CONTROL_GROUPS)]
    return []


def _left_of(group: Path) -> float:
    """What a control group still allows, in megabytes."""
    try:
        limit = int((group / "memory.max").read_text("ascii"))
        used = int((group / "memory.current").read_text("ascii"))
        told = dict(line.split() for line in (group / "memory.stat").read_text("ascii").splitlines())
        return (limit - used + int(told["inactive_file"])) / 1e6
    except (OSError, ValueError, KeyError):
        return float("inf")


def private_megabytes(kernel: Any) -> float:
    """The resident memory of a kernel's process that no file backs, in megabytes; 0 where nobody tells.

    What it shares with the process that forked it counts as its own here, so a limit has room for that. The
    figures are those of Linux's ``statm`` (proc(5)): pages in memory, less those of files and shared memory.
    """
    process = getattr(getattr(kernel, "provisioner", None), "process", None)
    if process is None:
        return 0.0
    try:
        _, resident, shared, *_ = Path(f"/proc/{process.pid}/statm").read_text("ascii").split()
    except (OSError, ValueError):
        return 0.0
    return (int(resident) - int(shared)) * _PAGE


def give_back() -> None:
    """Return to the system what this process has freed and kept, by ``malloc_trim(3)`` of glibc."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
