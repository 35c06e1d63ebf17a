"""Serves the app: ``python -m app.server``. Settings come by environment, see README.md."""

from __future__ import annotations

import sys

from app.problem import Problem
from app.server.paths import check_paths
from app.settings import Settings


def main() -> int:
    """Serve until stopped. Return 0, or 1 with a sentence on standard error if it cannot start."""
    try:
        settings = Settings.read()
        for warning in check_paths(settings):
            sys.stderr.write(f"{warning}\n")
        from app.server.application import Vitrine

        Vitrine.settings_read = settings
        Vitrine.launch_instance()
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
