"""A visitor's own file of countries or networks, in MaxMind's format, kept in their folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import traitlets

from app.logs.store.geography import check
from app.problem import Problem
from app.uploads import shown_name
from app.visitor import Visitor

FILE, NAME = "places.mmdb", "places.txt"
"""What the file and its name are kept as."""


class OwnPlaces(traitlets.HasTraits):
    """Which file tells where hosts are: the visitor's own, called ``name``, or the server's (``usual``).

    ``on_file(file)`` is told when another one does; an empty one is none. ``lacking`` says in a sentence why
    the file is not kept for the next visit, where it is not.
    """

    name = traitlets.Unicode()
    lacking = traitlets.Unicode()

    def __init__(self, usual: str, on_file: Callable[[str], Any]) -> None:
        super().__init__()
        self._usual, self._on_file = usual, on_file
        self._visitor: Visitor | None = None

    def arrive(self, visitor: Visitor | None) -> None:
        """Their browser showed who it is: what is kept for them tells from now on."""
        self._visitor = visitor
        if visitor is None or self.name or not (visitor.folder / FILE).is_file():
            return
        self.name = shown_name((visitor.read(NAME) or b"").decode("utf-8", "replace")) or FILE
        self._on_file(str(visitor.folder / FILE))

    def bring(self, name: str, path: Path, hosts: Sequence[str] = ()) -> None:
        """Let a file that came tell, of these ``hosts`` first, and keep it.

        Raises Problem where it is no such file, or is damaged.
        """
        check(str(path), name, hosts)
        self.lacking = ""
        try:
            if self._visitor is None:
                raise Problem("nothing is kept for this browser.")
            self._visitor.write(FILE, path.read_bytes())
            self._visitor.write(NAME, name.encode())
        except Problem as problem:
            self.lacking = f"It is used until this page is closed: {problem}"
        else:
            path = self._visitor.folder / FILE
        self.name = name
        self._on_file(str(path))

    def forget(self) -> None:
        """Keep the visitor's file no longer: the server's tells again, where there is one."""
        if self._visitor is not None:
            self._visitor.remove(FILE)
            self._visitor.remove(NAME)
        self.name = self.lacking = ""
        self._on_file(self._usual)
