"""The server with a handler planted that never gives the event loop back: ``/still``. For tests only."""

from __future__ import annotations

import sys
from typing import Any

from tornado.web import RequestHandler

from app.server.__main__ import main
from app.server.application import Vitrine


class Still(RequestHandler):
    """Computes without end."""

    def get(self) -> None:
        """Never answer, nor let anybody else be answered."""
        while True:
            pass


def planted(vitrine: Vitrine, routes: Any = Vitrine.init_handlers) -> list[Any]:
    return [("/still", Still), *routes(vitrine)]


if __name__ == "__main__":
    Vitrine.init_handlers = planted  # type: ignore[method-assign]
    sys.exit(main())
