"""A button, or the whole page, that takes a visitor's files, so many at once; sizes: `app/uploads.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NotRequired, Protocol, TypedDict

import traitlets

from app.charts.component import Component
from app.problem import Problem

CHUNK = 2_000_000
"""Bytes of a file that the browser sends at a time; the next chunk leaves when this one is written."""

MOST = 500
"""Files that are taken at once."""

LONGEST_NAME = 80
"""Characters of a folder's name."""


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


class NamedSize(TypedDict):
    """A file's ``name`` and ``size`` in bytes."""

    name: str
    size: int


class ChosenFile(NamedSize):
    """A file in its ``turn``, a number that no other file of the page has, and those that came along."""

    turn: NotRequired[float]
    more: NotRequired[list[NamedSize]]


class Part(TypedDict):
    """Where a chunk begins in its file, in bytes, and the ``turn`` of that."""

    offset: int
    turn: NotRequired[float]


class Listing(TypedDict):
    """A folder's ``name``, how many ``files`` a browser found in it and how many of these are ``wanted``, and
    the ``size`` of what is to be packed, in bytes; ``turn`` as in `ChosenFile`."""

    name: str
    files: int
    wanted: int
    size: int
    turn: NotRequired[float]


class Folders(Protocol):
    """Which folders are taken (see `app.visitor.folders.Folders`)."""

    def for_browser(self) -> dict[str, Any]:
        """What a browser needs to know of them."""

    def check(self, name: str, *, files: int, wanted: int, size: int) -> None:
        """Raise Problem for one that cannot be taken."""


class Unread(TypedDict):
    """The ``name`` of a file or folder that the browser cannot read, and the ``turn`` of its sending."""

    name: str
    turn: NotRequired[float]


class FileButton(Component):
    """``receive(name, size)`` takes a file, ``on_file(name, path)`` gets the finished one.

    With ``on_files``, several may be chosen or dropped at once: it gets the names and paths of all that came,
    also of what lies in a folder that is dropped. With ``folders``, a folder can be chosen or dropped: the
    browser packs it, and it comes as one file, a zip archive of the folder's name.

    ``on_problem(problem)`` is told what is wrong with it, and None when a new one begins. With ``drops`` a
    file dropped anywhere on the page is taken too; ``drop_words`` stand there while one is held over it.
    """

    vue_file = (__file__, "file_button.vue")

    words = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode(".csv").tag(sync=True)
    drops = traitlets.Bool().tag(sync=True)
    drop_words = traitlets.Unicode().tag(sync=True)
    several = traitlets.Bool().tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    folders = traitlets.Dict().tag(sync=True)
    packing = traitlets.Dict().tag(sync=True)
    uploading = traitlets.Dict().tag(sync=True)
    chunk = traitlets.Int(CHUNK).tag(sync=True)

    def __init__(
        self,
        words: str,
        *,
        receive: Callable[[str, int], Receiving],
        on_file: Callable[[str, Path], Any],
        on_problem: Callable[[Problem | None], Any],
        on_files: Callable[[list[tuple[str, Path]]], Any] | None = None,
        folders: Folders | None = None,
        **state: Any,
    ) -> None:
        self._receive, self._on_file, self._on_problem = receive, on_file, on_problem
        self._on_files, self._folders = on_files, folders
        self._file: Receiving | None = None
        self._coming: list[tuple[str, int]] = []
        self._turn: Any = None
        self._came: list[tuple[str, Path]] = []
        super().__init__(
            words=words,
            several=on_files is not None,
            folders=folders.for_browser() if folders is not None else {},
            **state,
        )

    def vue_folder(self, found: Listing) -> None:
        """A folder was chosen or dropped: it is packed if it can be taken, and then begins as a file."""
        self.vue_cancel()
        self._on_problem(None)
        name = found["name"][:LONGEST_NAME]
        try:
            if self._folders is None:
                raise Problem(f"“{name}” is a folder.", "Choose a file, or pack the folder as a zip.")
            self._folders.check(
                found["name"], files=found["files"], wanted=found["wanted"], size=found["size"]
            )
        except Problem as problem:
            self._on_problem(problem)
            return
        self.packing = {"name": name, "size": found["size"], "turn": found.get("turn")}

    def vue_begin(self, file: ChosenFile) -> None:
        """A file was chosen or dropped; another makes room for it."""
        self.vue_cancel()
        self._on_problem(None)
        along = file.get("more", []) if self._on_files is not None else []
        if len(along) >= MOST:
            self._on_problem(
                Problem(
                    f"More than {MOST} files were chosen, and no more are taken at once.",
                    "Pack them as one zip, or choose fewer.",
                )
            )
            return
        self._coming = [(one["name"], one["size"]) for one in (file, *along)]
        self._turn = file.get("turn")
        self._next(0)

    def _next(self, number: int) -> None:
        """Begin with a file of those that were chosen; what is refused is passed over."""
        while number < len(self._coming):
            try:
                self._file = self._receive(*self._coming[number])
            except Problem as problem:
                self._on_problem(problem)
                number += 1
                continue
            of_several = {"number": number, "count": len(self._coming)} if len(self._coming) > 1 else {}
            self.uploading = {
                "name": self._file.name,
                "size": self._file.size,
                "turn": self._turn,
                "received": 0,
                **of_several,
            }
            return
        self._file, self.uploading = None, {}
        came, self._came, self._coming = self._came, [], []
        if len(came) == 1:
            self._on_file(*came[0])
        elif came and self._on_files is not None:
            self._on_files(came)

    def vue_part(self, part: Part, buffers: Sequence[memoryview] = ()) -> None:
        """A chunk of a file came."""
        file = self._file
        if file is None or not buffers or part.get("turn") != self.uploading["turn"]:
            return
        try:
            file.write(part["offset"], bytes(buffers[0]))
            if file.received < file.size:
                self.uploading = {**self.uploading, "received": file.received}
                return
            path = file.finish()
        except Problem as problem:
            self._on_problem(problem)
        else:
            self._came.append((file.name, path))
        self._next(self.uploading.get("number", 0) + 1)

    def vue_cancel(self, _data: Any = None) -> None:
        """The upload was cancelled."""
        if self._file is not None:
            self._file.abort()
        self._file, self.uploading, self.packing = None, {}, {}
        self._coming, self._came = [], []

    def vue_unread(self, file: Unread) -> None:
        """The browser cannot read what was chosen."""
        under_way = self.uploading or self.packing
        if under_way and file.get("turn") != under_way["turn"]:
            return
        self.vue_cancel()
        self._on_problem(
            Problem(
                f"Your browser cannot read “{file['name'][:LONGEST_NAME]}”: it was moved or changed, or is "
                "closed to it.",
                "Choose it again.",
            )
        )
