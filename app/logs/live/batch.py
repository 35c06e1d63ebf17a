"""What a source of the live reader gives out: whole lines at a time."""

from __future__ import annotations

from typing import NamedTuple


class Batch(NamedTuple):
    """Whole lines, each ended by a line feed, of what a source calls ``name``."""

    name: str
    lines: bytes
