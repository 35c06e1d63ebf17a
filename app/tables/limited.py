"""A visitor's file read in a process of its own, since a small one may hold more than there is room for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_READER = Path(__file__).with_name("apart.py")


def read_apart(
    what: str, content: bytes, most_rows: int, most_letters: int, most_memory: int
) -> dict[str, Any] | None:
    """What `app.tables.apart` finds in a file's bytes; None where that takes more than ``most_memory`` bytes,
    or too long."""
    limits = (str(most) for most in (most_rows, most_letters, most_memory))
    # Its folder holds names that Python's own modules have.
    reading = [sys.executable, "-P", str(_READER), what, *limits]
    ran = subprocess.run(reading, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if ran.returncode:
        return None
    found: dict[str, Any] = json.loads(ran.stdout.decode("utf-8", "surrogatepass"))
    return found
