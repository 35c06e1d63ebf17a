"""The server with little room for what its pages do not take, there or away. For tests only."""

from __future__ import annotations

import sys

from app.server import sessions, sockets
from app.server.__main__ import main

if __name__ == "__main__":
    sockets.MOST_UNREAD = 1_000_000
    sessions.MOST_KEPT = 1_000_000
    sys.exit(main())
