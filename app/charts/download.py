"""Buttons that save a file, however large it is, and however long it takes to make."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.csv_export import csv_parts
from app.problem import Problem

PIECE = 4_000_000
"""Bytes of a whole file that the browser gets at a time."""

Parts = Iterable[bytes] | Awaitable[Iterable[bytes]]


class Download(Component):
    """Saves the bytes that ``parts()`` gives, at once or awaited, under the name ``file``.

    ``words`` and the ``icon``, one of `icons`, stand on the button; ``label`` says more to who cannot see
    where it stands. Each part is sent when the browser asks for it, so that no message is too long.
    ``on_problem`` is told why a file could not be made.

    >>> Download("note.txt", lambda: [b"not bad"], words="Note")  # doctest: +SKIP
    """

    vue_file = (__file__, "download.vue")

    file = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    icon = traitlets.Unicode("download").tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)
    saving = traitlets.Bool().tag(sync=True)

    def __init__(
        self,
        file: str,
        parts: Callable[[], Parts],
        *,
        on_problem: Callable[[Problem], Any] = lambda _: None,
        **state: Any,
    ) -> None:
        self._parts = parts
        self._on_problem = on_problem
        self._rest: Iterator[tuple[int, bytes]] = iter(())
        super().__init__(file=file, **state)

    def give(self, file: str, parts: Callable[[], Parts]) -> None:
        """Save something else, as if it had this button. Nothing happens while another is being saved."""
        if self.saving:
            return
        self.file, self.saving = file, True
        try:
            found = parts()
        except Exception as error:
            self._fail(error)
            return
        if inspect.isawaitable(found):
            self._task = asyncio.ensure_future(self._later(found))
        else:
            self._begin(found)

    async def _later(self, coming: Awaitable[Iterable[bytes]]) -> None:
        try:
            found = await coming
        except Exception as error:
            self._fail(error)
        else:
            self._begin(found)

    def _begin(self, parts: Iterable[bytes]) -> None:
        self._rest = enumerate(parts)
        self.vue_more()

    def _fail(self, error: Exception) -> None:
        self.saving = False
        if not isinstance(error, Problem):
            logging.getLogger(__name__).error("%s could not be made", self.file, exc_info=error)
            error = Problem(f"“{self.file}” could not be made.", "Try it again.")
        self._on_problem(error)

    def vue_begin(self, _data: Any = None) -> None:
        """The button was pressed: send the first part."""
        self.give(self.file, self._parts)

    def vue_more(self, _data: Any = None) -> None:
        """The browser has the last part and asks for one more."""
        try:
            place, part = next(self._rest, (-1, None))
        except Exception as error:
            self._fail(error)
            return
        self.send({"method": "part", "args": [place, part is None]}, [part or b""])
        if part is None:
            self.saving = False


class CsvDownload(Download):
    """Saves what ``rows()`` gives, the columns' names first.

    >>> CsvDownload("texts.csv", lambda: [("id", "text"), ("1", "not bad")])  # doctest: +SKIP
    """

    def __init__(
        self, file: str, rows: Callable[[], Iterable[Sequence[Any]]], words: str = "CSV", **state: Any
    ) -> None:
        super().__init__(file, lambda: csv_parts(rows()), words=words, **state)


def pieces(content: bytes) -> Iterator[bytes]:
    """A whole file as the parts in which it is sent."""
    return (content[first : first + PIECE] for first in range(0, len(content), PIECE))
