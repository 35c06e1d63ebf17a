"""How much memory a session has of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_PAGE = os.sysconf("SC_PAGE_SIZE") / 1e6 if hasattr(os, "sysconf") else 0.0


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
