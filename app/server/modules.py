"""The modules by which browsers draw widgets, kept in memory once they were made.

What forks sessions puts them into a folder for temporary files (`app.charts.component.prepare`), and many
systems empty such folders of what is some days old, while the server runs for months.
"""

from __future__ import annotations

import gzip
import hashlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Module(NamedTuple):
    """What is sent: as it is, and compressed."""

    plain: bytes
    packed: bytes


class Modules:
    """All modules that were ever seen in ``folder``, by the names of their files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, Module] = {}

    def names(self) -> list[str]:
        """The names of all that are there by now."""
        self._look()
        return sorted(self._kept)

    def get(self, name: str) -> Module | None:
        """The module of a name, None if there is none."""
        if name not in self._kept:
            self._look()
        return self._kept.get(name)

    def _look(self) -> None:
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in self._kept:
                    self._take(path)

    def _take(self, path: Path) -> None:
        code = path.read_bytes()
        # Its name tells its content: what is being written still is taken at the next look.
        if path.name.endswith(f".{hashlib.sha256(code).hexdigest()[:16]}.js"):
            self._kept[path.name] = Module(code, gzip.compress(code, 6))
