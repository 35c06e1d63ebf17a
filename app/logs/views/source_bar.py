"""Which log is shown, how its reading goes, what was rejected, and how to bring one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.logs.formats import formats
from app.logs.reading import Reading
from app.problem import Problem
from app.uploads import MEGABYTE, Upload, session_folder, size_in_words

CHUNK = 2 * MEGABYTE
"""Bytes of a file that the browser sends at a time; the next chunk leaves when this one is written."""

REJECTS = 200
"""Rejected lines that are listed; the rest are counted."""


class SourceBar(Component):
    """The log on show: chosen from ``offers`` or uploaded, with its format, time span and line counts.

    ``on_choose(name)`` is called for an offer, ``on_upload(name, path)`` for a finished upload and
    ``on_format(name)`` when a visitor overrides the format.
    """

    vue_file = (__file__, "source_bar.vue")

    offers = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    facts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rejected = traitlets.Int().tag(sync=True)
    rejects = traitlets.List(traitlets.Dict()).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    formats = traitlets.List(traitlets.Dict()).tag(sync=True)
    format = traitlets.Unicode().tag(sync=True)
    why = traitlets.Unicode().tag(sync=True)
    running = traitlets.Bool().tag(sync=True)
    share = traitlets.Float().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Dict().tag(sync=True)
    uploading = traitlets.Dict().tag(sync=True)
    limit = traitlets.Unicode().tag(sync=True)
    chunk = traitlets.Int(CHUNK).tag(sync=True)

    def __init__(
        self,
        reading: Reading,
        *,
        limit: int,
        on_choose: Callable[[str], Any],
        on_upload: Callable[[str, Any], Any],
        on_format: Callable[[str], Any],
    ) -> None:
        self._reading = reading
        self._limit = limit
        self._on_choose, self._on_upload, self._on_format = on_choose, on_upload, on_format
        self._upload: Upload | None = None
        super().__init__(
            limit=size_in_words(limit),
            formats=[{"name": form.name, "title": form.title} for form in formats()],
        )
        reading.observe(self._follow)

    def _follow(self, _change: Any) -> None:
        with self.hold_sync():
            self.running, self.share, self.words = (
                self._reading.running,
                self._reading.share,
                self._reading.words,
            )
            if self._reading.problem is not None:
                self.tell(self._reading.problem)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.problem = {} if problem is None else {"what": problem.what, "remedy": problem.remedy}

    def show(self, facts: Sequence[str], log: Any) -> None:
        """Show what is known of a log: facts in a row, rejected lines, notes on its files."""
        first = log.files[0] if log.files else None
        with self.hold_sync():
            self.facts = list(facts)
            self.rejected = log.rejected
            self.rejects = [
                {
                    "line": reject.line_number,
                    "reason": reject.reason,
                    "text": reject.text[:300],
                    "file": record.name,
                }
                for record in log.files
                for reject in record.rejects
            ][:REJECTS]
            self.notes = [f"{record.name}: {note}" for record in log.files for note in record.notes]
            self.format = first.format.name if first is not None and first.format is not None else ""
            self.why = first.why if first is not None else ""

    def vue_choose(self, name: str) -> None:
        """An offered log was chosen."""
        self.tell(None)
        self._on_choose(str(name))

    def vue_read_as(self, name: str) -> None:
        """The format was overridden; an empty name detects it again."""
        self.tell(None)
        self._on_format(str(name))

    def vue_stop(self, _data: Any = None) -> None:
        """The reading was stopped."""
        self._reading.stop()

    def vue_dismiss(self, _data: Any = None) -> None:
        """The problem was read."""
        self.tell(None)

    def vue_begin(self, file: dict[str, Any]) -> None:
        """A file was chosen or dropped: its ``name`` and ``size``."""
        self.tell(None)
        if self._upload is not None:
            self._upload.abort()
            self._upload = None
        try:
            self._upload = Upload(str(file["name"]), int(file["size"]), session_folder(), self._limit)
        except Problem as problem:
            self.tell(problem)
            self.uploading = {}
            return
        self.uploading = {"name": self._upload.name, "size": self._upload.size, "received": 0}

    def vue_part(self, part: dict[str, Any], buffers: Sequence[memoryview] = ()) -> None:
        """A chunk of the file came: its ``offset`` and its bytes."""
        if self._upload is None or not buffers:
            return
        try:
            self._upload.write(int(part["offset"]), bytes(buffers[0]))
            if self._upload.received < self._upload.size:
                self.uploading = {**self.uploading, "received": self._upload.received}
                return
            path, name = self._upload.finish(), self._upload.name
        except Problem as problem:
            self._upload = None
            self.uploading = {}
            self.tell(problem)
            return
        self._upload = None
        self.uploading = {}
        self._on_upload(name, path)

    def vue_cancel(self, _data: Any = None) -> None:
        """The upload was cancelled."""
        if self._upload is not None:
            self._upload.abort()
            self._upload = None
        self.uploading = {}
