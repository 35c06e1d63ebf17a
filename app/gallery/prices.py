"""Daily values: the bundled index, or a visitor's CSV of dates and values."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app import places
from app.problem import Problem
from app.tables import decode, dialect_of

SP500 = places.MADE / "sp500.csv"

LONGEST_FIELD = 131_072
"""Characters of a field, at most."""

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

    def drawn(self, most: int) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
        """Days, at most so many and evenly spaced, and the last value known on each."""
        span = int((self.days[-1] - self.days[0]).astype(int)) + 1
        step = -(-span // most)
        return np.arange(self.days[0], self.days[-1] + 1, step), self.each_day(step)


@cache
def sp500() -> Prices:
    """The closes of the S&P 500, 1999 to 2018. Raises Problem if set-up could not fetch them."""
    if not SP500.exists():
        raise Problem(
            "The closes of the S&P 500 are not here: they are fetched at set-up, which needs a network.",
            f"Run “{places.MAKE_DATA}” once with a network, or load a CSV of your own.",
        )
    return read_prices(SP500.read_bytes(), "S&P 500")


def read_prices(content: bytes, name: str) -> Prices:
    """Read a CSV of dates (2008-12-31) and values, with or without a line of titles, in any order.

    Raises Problem, naming the line, for all that is no date, no number above 0, or a date given twice.
    """
    rows = _rows(decode(content, name).text, name)
    column = 1
    if rows and _is_titles(rows[0][1]):
        titles = [title.lower() for title in rows.pop(0)[1]]
        column = next((titles.index(title) for title in _VALUES if title in titles), 1)
    found: dict[date, float] = {}
    for number, row in rows:
        day = _date(row[0])
        if day is None:
            raise Problem(
                f"Line {number} of {name} begins with “{_shown(row[0])}”, which is no date.",
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


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines()
    dialect = dialect_of("\n".join(lines), _VALUES)
    above = dialect.named_lines
    # One for the whole process, which whoever reads a table sets anew.
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines[above:], delimiter=dialect.separator or ",")
    rows = []
    try:
        for row in reader:
            fields = [field.strip() for field in row]
            if any(fields):
                rows.append((reader.line_num + above, fields))
    except csv.Error:
        # Of what a reader refuses, only this can come from text in lines.
        raise Problem(
            f"Line {reader.line_num + above} of {name} has a field of more than "
            f"{LONGEST_FIELD:,} characters.",
            "Give one date and one number a line.",
        ) from None
    return rows


def _is_titles(row: list[str]) -> bool:
    """Whether a first line names the columns: else it is meant as a date, right or wrong, and its value."""
    return not row[0][:1].isdigit() and (len(row) < 2 or _number(row[1]) is None)


def _shown(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:40]


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
