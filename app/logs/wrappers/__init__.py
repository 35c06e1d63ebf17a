"""What collectors put around the lines of a log: recognised once for a file, and taken away."""

from app.logs.wrappers.envelopes import ENVELOPES
from app.logs.wrappers.prefixes import PREFIXES
from app.logs.wrappers.wrapper import Wrapper

WRAPPERS: dict[str, Wrapper] = {wrapper.name: wrapper for wrapper in (*ENVELOPES, *PREFIXES)}
"""Every wrapper by its name, in the order in which they are tried."""

DEEPEST = 4
"""Wrappers within wrappers."""

__all__ = ["DEEPEST", "WRAPPERS", "Wrapper"]
