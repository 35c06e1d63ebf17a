"""Which column of a table is what, and what its labels mean: guesses to check, with the first rows beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

import traitlets

from app.charts.component import Component

MOST_VALUES = 40
"""Labels that are listed; of more, the most frequent."""

LONGEST_NAME = 60


class Value(NamedTuple):
    """A label as the file writes it, the rows that have it, and the class it is read as ("": left out)."""

    written: str
    rows: int
    label: str


class RoleColumn(TypedDict):
    """Another ``column`` for a ``role``; "" for none."""

    role: str
    column: str


class ValueLabel(TypedDict):
    """Another meaning, the ``label``, of a value as ``written``; "" leaves it out."""

    written: str
    label: str


class ColumnChooser(Component):
    """A select a role over the columns of a table, one a label over the classes, and the first rows.

    ``on_column(role, column)`` is called for another column ("" for none), ``on_value(written, label)``
    for another meaning of a label, ``on_heading(first_row_names)`` when that is changed, ``on_close()`` when
    a visitor gives up on the table, which can be where it is ``closable``. Where there are no labels to ask
    about, ``values`` stays empty. ``on_one(label)`` is called for another class against the rest ("": none).

    >>> chooser = ColumnChooser(on_column=print)  # doctest: +SKIP
    >>> chooser.ask("x.csv", ["a", "b"], {"text": "Text"}, {"text": "a"}, [["good", "1"]])  # doctest: +SKIP
    """

    vue_file = (__file__, "column_chooser.vue")

    file = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    roles = traitlets.List(traitlets.Dict()).tag(sync=True)
    first_row_names = traitlets.Bool(True, allow_none=True).tag(sync=True)
    values = traitlets.List(traitlets.Dict()).tag(sync=True)
    more_values = traitlets.Int().tag(sync=True)
    offered = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    closable = traitlets.Bool().tag(sync=True)
    several = traitlets.List(traitlets.Dict()).tag(sync=True)
    one = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        *,
        on_column: Callable[[str, str], Any] = lambda *_: None,
        on_value: Callable[[str, str], Any] = lambda *_: None,
        on_heading: Callable[[bool], Any] = lambda _: None,
        on_close: Callable[[], Any] = lambda: None,
        on_one: Callable[[str], Any] = lambda _: None,
    ) -> None:
        self._on_one = on_one
        self._on_column, self._on_value, self._on_heading = on_column, on_value, on_heading
        self._on_close = on_close
        super().__init__()

    def ask(
        self,
        file: str,
        columns: Sequence[str],
        roles: Mapping[str, str],
        chosen: Mapping[str, str],
        rows: Sequence[Sequence[str]],
        *,
        first_row_names: bool | None = True,
        values: Sequence[tuple[str, int, str]] = (),
        offered: Sequence[str] = (),
        closable: bool = False,
        several: Mapping[str, int] | None = None,
        one: str = "",
    ) -> None:
        """Ask about the table called ``file``.

        ``roles`` are titles by role, ``chosen`` the column of each role that has one. ``values`` are labels
        as in `Value`, ``offered`` the classes that each may mean besides its own name. Whether the first row
        names the columns is not asked where that is None. ``several`` are labels, with their rows, that a row
        can have several of, ``one`` the one that is shown against the rest.
        """
        listed = [Value(*value) for value in values[:MOST_VALUES]]
        with self.hold_sync():
            self.file, self.columns = file, list(columns)
            self.roles = [
                {"role": role, "title": title, "column": chosen.get(role, "")}
                for role, title in roles.items()
            ]
            self.first_row_names, self.closable = first_row_names, closable
            self.values = [value._asdict() for value in listed]
            self.more_values = len(values) - len(listed)
            self.offered = list(dict.fromkeys([*offered, *(one.label for one in listed if one.label)]))
            self.rows = [list(row) for row in rows]
            self.several = [{"label": label, "rows": count} for label, count in (several or {}).items()]
            self.one = one

    def forget(self) -> None:
        """Ask nothing."""
        with self.hold_sync():
            self.file, self.columns, self.roles, self.rows, self.values = "", [], [], [], []
            self.several, self.one = [], ""

    def vue_column(self, made: RoleColumn) -> None:
        """Another column was chosen for a ``role``; "" for none."""
        role, column = made["role"], made["column"]
        known = [one for one in self.roles if one["role"] == role]
        if known and column != known[0]["column"] and (column == "" or column in self.columns):
            self._on_column(role, column)

    def vue_value(self, made: ValueLabel) -> None:
        """A label as ``written`` was given another meaning, the ``label``; "" leaves it out."""
        written, label = made["written"], made["label"].strip()[:LONGEST_NAME]
        known = [one for one in self.values if one["written"] == written]
        if known and label != known[0]["label"]:
            self._on_value(written, label)

    def vue_heading(self, first_row_names: bool) -> None:
        """The first row names the columns, or is data."""
        self._on_heading(first_row_names)

    def vue_versus(self, label: str) -> None:
        """Another class is to stand against the rest; "" for none."""
        if label != self.one and label in ("", *(one["label"] for one in self.several)):
            self._on_one(label)

    def vue_close(self, _data: Any = None) -> None:
        """The table is given up."""
        self._on_close()
