"""Daily values: the bundled index, or a visitor's CSV of dates and values."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.problem import Problem

SP500 = Path(__file__).parents[2] / "data" / "made" / "sp500.csv"

# In a file of many columns, as brokers give, the one that holds the value; the best first.
_VALUES = ("adj close", "adjusted close", "close", "value", "price", "last")


class Prices(NamedTuple):
    """Values above 0 on ascending ``days`` (datetime64[D]); days may be left out, as at weekends."""

    name: str
    days: NDArray[np.datetime64]
    values: NDArray[np.float64]

    def each_day(self, step: int = 1) -> NDArray[np.float64]:
        """The last value known on each ``step``-th calendar day, from the first to the last."""
        wanted = np.arange(self.days[0], self.days[-1] + 1, step)
        return self.values[np.searchsorted(self.days, wanted, side="right") - 1]


@cache
def sp500() -> Prices:
    """The closes of the S&P 500, 1999 to 2018. Raises Problem if set-up could not fetch them."""
    if not SP500.exists():
        raise Problem(
            "The closes of the S&P 500 are not here: they are fetched at set-up, which needs a network.",
            "Run “make data” once with a network, or load a CSV of your own.",
        )
    return read_prices(SP500.read_bytes(), "S&P 500")


def read_prices(content: bytes, name: str) -> Prices:
    """Read a CSV of dates (2008-12-31) and values, with or without a line of titles, in any order.

    Raises Problem, naming the line, for all that is no date, no number above 0, or a date given twice.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows = [
        (number, [field.strip() for field in row])
        for number, row in enumerate(csv.reader(text.splitlines(), delimiter=separator), start=1)
        if any(field.strip() for field in row)
    ]
    column = 1
    if rows and _date(rows[0][1][0]) is None:
        titles = [title.lower() for title in rows.pop(0)[1]]
        column = next((titles.index(title) for title in _VALUES if title in titles), 1)
    found: dict[date, float] = {}
    for number, row in rows:
        day = _date(row[0])
        if day is None:
            raise Problem(
                f"Line {number} of {name} begins with “{row[0][:40]}”, which is no date.",
                "Write dates as 2008-12-31, in the first column.",
            )
        value = _number(row[column] if column < len(row) else "")
        if value is None:
            raise Problem(
                f"Line {number} of {name} has no number above 0 in column {column + 1}.",
                "Give one value a line, such as 2008-12-31,903.25.",
            )
        if day in found:
            raise Problem(f"Line {number} of {name} gives {day} a second time.", "Keep one line a day.")
        found[day] = value
    if len(found) < 2:
        raise Problem(f"{name} holds fewer than two dates with values.", "Give at least two lines.")
    days = sorted(found)
    return Prices(name, np.array(days, "datetime64[D]"), np.array([found[day] for day in days]))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(" ", ""))
    except ValueError:
        return None
    return value if 0 < value < 1e15 else None
