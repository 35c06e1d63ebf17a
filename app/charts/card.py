"""The frame of every chart: title, how to read it, its numbers as a table, PNG and CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component

Table = tuple[Sequence[str], Sequence[Sequence[Any]]]


class Card(Component):
    """A titled card around a chart.

    ``body`` is the chart. ``table`` gives the chart's numbers as ``(column titles, rows)``; it is asked
    each time a visitor opens the table, so that it always shows what the chart shows. Where that is not all
    there is, ``download`` stands beside the table, to save the rest with it.

    >>> Card("Requests a day", chart, reading="one bar a day", table=chart.table)  # doctest: +SKIP
    """

    vue_file = (__file__, "card.vue")
    page_sets = ("table_open",)

    title = traitlets.Unicode().tag(sync=True)
    reading = traitlets.Unicode().tag(sync=True)
    body = traitlets.Instance(ipywidgets.Widget).tag(sync=True, **ipywidgets.widget_serialization)
    actions = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    download = traitlets.Instance(ipywidgets.Widget, allow_none=True).tag(
        sync=True, **ipywidgets.widget_serialization
    )
    has_table = traitlets.Bool().tag(sync=True)
    table_open = traitlets.Bool().tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.List()).tag(sync=True)
    size = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        title: str,
        body: ipywidgets.Widget,
        *,
        reading: str = "",
        table: Callable[[], Table] | None = None,
        actions: ipywidgets.Widget | None = None,
        download: ipywidgets.Widget | None = None,
        size: str = "",
    ) -> None:
        self._table = table
        super().__init__(
            title=title,
            body=body,
            reading=reading,
            actions=actions,
            download=download,
            has_table=table is not None,
            size=size,
        )

    @traitlets.observe("table_open")
    def _fill_table(self, _change: Any = None) -> None:
        if self.table_open:
            self.refresh_table()

    def refresh_table(self) -> None:
        """Bring an open table up to what the chart shows now."""
        if self._table is not None and self.table_open:
            columns, rows = self._table()
            with self.hold_sync():
                self.columns = list(columns)
                self.rows = [list(row) for row in rows]
