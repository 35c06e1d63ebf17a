"""What a session's process gives up: it comes after the server, and gets no more rights than it has.

It holds for the process and all that it starts. Memory is looked after by the server (`app.server.sessions`),
which can say so; the kernel's own limits count what libraries reserve and never use.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from pathlib import Path

NICENESS = 5
"""How far a session stands back: the server answers first, whatever the sessions compute."""
FIRST_TO_GO = 500
"""How much sooner than others a session goes when the machine has no memory left (proc(5), oom_score_adj)."""
FILES = 4_096
"""Files and sockets that a session may have open."""
_NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS, of linux/prctl.h."""


def confine() -> None:
    """Give up what a session need not have; what this system does not know stays."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, wanted))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(FIRST_TO_GO), "ascii")
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
