"""Which log is shown, how its reading goes, what was rejected, and how to bring one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.file_button import FileButton
from app.charts.progress import Progress
from app.logs.formats import formats
from app.logs.reading.preview import Preview
from app.logs.reading.reading import Reading
from app.problem import Problem
from app.uploads import Upload, session_folder, size_in_words

LONGEST_FORMAT = 4_000
"""Characters of a format string that are looked at."""

REJECTS = 200
"""Rejected lines that are listed; the rest are counted."""


class SourceBar(Component):
    """The log on show: chosen from ``offers`` or uploaded, with its format, time span and line counts.

    ``on_choose(name)`` is called for an offer, ``on_upload(name, path)`` for a finished upload of at most
    ``limit`` bytes, ``on_uploads`` for several at once, and ``on_format(name)`` when a visitor overrides the
    format. ``on_preview(text)`` gives the first lines as a typed format string reads them.
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
    preview = traitlets.Dict().tag(sync=True)
    uploading = traitlets.Bool().tag(sync=True)
    file = traitlets.Instance(FileButton).tag(sync=True, **ipywidgets.widget_serialization)
    progress = traitlets.Instance(Progress).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self,
        reading: Reading,
        *,
        limit: int,
        on_choose: Callable[[str], Any],
        on_upload: Callable[[str, Path], Any],
        on_format: Callable[[str], Any],
        on_uploads: Callable[[list[tuple[str, Path]]], Any] | None = None,
        on_preview: Callable[[str], Preview] | None = None,
    ) -> None:
        self._on_choose, self._on_format, self._on_preview = on_choose, on_format, on_preview
        super().__init__(
            formats=[{"name": form.name, "title": form.title} for form in formats()],
            file=FileButton(
                "Your own log",
                receive=lambda name, size: Upload(name, size, session_folder(), limit),
                on_file=on_upload,
                on_files=on_uploads,
                on_problem=self.tell,
                drops=True,
                drop_words=f"Drop a log to read it (up to {size_in_words(limit)})",
                accept="",
            ),
            progress=Progress(reading),
        )
        self.file.observe(self._follow, "uploading")

    def _follow(self, _change: Any) -> None:
        self.uploading = bool(self.file.uploading)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.progress.tell(problem)

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

    def forget(self) -> None:
        """Show nothing of the log before: another one is being opened."""
        with self.hold_sync():
            self.facts, self.rejected, self.rejects, self.notes = [], 0, [], []
            self.format = self.why = ""
            self.preview = {}

    def vue_choose(self, name: str) -> None:
        """An offered log was chosen."""
        self.tell(None)
        self._on_choose(str(name))

    def vue_look(self, text: str) -> None:
        """A format string was typed: show the first lines as it reads them, or what is wrong with it."""
        if self._on_preview is None:
            return
        try:
            found = self._on_preview(str(text)[:LONGEST_FORMAT])
        except Problem as problem:
            self.preview = {"problem": f"{problem.what} {problem.remedy}".strip()}
            return
        self.preview = {
            "fields": found.fields,
            "rows": found.rows,
            "refused": [
                {"line": line, "reason": reason, "text": text} for line, reason, text in found.refused
            ],
        }

    def vue_read_as(self, name: str) -> None:
        """The format was overridden; an empty name detects it again."""
        self.tell(None)
        self._on_format(str(name))
