"""The fields that lines of a log name besides the usual ones, as columns, in memory that grows with them.

Logs in JSON may name as many fields as they have lines. A column for each would take the square of that, so
the most frequent names have one, and what the others say of a request stands in one column together.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping

import numpy as np
import polars as pl

from app.logs.dimensions import NONE, label

MOST_COLUMNS = 200
"""Fields that have a column each: the ones that most requests have, by name among equals."""

OTHER_FIELDS = "other fields"
"""The column of all other fields of a request: a JSON object of texts by name."""

_AT_ONCE = 1 << 18
"""Values that are held as Python's texts, which take several times what they take in a frame."""


class FurtherFields:
    """Gathers the further fields of requests, one after the other; those of ``first`` have columns first."""

    def __init__(self, first: Container[str] = ()) -> None:
        self._first = first
        self._numbers: dict[str, int] = {}
        self._rows: list[int] = []
        self._names: list[int] = []
        self._values: list[str] = []
        self._parts: list[pl.DataFrame] = []
        self.requests = 0

    def add(self, fields: Mapping[str, str], without: Container[str]) -> None:
        """Take the fields of the next request, but for those of the names in ``without``."""
        for name, value in fields.items():
            if name not in without:
                self._rows.append(self.requests)
                self._names.append(self._numbers.setdefault(name, len(self._numbers)))
                self._values.append(label(value))
        self.requests += 1
        if len(self._values) >= _AT_ONCE:
            self._put_away()

    def columns(self) -> Iterator[tuple[str, list[str]]]:
        """The value of every request by the names of fields, in their order, ``NONE`` where one has none.

        Where there are more than ``MOST_COLUMNS``, the fields of the rarer ones are in ``OTHER_FIELDS``; one
        request alone has a column for each. They are given once.
        """
        self._put_away()
        values, self._parts = pl.concat(self._parts), []
        names = list(self._numbers)
        often = np.bincount(values["name"].to_numpy(), minlength=len(names))
        chosen = sorted(
            range(len(names)),
            # A field that is called as the column of the others stands in it.
            key=lambda number: (
                names[number] == OTHER_FIELDS,
                names[number] not in self._first,
                -often[number],
                names[number],
            ),
        )
        most = MOST_COLUMNS if self.requests > 1 else len(names)
        rest = values.filter(pl.col("name").is_in(chosen[most:]))
        by_name = values.filter(pl.col("name").is_in(chosen[:most])).partition_by("name", as_dict=True)
        # What a column is made of goes with it: both together take several times what a frame does.
        del values
        for number in sorted(chosen[:most], key=names.__getitem__):
            part = by_name.pop((number,))
            column = [NONE] * self.requests
            for row, value in zip(part["row"].to_list(), part["value"].to_list(), strict=True):
                column[row] = value
            yield names[number], column
        if len(rest):
            yield OTHER_FIELDS, self._together(rest, names)

    def _together(self, values: pl.DataFrame, names: list[str]) -> list[str]:
        """These fields as one object a request."""
        others: list[dict[str, str] | None] = [None] * self.requests
        for row, number, value in values.select("row", "name", "value").iter_rows():
            held = others[row]
            if held is None:
                held = others[row] = {}
            held[names[number]] = value
        return [NONE if held is None else _json(held) for held in others]

    def _put_away(self) -> None:
        types = {"row": pl.UInt32, "name": pl.UInt32, "value": pl.String}
        columns = {"row": self._rows, "name": self._names, "value": self._values}
        self._parts.append(pl.DataFrame(columns, types))
        self._rows, self._names, self._values = [], [], []


def _json(fields: Mapping[str, str]) -> str:
    # Names may hold halves of characters.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace").decode()
