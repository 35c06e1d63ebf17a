"""Server logs: read them, count their requests by any dimension, look at them in a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.logs.log import Log
from app.logs.reader import Reader, ReadProgress, read_log
from app.logs.shelf import KeptReader, open_log, save

if TYPE_CHECKING:
    from app.logs.dashboard import LogDashboard
    from app.logs.views.page import LogPage

__all__ = [
    "KeptReader",
    "Log",
    "LogDashboard",
    "LogPage",
    "ReadProgress",
    "Reader",
    "open_log",
    "read_log",
    "save",
]


def __getattr__(name: str) -> Any:
    # The views bring a widget library, which reading logs does not need.
    if name == "LogDashboard":
        from app.logs.dashboard import LogDashboard

        return LogDashboard
    if name == "LogPage":
        from app.logs.views.page import LogPage

        return LogPage
    raise AttributeError(name)
