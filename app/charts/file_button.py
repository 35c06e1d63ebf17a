"""A button, and if wanted the whole page, that takes a visitor's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import traitlets

from app.charts.component import Component
from app.problem import Problem

CHUNK = 2_000_000
"""Bytes of a file that the browser sends at a time; the next chunk leaves when this one is written."""


class Receiving(Protocol):
    """A file on its way (see `app.uploads.Upload`)."""

    name: str
    size: int
    received: int

    def write(self, offset: int, chunk: bytes) -> None:
        """Take the next chunk."""

    def finish(self) -> Path:
        """Say where the whole file is."""

    def abort(self) -> None:
        """Forget it."""


class FileButton(Component):
    """``receive(name, size)`` takes a file, ``on_file(name, path)`` gets the finished one.

    ``on_problem(problem)`` is told what is wrong with it, and None when a new one begins. With ``drops`` a
    file dropped anywhere on the page is taken too; ``drop_words`` stand there while one is held over it.
    """

    vue_file = (__file__, "file_button.vue")

    words = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode(".csv").tag(sync=True)
    drops = traitlets.Bool().tag(sync=True)
    drop_words = traitlets.Unicode().tag(sync=True)
    uploading = traitlets.Dict().tag(sync=True)
    chunk = traitlets.Int(CHUNK).tag(sync=True)

    def __init__(
        self,
        words: str,
        *,
        receive: Callable[[str, int], Receiving],
        on_file: Callable[[str, Path], Any],
        on_problem: Callable[[Problem | None], Any],
        **state: Any,
    ) -> None:
        self._receive, self._on_file, self._on_problem = receive, on_file, on_problem
        self._file: Receiving | None = None
        super().__init__(words=words, **state)

    def vue_begin(self, file: dict[str, Any]) -> None:
        """A file was chosen or dropped: its ``name``, ``size`` and ``turn``; another makes room for it."""
        self.vue_cancel()
        self._on_problem(None)
        try:
            self._file = self._receive(str(file["name"]), int(file["size"]))
        except Problem as problem:
            self._on_problem(problem)
            return
        self.uploading = {
            "name": self._file.name,
            "size": self._file.size,
            "turn": file.get("turn"),
            "received": 0,
        }

    def vue_part(self, part: dict[str, Any], buffers: Sequence[memoryview] = ()) -> None:
        """A chunk of a file came: its ``offset``, the ``turn`` of its file, and its bytes."""
        file = self._file
        if file is None or not buffers or part.get("turn") != self.uploading["turn"]:
            return
        try:
            file.write(int(part["offset"]), bytes(buffers[0]))
            if file.received < file.size:
                self.uploading = {**self.uploading, "received": file.received}
                return
            path = file.finish()
        except Problem as problem:
            self._file, self.uploading = None, {}
            self._on_problem(problem)
            return
        self._file, self.uploading = None, {}
        self._on_file(file.name, path)

    def vue_cancel(self, _data: Any = None) -> None:
        """The upload was cancelled."""
        if self._file is not None:
            self._file.abort()
        self._file, self.uploading = None, {}
