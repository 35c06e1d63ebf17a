"""Server logs: read them, count their requests by any dimension, look at them in a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.logs.reading.kept import KeptReader
from app.logs.reading.read_log import read_log, read_requests
from app.logs.reading.reader import Reader, ReadProgress
from app.logs.store.log import Log
from app.logs.store.shelf import open_log, save
from app.on_demand import on_demand

if TYPE_CHECKING:
    from app.logs.views.dashboard import LogDashboard
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
    "read_requests",
    "save",
]


# The views bring a widget library, which reading logs does not need.
__getattr__ = on_demand(__name__, {"LogDashboard": "views.dashboard", "LogPage": "views.page"})
