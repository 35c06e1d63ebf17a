"""Which rows are learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipyvuetify as v
import numpy as np
from numpy.typing import NDArray

from app.charts import Card, ColumnChooser
from app.charts.download import Download, pieces
from app.counted import counted
from app.network.datasets import OWN, SOURCES, Data, own_tables
from app.network.datasets.conversion import csv_name
from app.network.datasets.picture_labels import TABLES
from app.network.datasets.pictures import MOST_BYTES, MOST_PICTURES
from app.network.datasets.pixels import PICTURES
from app.network.datasets.reading import FILLED, TASKS
from app.network.datasets.source import Source
from app.network.datasets.text_table import Table
from app.network.diagnostics.filters import smaller
from app.network.model import NetworkModel
from app.network.views.data_table import DataTable
from app.network.views.source_list import OwnForm, SourceList
from app.network.views.ticks import number
from app.network.views.tile_rows import TileRows
from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE
from app.visitor.folders import Folders
from app.visitor.own_file import OwnFile
from app.visitor.views.source_choice import SourceChoice

ENDINGS = (
    ".csv,.tsv,.txt,.data,.xlsx,.xls,.ods,.arff,.json,.jsonl,.parquet,.arrow,.npy,.npz,.zip,.tar,.gz,.bz2,.xz,"
    ".zst"
)
FOLDERS = Folders(
    "A folder of pictures",
    noun="picture",
    wanted=PICTURES,
    beside=TABLES,
    most=MOST_PICTURES,
    most_bytes=MOST_BYTES,
    remedy="Choose one with a folder a class (cats/1.png), or a table of names and labels beside them.",
)
SHOWN_ROWS = 12
SHOWN_COLUMNS = 12
SHOWN_TILES = 8
_KINDS = {
    "regression": "a number to predict",
    "binary": "one of two classes",
    "classes": "one of several classes",
}


class DataPanel(v.Html):
    """Choose a data set or bring a table, which ``own`` keeps; ``tell(problem)`` says what cannot be."""

    def __init__(self, model: NetworkModel, own: OwnFile, tell: Callable[[Problem | None], Any]) -> None:
        self._model, self._tell = model, tell
        self._shown: Any = None
        self.upload = SourceChoice(
            own,
            "Your own table",
            title="Your tables",
            limit=int(Settings.read().max_upload_mb * MEGABYTE),
            tell=tell,
            drop_words="Drop a table, several of the same columns, or a folder of pictures, to learn from",
            accept=ENDINGS,
            several=True,
            folders=FOLDERS,
        )
        self.sources = SourceList(self._choose, self._set, self._use)
        self.chooser = ColumnChooser(on_column=self._tell_column)
        self.table = DataTable()
        self.tiles = TileRows()
        self.rows = v.Html(tag="div", class_="vt-stacked", children=[self.table])
        self.table_card = Card("The first rows", self.rows, table=self._numbers, size="vt-n8")
        self.made = Download("table.csv", self._made, words="All rows as CSV", on_problem=tell)
        choose = Card(
            "Data set",
            v.Html(tag="div", class_="vt-stacked", children=[self.sources, self.upload, self.chooser]),
            reading="four of five rows train, the others judge",
            size="vt-n4",
        )
        super().__init__(tag="div", class_="vt-grid vt-learning", children=[choose, self.table_card])

    # ---- what a visitor does ----

    def _attempt(self, change: Callable[[], Any]) -> None:
        self._tell(None)
        try:
            change()
        except Problem as problem:
            self._tell(problem)
            # What was chosen in the browser is not so: the form must not say that it is.
            self.sources.turn += 1

    def _choose(self, name: str) -> None:
        if name == OWN and self._model.settings.data.name != OWN:
            self._tell(Problem("There is no table of yours yet.", "Press “Your own table”, or drop a file."))
            self.sources.turn += 1
            return
        self._attempt(lambda: self._model.choose_data(name))

    def _set(self, name: str, value: Any) -> None:
        if name in ("scale_inputs", "scale_target"):
            self._attempt(lambda: self._model.change(**{name: value}))
            return
        self._attempt(lambda: self._model.set_value(name, value))

    def _use(self, name: str, as_input: bool) -> None:
        self._attempt(lambda: self._model.use_column(name, as_input=as_input))

    def _tell_column(self, column: str, own: str) -> None:
        self._attempt(lambda: self._model.tell_column(self.chooser.file, column, own))

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show what is chosen and its first rows."""
        settings = self._model.settings
        if self._shown is settings:
            return
        self._shown = settings
        try:
            data: Data | None = self._model.data
        except Problem as problem:
            self._tell(problem)
            data = None
        given = self._model.notebook_data is not None
        offered: list[Source] = [] if given else list(SOURCES.values())
        with self.sources.hold_sync():
            self.sources.show(offered, settings, data, self._own())
        self._ask()
        self.table_card.reading = self._words(data)
        table = self._converted()
        self.made.file = csv_name(table.name) if table is not None else "table.csv"
        self.table_card.actions = self.made if table is not None else None
        notes = list(data.notes) if data is not None else []
        if data is not None and data.x.ndim == 4:
            self.tiles.show(_tiles(data), most=data.reach[0])
            self.table.show([], [], notes)
            self.rows.children = [self.tiles, *([self.table] if notes else [])]
        else:
            self.table.show(*self._preview(data), notes)
            self.rows.children = [self.table]

    def _own(self) -> OwnForm | None:
        """What there is to choose about a visitor's table, as it is read now; None where none is here."""
        spec = self._model.settings.data
        if spec.name != OWN:
            return None
        try:
            table, found = own_tables().table_of(spec.values), own_tables().learnt(spec.values)
        except Problem:
            return None
        names = {item.name for item in found.inputs}
        return OwnForm(
            values={"target": found.target.name, "task": found.task},
            choices={
                "target": [column.name for column in table.targets],
                "task": list(TASKS),
                "missing": list(FILLED),
            },
            columns=[
                {"name": item.name, "kind": item.kind, "on": item.name in names}
                for item in table.columns
                if item.usable and item.name != found.target.name and item.name not in found.same
            ],
            names=table.names,
        )

    def _ask(self) -> None:
        """Ask about the columns of one of several files: the first left out for them, else guessed."""
        table = self._table()
        odd = table.odd_files if table is not None else ()
        asked = next((one for one in odd if not all(map(one.told.get, one.lacking))), odd[0] if odd else None)
        if asked is None:
            self.chooser.forget()
            return
        self.chooser.ask(
            asked.name,
            asked.columns,
            {column: column for column in asked.lacking},
            asked.told,
            asked.rows,
            first_row_names=None,
        )

    def _converted(self) -> Table | None:
        """The visitor's table, where its file is no CSV: a program reads what is saved of it."""
        table = self._table()
        return table if table is not None and table.made else None

    def _table(self) -> Table | None:
        """The visitor's table, None where none is chosen, or here."""
        spec = self._model.settings.data
        if spec.name != OWN:
            return None
        try:
            return own_tables().table_of(spec.values)
        except Problem:
            return None

    def _made(self) -> Iterable[bytes]:
        table = self._converted()
        return pieces(table.made.encode()) if table is not None else []

    def _words(self, data: Data | None) -> str:
        if data is None:
            return ""
        inputs = counted(data.shape[0], "input") if len(data.shape) == 1 else " × ".join(map(str, data.shape))
        return f"{len(data.x):,} rows, {inputs}; target: {data.target}, {_KINDS[data.task]}"

    def _preview(self, data: Data | None) -> tuple[list[str], list[list[str]]]:
        if data is None:
            return [], []
        flat = data.x[:SHOWN_ROWS].reshape(min(len(data.x), SHOWN_ROWS), -1)
        count = min(flat.shape[1], SHOWN_COLUMNS)
        names = [*data.features[:count], *(f"x{i + 1}" for i in range(len(data.features), count))]
        more = [f"… {flat.shape[1] - count:,} more"] if flat.shape[1] > count else []
        targets = data.y[:SHOWN_ROWS]
        rows = []
        for inputs, target in zip(flat, targets, strict=True):
            shown = data.classes[int(target)] if data.classes else number(float(np.ravel(target)[0]))
            rows.append([shown, *(number(float(value)) for value in inputs[:count]), *([""] * len(more))])
        return [data.target, *names, *more], rows

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        try:
            return self._preview(self._model.data)
        except Problem:
            return [], []


def _tiles(data: Data) -> list[tuple[str, NDArray[np.float64]]]:
    """The first images of each class, of the first classes; of a regression the first ones."""
    if not data.classes:
        return [(data.target, smaller(data.x[:SHOWN_TILES].mean(axis=-1)))]
    found = []
    for place, name in enumerate(data.classes[:SHOWN_ROWS]):
        of_class = np.flatnonzero(data.y == place)[:SHOWN_TILES]
        found.append((name, smaller(data.x[of_class].mean(axis=-1))))
    return found
