"""The frame around every page.

Its widgets are imported only when asked for, since the server needs no more than the list of pages.
"""

from __future__ import annotations

from typing import Any

__all__ = ["PageFrame"]


def __getattr__(name: str) -> Any:
    if name == "PageFrame":
        from app.shell.page import PageFrame

        return PageFrame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
