"""What stands around a line, and how to take it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Wrapper(NamedTuple):
    """``take(line)`` gives the line inside, or None where this wrapper is not around it.

    ``title`` says in words what it is; ``plain`` whether the line inside is what is left
    of the bytes of the line after a prefix.
    """

    name: str
    title: str
    take: Callable[[bytes], bytes | None]
    plain: bool = False
