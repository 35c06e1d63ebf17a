"""What is known of the texts: counts, a preview, licence, what was not read; and how reading them goes.

A visitor's table is shown as it was read, with a choice of what each column and label is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import numpy as np
import traitlets

from app.charts.column_chooser import ColumnChooser
from app.charts.component import Component
from app.charts.palette import class_colours
from app.charts.progress import Progress
from app.counted import counted
from app.job import Job
from app.problem import Problem
from app.sentiment.corpus import Corpus, TableReading
from app.sentiment.corpus.labels import LABELS
from app.sentiment.leaks import Conflict

LISTED = 200
"""Rows not taken that are listed; the rest are counted."""

LONGEST = 300
SEVERAL = 6

TITLES = {
    "text": "Text",
    "label": "Label",
    "time": "Time",
    "clock": "Time of day",
    "entity": "Entity",
    "split": "Split",
    "id": "Id",
}
"""What a column may be, as a visitor reads it."""


class SourceDetails(Component):
    """Notes about one corpus, and when ``unfolded`` all about it; ``progress`` tells how reading it goes.

    ``chooser`` asks about a table that is read; where ``asking`` because it could not be, always in sight,
    else ``summed_up`` in a line, which says where that was ``guessed``.
    ``on_column``, ``on_value``, ``on_heading``, ``on_close``, ``on_one`` are called as `ColumnChooser` says.
    """

    vue_file = (__file__, "source_details.vue")
    page_sets = ("unfolded",)

    unfolded = traitlets.Bool().tag(sync=True)
    progress = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    chooser = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    asking = traitlets.Bool().tag(sync=True)
    summed_up = traitlets.Unicode().tag(sync=True)
    guessed = traitlets.Bool().tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    facts = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    counts = traitlets.List(traitlets.Dict()).tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    preview = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    conflicts = traitlets.List(traitlets.Dict()).tag(sync=True)
    conflicting = traitlets.Int().tag(sync=True)
    rejections = traitlets.Int().tag(sync=True)
    rejected = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(
        self,
        working: Job,
        *,
        on_column: Callable[[str, str], Any] = lambda *_: None,
        on_value: Callable[[str, str], Any] = lambda *_: None,
        on_heading: Callable[[bool], Any] = lambda _: None,
        on_close: Callable[[], Any] = lambda: None,
        on_one: Callable[[str], Any] = lambda _: None,
    ) -> None:
        self._line = Progress(working)
        chooser = ColumnChooser(
            on_column=on_column, on_value=on_value, on_heading=on_heading, on_close=on_close, on_one=on_one
        )
        super().__init__(progress=self._line, chooser=chooser)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self._line.tell(problem)

    def ask(self, reading: TableReading | None, unread: bool = False) -> None:
        """Ask about a table as it is read now, or about none; ``unread`` where no texts came of it."""
        self.asking = unread and reading is not None
        self.summed_up = reading.summary if reading is not None and not unread else ""
        self.guessed = reading is not None and not reading.is_certain
        if reading is None:
            self.chooser.forget()
            return
        self.chooser.ask(
            reading.name,
            reading.columns,
            TITLES,
            reading.roles,
            _as_read(reading),
            first_row_names=reading.has_heading,
            values=reading.spellings,
            offered=LABELS,
            closable=unread,
            several=reading.several,
            one=reading.one,
        )

    def show(self, corpus: Corpus, notices: Sequence[str] = (), conflicts: Sequence[Conflict] = ()) -> None:
        """Show what is known of these texts, with those that stand under several labels."""
        frame, counts = corpus.frame, corpus.counts
        shown = corpus.preview()
        unseen = frame["obscene"].to_numpy(bool) if "obscene" in frame else np.zeros(len(frame), bool)
        conflicts = [one for one in conflicts if not unseen[list(one.rows)].any()]
        with self.hold_sync():
            # Two of them are in sight before anything is unfolded.
            self.notes = [*notices, *corpus.notes]
            texts = counted(int(unseen.sum()), "text holds", "texts hold")
            hold = f"{texts} obscene words: tables leave them out unless asked."
            told = (
                ("", corpus.about),
                ("Obscene", hold if unseen.any() else ""),
                ("Licence", corpus.licence),
                ("Cite", corpus.citation),
            )
            self.facts = [[name, words] for name, words in told if words]
            self.counts = [
                {"label": label, "count": count, "share": count / len(frame), "colour": colour}
                for (label, count), colour in zip(counts.items(), class_colours(list(counts)), strict=True)
            ]
            self.columns = [str(column) for column in shown.columns]
            # A table that is asked about shows its rows there; only its times may be read otherwise.
            twice = self.chooser.columns and not self.asking and "time" not in shown
            rows = () if twice else shown.itertuples(index=False)
            self.preview = [[_cell(value) for value in row] for row in rows]
            self.conflicting = len(conflicts)
            self.conflicts = [
                {
                    "text": conflict.text[:LONGEST],
                    "labels": ", ".join(f"{label} {rows:,}" for label, rows in conflict.labels.items()),
                    "ids": ", ".join(_cell(frame["id"].iat[row]) for row in conflict.rows[:SEVERAL])
                    + (" …" if len(conflict.rows) > SEVERAL else ""),
                }
                for conflict in conflicts[:LISTED]
            ]
            self.rejections = corpus.rejections
            self.rejected = [
                {"where": f"row {one.row:,}, {one.column}", "reason": one.reason, "text": one.text}
                for one in corpus.rejected[:LISTED]
            ]


def _as_read(reading: TableReading) -> list[list[str]]:
    """The first rows, each label with the class that it means."""
    place = reading.columns.index(reading.roles["label"]) if "label" in reading.roles else -1
    rows = [list(row) for row in reading.rows]
    for row in rows:
        meaning = reading.meaning.get(row[place].strip(), "") if place >= 0 else ""
        if meaning and meaning != row[place].strip():
            row[place] = f"{row[place].strip()} → {meaning}"
    return rows


def _cell(value: Any) -> str:
    words = str(value)
    if isinstance(value, tuple):
        more = f" … ({len(value)} in all)" if len(value) > SEVERAL else ""
        words = ", ".join(map(str, value[:SEVERAL])) + more
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
