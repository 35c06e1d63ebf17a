"""Rows as a table, with sentences about them."""

from __future__ import annotations

from collections.abc import Sequence

import traitlets

from app.charts.component import Component


class DataTable(Component):
    """``columns`` and ``rows`` of texts; the first column is the target. ``notes`` stand above them."""

    vue_file = (__file__, "data_table.vue")

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    empty = traitlets.Unicode().tag(sync=True)

    def show(self, columns: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[str] = ()) -> None:
        """Show these rows."""
        with self.hold_sync():
            self.columns = list(columns)
            self.rows = [list(row) for row in rows]
            self.notes = list(notes)
