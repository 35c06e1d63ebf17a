"""Texts without labels go in as a file, and come out with a class and probabilities each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipyvuetify as v

from app.charts.column_chooser import ColumnChooser
from app.charts.download import CsvDownload
from app.charts.file_button import FileButton, Receiving
from app.charts.progress import Progress
from app.counted import counted
from app.job import Job, Tell
from app.sentiment.analysis import Analysis
from app.sentiment.predictions import Predictions, Unlabelled, predict, read_unlabelled
from app.sentiment.views.action import Action
from app.tables import Table

SHOWN_ROWS = 3
READS = "Any table of texts: the labels of a file that has some are kept beside, and not looked at."


class PredictionPane(v.Html):
    """Takes a file (with ``receive``) or the set's own texts without a label, and offers a CSV of answers.

    Another classifier predicts the same texts anew.
    """

    def __init__(self, receive: Callable[[str, int], Receiving] | None = None) -> None:
        self._analysis: Analysis | None = None
        self._source: Callable[[], Unlabelled] | None = None
        self._offered: tuple[str, Sequence[str]] = ("", ())
        self._file: tuple[str, Path] | None = None
        self._column: dict[str, str] = {}
        self._table: tuple[Table, Mapping[str, int]] | None = None
        self._predicted: Predictions | None = None
        self._working = Job()
        self.progress = Progress(self._working)
        self.chooser = ColumnChooser(on_column=self._choose)
        self.own = Action("", self._take_own)
        self.save = CsvDownload("predictions.csv", self._rows, words="Predictions as CSV")
        self._said = v.Html(tag="p", class_="vt-predicted", attributes={"role": "status"}, children=[READS])
        self._tools: list[Any] = []
        if receive is not None:
            words = "Texts to predict"
            accept = ".csv,.tsv,.txt,.jsonl,.json,.parquet,.zip,.gz,.bz2,.xz,.zst"
            self._tools.append(
                FileButton(
                    words,
                    receive=receive,
                    on_file=self.take_file,
                    on_problem=self.progress.tell,
                    accept=accept,
                )
            )
        self._bar = v.Html(tag="div", class_="vt-tools", children=list(self._tools))
        super().__init__(
            tag="div",
            class_="vt-predictions",
            children=[self._said, self.chooser, self._bar, self.progress],
        )
        self._working.observe(self._ask, "running")

    def use(self, analysis: Analysis) -> None:
        """Predict by the classifier of this analysis from now on."""
        self._analysis = analysis
        if self._source is not None:
            self._begin()

    def offer(self, name: str, texts: Sequence[str]) -> None:
        """Offer the texts without a label of the set ``name``; nothing where there are none."""
        self._offered = (name, texts)
        self.own.words = f"Predict {counted(len(texts), 'text')} without a label"
        self._draw()

    def take_file(self, name: str, path: Path) -> None:
        """Predict the texts of a visitor's file."""
        self._file, self._column = (name, path), {}
        self._read_file()

    def _choose(self, role: str, column: str) -> None:
        self._column = {role: column} if column else {}
        self._read_file()

    def _read_file(self) -> None:
        if self._file is None:
            return
        (name, path), column = self._file, dict(self._column)
        self._source = lambda: read_unlabelled(path, name, column, self._heard)
        self._begin()

    def _heard(self, table: Table, places: Mapping[str, int]) -> None:
        self._table = table, places

    def _take_own(self) -> None:
        name, texts = self._offered
        self._source = lambda: Unlabelled.of(name, texts)
        self._begin()

    def _begin(self) -> None:
        analysis, source = self._analysis, self._source
        if analysis is None or source is None:
            return
        self._predicted, self._table = None, None
        self._draw()

        def work(tell: Tell) -> Predictions:
            tell("Reading the texts", 0.0)
            return predict(analysis, source(), lambda share: tell("Predicting the texts", share))

        def done(found: Predictions) -> None:
            self._predicted = found
            self._draw()

        self._working.start("Reading the texts", work, done)

    def _ask(self, _change: Any = None) -> None:
        """Ask which column holds the texts, once the table is read."""
        if self._working.running or self._table is None:
            return
        table, places = self._table
        self.chooser.ask(
            table.name,
            table.columns,
            {"text": "Text"},
            {"text": table.columns[places["text"]]} if "text" in places else {},
            [cells for _, cells in table.rows[:SHOWN_ROWS]],
            first_row_names=None,
        )

    def _draw(self) -> None:
        found = self._predicted
        own = [self.own] if self._offered[1] else []
        self._bar.children = [*self._tools, *own, *([self.save] if found is not None else [])]
        if self._table is None:
            self.chooser.forget()
        self._said.children = [READS if found is None else _summary(found)]

    def _rows(self) -> Any:
        return () if self._predicted is None else self._predicted.table()


def _summary(found: Predictions) -> str:
    texts = len(found.predicted)
    listed = ", ".join(f"{count:,} {label}" for label, count in found.counts.items())
    unknown = int(found.unknown.sum())
    share = f" Of {unknown:,} ({unknown / texts:.1%}) no word is known." if unknown else ""
    return f"{counted(texts, 'text')} of “{found.asked.name}” predicted: {listed}.{share}"
