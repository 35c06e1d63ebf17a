"""The selected requests themselves: paged, searchable, downloadable."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import ipywidgets
import numpy as np
import traitlets

from app.charts.component import Component
from app.charts.download import CsvDownload
from app.charts.pager import Pager
from app.charts.search_box import SearchBox
from app.csv_export import ROWS
from app.logs.model import LogModel

PAGE = 25
COLUMNS = ("time", "host", "method", "target", "status", "bytes", "referrer", "user agent")
BYTES = COLUMNS.index("bytes")


class RequestTable(Component):
    """A page of the selected requests in time order, with search and CSV download.

    The rows are fetched shortly after the charts are redrawn, so that they never delay a click.
    """

    vue_file = (__file__, "request_table.vue")

    columns = traitlets.List(list(COLUMNS)).tag(sync=True)
    rows = traitlets.List(traitlets.List()).tag(sync=True)
    page = traitlets.Int(0)
    pages = traitlets.Int(0)
    found = traitlets.Int(0).tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    search_box = traitlets.Instance(SearchBox).tag(sync=True, **ipywidgets.widget_serialization)
    pager = traitlets.Instance(Pager).tag(sync=True, **ipywidgets.widget_serialization)
    download = traitlets.Instance(CsvDownload).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._found: np.ndarray = np.empty(0, np.intp)
        self._task: asyncio.TimerHandle | None = None
        super().__init__(
            search=model.search,
            search_box=SearchBox(words="Search the selected lines"),
            pager=Pager(),
            download=CsvDownload("requests.csv", self._csv),
        )
        traitlets.link((model, "search"), (self, "search"))
        traitlets.link((self, "search"), (self.search_box, "search"))
        traitlets.link((self, "page"), (self.pager, "page"))
        traitlets.dlink((self, "pages"), (self.pager, "pages"))
        model.finding.observe(lambda _: self.redraw(), ["share", "running"])
        self.observe(lambda _: self._show_page(), "page")

    def redraw(self) -> None:
        """Fetch the rows anew, once the messages already on their way are out."""
        self.busy = True
        if self._task is not None:
            self._task.cancel()
        try:
            self._task = asyncio.get_running_loop().call_later(0.12, self._fetch)
        except RuntimeError:
            self._fetch()

    def _fetch(self) -> None:
        rows = self._model.selected_rows()
        self._found = rows
        with self.hold_sync():
            self.found = len(rows)
            self.download.disabled = not len(rows)
            self.pages = -(-len(rows) // PAGE)
            self.page = 0
            self._show_page()
            self.busy = False

    def _show_page(self) -> None:
        first = max(0, min(self.page, self.pages - 1)) * PAGE
        rows = self._cells(self._found[first : first + PAGE])
        for row in rows:
            row[BYTES] = f"{int(row[BYTES]):,}" if row[BYTES] else ""
        self.rows = rows

    def _cells(self, rows: np.ndarray) -> list[list[str]]:
        if self._model.log is None or not len(rows):
            return []
        events = self._model.log.store.events(rows)
        targets = [
            path + (f"?{query}" if query else "")
            for path, query in zip(events["path"], events["query"], strict=True)
        ]
        columns = [
            [str(time).replace("T", " ") for time in events["time"]],
            *(events[name] for name in ("host", "method")),
            targets,
            events["status"],
            ["" if size < 0 else f"{size}" for size in self._model.log.store.size[rows].tolist()],
            *(events[name] for name in ("referrer", "user_agent")),
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def _csv(self) -> Iterator[Sequence[str]]:
        # Other requests may be found before the last of these is sent.
        found = self._found
        yield COLUMNS
        for first in range(0, len(found), ROWS):
            yield from self._cells(found[first : first + ROWS])
