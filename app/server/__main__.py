"""Serves the app: ``python -m app.server``. Settings come by environment, see README.md.

It takes Voilà's own options; the command ``vitrine`` takes a person's.
"""

from __future__ import annotations

import sys

from app.problem import Problem
from app.server.command import check_system, serve
from app.settings import Settings


def main() -> int:
    """Serve until stopped; return the exit status, 1 with a sentence on standard error if it cannot start."""
    try:
        check_system()
        return serve(Settings.read(), None)
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
