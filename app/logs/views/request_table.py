"""The selected requests themselves: paged, in any order, each open to its last field, all of them as CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, NotRequired, TypedDict

import ipywidgets
import numpy as np
import traitlets

from app.charts.component import Component
from app.charts.download import CsvDownload
from app.charts.pager import Pager
from app.charts.search_box import SearchBox
from app.csv_export import ROWS
from app.logs.dimensions import NONE
from app.logs.model import LogModel
from app.logs.model.parameters import parameters_of
from app.logs.store.events import events_of
from app.logs.store.ordering import SORTED, ordered
from app.problem import Problem

PAGE = 25
GROWING = 2.0
"""Seconds between two looks for the rows of a log that grows."""

COLUMNS = tuple(SORTED)
BYTES = COLUMNS.index("bytes")

LOOKED_AT = 2_000
"""Requests, spread over the selected ones, in which the further fields of a CSV are looked for."""

FURTHER = ("agent", "product", "category")
"""Fields of every request that the table has no column for."""

_SHOWN = frozenset(
    {"time", "host", "method", "path", "query", "status", "size", "referrer", "user_agent", "line"}
)
_NAMES = {"size": "bytes", "user_agent": "user agent", "agent": "agent family"}


class Narrowing(TypedDict):
    """A click on the cell of a ``column`` in a ``row`` of the page, ``without`` where it leaves out."""

    row: int
    column: str
    without: NotRequired[bool]


class Picking(TypedDict):
    """A click on the field at ``place`` of the open request, ``without`` where it leaves out."""

    place: int
    without: NotRequired[bool]


class RequestTable(Component):
    """A page of the selected requests, in the order of ``model.sort``, with search and CSV download.

    A click on a value selects the requests that have it, with Alt all others; a click on a time opens the
    line whole. The rows are fetched shortly after the charts are redrawn, so that they never delay a click.
    """

    vue_file = (__file__, "request_table.vue")

    columns = traitlets.List(list(COLUMNS)).tag(sync=True)
    rows = traitlets.List(traitlets.List()).tag(sync=True)
    page = traitlets.Int(0)
    pages = traitlets.Int(0)
    found = traitlets.Int(0).tag(sync=True)
    search = traitlets.Unicode().tag(sync=True)
    busy = traitlets.Bool().tag(sync=True)
    sort = traitlets.Unicode("time").tag(sync=True)
    opened = traitlets.Int(-1).tag(sync=True)
    fields = traitlets.List(traitlets.Dict()).tag(sync=True)
    search_box = traitlets.Instance(SearchBox).tag(sync=True, **ipywidgets.widget_serialization)
    pager = traitlets.Instance(Pager).tag(sync=True, **ipywidgets.widget_serialization)
    download = traitlets.Instance(CsvDownload).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._found: np.ndarray = np.empty(0, np.intp)
        self._task: asyncio.TimerHandle | None = None
        self._fetching = False
        self._asked: tuple[Any, ...] = ()
        super().__init__(
            search=model.search,
            sort=model.sort,
            search_box=SearchBox(words="Search the selected lines"),
            pager=Pager(),
            download=CsvDownload("requests.csv", self._csv),
        )
        traitlets.link((model, "search"), (self, "search"))
        traitlets.link((self, "search"), (self.search_box, "search"))
        traitlets.link((self, "page"), (self.pager, "page"))
        traitlets.dlink((self, "pages"), (self.pager, "pages"))
        traitlets.dlink((model, "sort"), (self, "sort"))
        model.finding.observe(lambda _: self.redraw(), ["share", "running"])
        model.observe(lambda _: self.redraw(), "sort")
        self.observe(lambda _: self._show_page(), "page")

    # ---- what a visitor does ----

    def vue_order(self, column: str) -> None:
        """The heading of a column was pressed: its order, or turned round where it is that already."""
        if column in SORTED:
            self._model.sort = f"-{column}" if self._model.sort == column else column

    def vue_narrow(self, click: Narrowing) -> None:
        """The value of ``column`` in ``row`` of the page was clicked, ``without`` where it is left out."""
        row, column = click["row"], click["column"]
        if SORTED.get(column) and 0 <= row < len(self.rows):
            at = self._found[self._first + row : self._first + row + 1]
            self._narrow(SORTED[column], self._events(at)[SORTED[column]][0], bool(click.get("without")))

    def vue_open(self, row: int) -> None:
        """Open a request of the page, or close it where it is open."""
        if int(row) == self.opened or not 0 <= int(row) < len(self.rows):
            self.opened = -1
            return
        at = self._first + int(row)
        with self.hold_sync():
            self.fields = self._told(self._found[at : at + 1])
            self.opened = int(row)

    def vue_pick(self, click: Picking) -> None:
        """A field of the open request was chosen to select by, or ``without`` to leave out."""
        place = click["place"]
        if 0 <= place < len(self.fields) and self.fields[place]["dimension"]:
            field = self.fields[place]
            self._narrow(field["dimension"], field["value"], bool(click.get("without")))

    def _narrow(self, dimension: str, value: str, without: bool) -> None:
        self._model.narrow(dimension, value, without=without)

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Fetch the rows anew, once the messages already on their way are out.

        Of a log that grows they are fetched now and then: to put them in order costs more than to count them.
        """
        model = self._model
        asked = (model.question, model.sort)
        wait = GROWING if model.growing and asked == self._asked else 0.12
        if wait == GROWING and self._fetching:
            return
        self._fetching, self._asked = True, asked
        self.busy = not model.growing
        if self._task is not None:
            self._task.cancel()
        try:
            self._task = asyncio.get_running_loop().call_later(wait, self._fetch)
        except RuntimeError:
            self._fetch()

    def _fetch(self) -> None:
        self._fetching = False
        rows = self._model.selected_rows()
        if self._model.log is not None:
            rows = ordered(self._model.log.store, rows, self._model.sort)
        self._found = rows
        with self.hold_sync():
            self.found = len(rows)
            self.download.disabled = not len(rows)
            self.pages = -(-len(rows) // PAGE)
            self.page = min(self.page, max(self.pages - 1, 0)) if self._model.growing else 0
            self._show_page()
            self.busy = False

    @property
    def _first(self) -> int:
        return max(0, min(self.page, self.pages - 1)) * PAGE

    def _show_page(self) -> None:
        rows = self._cells(self._found[self._first : self._first + PAGE])
        for row in rows:
            row[BYTES] = f"{int(row[BYTES]):,}" if row[BYTES] else ""
        with self.hold_sync():
            self.opened = -1
            self.rows = rows

    def _events(self, rows: np.ndarray, further: Sequence[str] = ()) -> dict[str, Any]:
        if self._model.log is None or not len(rows):
            return {}
        return events_of(self._model.log.store, rows, further)

    def _cells(self, rows: np.ndarray, further: Sequence[str] = ()) -> list[list[str]]:
        events = self._events(rows, further)
        if not events:
            return []
        assert self._model.log is not None
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
            *(events.get(name, [""] * len(rows)) for name in further),
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def _told(self, row: np.ndarray) -> list[dict[str, str]]:
        """All fields of one request, each with the dimension or field of a search that selects by it."""
        events = self._events(row)
        told = [("time", str(events["time"][0]).replace("T", " "), "")]
        for name in ("host", "method", "path"):
            told.append((name, events[name][0], name))
        for name, value in parameters_of(events["query"][0]):
            told.append((f"?{name}", value, f"param:{name}"))
        told.append(("status", events["status"][0], "status"))
        size = int(events["size"][0])
        told.append(("bytes", "" if size < 0 else f"{size:,}", ""))
        told.append(("referrer", events["referrer"][0], "referrer"))
        told.append(("agent family", events["agent"][0], "agent"))
        told.append(("user agent", events["user_agent"][0], ""))
        for name in (*FURTHER[1:], *(name for name in events if name not in _SHOWN and name not in FURTHER)):
            if events[name][0] not in ("", NONE):
                told.append((name, str(events[name][0]), name if name in FURTHER else ""))
        told.append(("line", events["line"][0], ""))
        return [{"name": name, "value": value, "dimension": where} for name, value, where in told if value]

    def _csv(self) -> Iterator[Sequence[str]]:
        # Other requests may be found before the last of these is sent.
        found = self._found
        further = (*FURTHER, *self._more(found), "line")
        yield (*COLUMNS, *(_NAMES.get(name, name) for name in further))
        for first in range(0, len(found), ROWS):
            yield from self._cells(found[first : first + ROWS], further)

    def _more(self, rows: np.ndarray) -> list[str]:
        """Names of what the log tells besides: what none of those looked at has is in their lines alone."""
        spread = np.linspace(0, max(len(rows) - 1, 0), min(len(rows), LOOKED_AT)).astype(np.int64)
        try:
            return [name for name in self._events(rows[spread]) if name not in _SHOWN and name not in FURTHER]
        except Problem:
            return []
