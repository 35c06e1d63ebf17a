"""Counts of a store's requests by one dimension under filters on others, by array arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from app.logs.dimensions import CLOCK, CODED, NONE, PARAM, WEEKDAYS
from app.logs.search.grammar import SearchError
from app.logs.search.rules import Not
from app.logs.store.labels import find, several
from app.logs.store.searching import Search
from app.logs.store.store import Store
from app.problem import Problem
from app.seconds import DAY, HOUR

if TYPE_CHECKING:
    import pandas as pd

MOST_DAYS = 3660
"""Days without requests are counted as 0 in a span up to this; in a longer one they are left out."""

CYCLES = {"hour": 24, "weekday": 7}
SHORT = 3
"""Letters of the short name of a weekday."""
"""The dimensions that come round again, and after how many values."""

_THURSDAY = 3


Where = Mapping[str, Any] | str
"""Filters: values a dimension, or a search."""


def counts(store: Store, dimension: str, where: Where | None) -> pd.Series:
    """See ``Log.counts``."""
    import pandas as pd

    if dimension == "time":
        raise Problem(
            "Requests are not counted by “time”, only filtered.", f"Count by {', '.join(CLOCK)} instead."
        )
    keep = mask(store, where) if where else None
    if dimension in CLOCK:
        return _clock_counts(store, dimension, keep)
    total, labels = _coded_counts(store, dimension, keep)
    found = np.flatnonzero(total)
    names = several(labels, found)
    if dimension == "status":
        index: list = sorted((n, int(n) if n != NONE else n) for n in names)
        by_name = dict(zip(names, total[found].tolist(), strict=True))
        numbers = pd.Index([number for _, number in index], name=dimension)
        return pd.Series([by_name[n] for n, _ in index], numbers, dtype="int64", name="requests")
    sums = pl.DataFrame({"requests": total[found], "label": pl.Series(names, dtype=pl.String)})
    sums = sums.sort("requests", "label", descending=[True, False])
    index = pd.Index(sums["label"].to_list(), dtype="str", name=dimension)
    return pd.Series(sums["requests"].to_numpy(), index, name="requests")


def mask(store: Store, where: Where | None) -> np.ndarray:
    """Which rows pass every filter of ``where``, bool[rows]."""
    if isinstance(where, str):
        return _found(store, where)
    if where is not None and not isinstance(where, Mapping):
        raise Problem(
            "A filter maps dimensions to values, or is a search.",
            'Write it as {"status": [404, 503]}, or as "status:5xx -agent:Googlebot".',
        )
    keep = np.ones(store.rows, bool)
    for dimension, wanted in (where or {}).items():
        if isinstance(wanted, Not):
            keep &= ~_passes(store, dimension, wanted.labels)
        else:
            keep &= _passes(store, dimension, wanted)
    return keep


def _found(store: Store, search: str) -> np.ndarray:
    """Which rows a search finds."""
    try:
        return Search(store, search).flags()
    except SearchError as error:
        raise Problem(
            f"“{search}” is no search.", f"At character {error.fault.start + 1}: {error.fault.words}"
        ) from error


def _passes(store: Store, dimension: str, wanted: Any) -> np.ndarray:
    if dimension == "search":
        return _found(store, wanted)
    if dimension == "time":
        start, end = _interval(wanted)
        return (store.time >= start) & (store.time < end)
    several = isinstance(wanted, Collection) and not isinstance(wanted, str)
    values = list(wanted) if several else [wanted]
    if dimension in (*CLOCK, "weekhour"):
        numbers = [_clock_number(dimension, value) for value in values]
        return np.isin(_clock(store.time, dimension), np.array(numbers, np.int64))
    codes, labels = _codes(store, dimension)
    passing = np.zeros(len(labels), bool)
    found = (find(labels, _label(value)) for value in values)
    passing[[code for code in found if code is not None]] = True
    return passing[codes]


def _interval(wanted: Any) -> tuple[int, int]:
    """The two seconds of a filter on the time."""
    try:
        start, end = [wanted] if isinstance(wanted, str) else wanted
    except (TypeError, ValueError) as error:
        raise Problem(
            f"“{wanted}” is not a start and an end.", 'Give both, such as ("2021-02-15 18:00", "2021-02-16").'
        ) from error
    return _seconds(start), _seconds(end)


def _clock_number(dimension: str, value: Any) -> int:
    """The number of an hour, a weekday, a day or an hour of the week (``Sat05``), as `_clock` has it."""
    if dimension == "day":
        return _seconds(value) // DAY
    if dimension == "weekhour":
        short = [name[:SHORT] for name in WEEKDAYS]
        if str(value)[:3] in short:
            return short.index(str(value)[:3]) * 24 + _clock_number("hour", str(value)[3:])
        raise Problem(f"“{value}” is no hour of the week.", "Write it as Sat05.")
    size = CYCLES[dimension]
    if dimension == "weekday" and isinstance(value, str) and len(value) >= SHORT:
        named = [number for number, name in enumerate(WEEKDAYS) if name.lower().startswith(value.lower())]
        if named:
            return named[0]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number < size or (not isinstance(value, str) and number != value):
        monday = ", Monday being 0, or its name" if dimension == "weekday" else ""
        raise Problem(f"“{value}” is not a number of {dimension}s.", f"Use 0 to {size - 1}{monday}.")
    return number


def _label(value: Any) -> str:
    """The label that a filter's value stands for: numbers of a frame's column come as 404.0 and NaN."""
    if value is None or value != value:
        return NONE
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _codes(store: Store, dimension: str) -> tuple[np.ndarray, Sequence[str]]:
    if dimension in store.codes:
        return store.codes[dimension], store.values[dimension]
    if isinstance(dimension, str) and dimension.startswith(PARAM):
        return store.param(dimension.removeprefix(PARAM))
    raise Problem(
        f"“{dimension}” is not a dimension of a log.",
        f"Use {', '.join(CLOCK)}, {', '.join(CODED)} or {PARAM}NAME; to filter, also time.",
    )


def _coded_counts(store: Store, dimension: str, keep: np.ndarray | None) -> tuple[np.ndarray, Sequence[str]]:
    if keep is None and dimension in store.codes:
        labels = store.values[dimension]
        total = np.zeros(len(labels), np.int64)
        for chunk in store.chunks(dimension):
            total += np.bincount(chunk, minlength=len(total))
        return total, labels
    codes, labels = _codes(store, dimension)
    return np.bincount(codes if keep is None else codes[keep], minlength=len(labels)), labels


def _clock_counts(store: Store, dimension: str, keep: np.ndarray | None) -> pd.Series:
    import pandas as pd

    if dimension == "day":
        days, total = _days(store, keep)
        index = pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[s]"), name="day")
        return pd.Series(total, index, name="requests")
    size = CYCLES[dimension]
    total = np.zeros(size, np.int64)
    for time in _times(store, keep):
        total += np.bincount(_clock(time, dimension), minlength=size)
    return pd.Series(total, pd.RangeIndex(size, name=dimension), name="requests")


def _days(store: Store, keep: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The days of the log's whole span, as days since 1970, and the requests of each."""
    by_day = _by_day(_times(store, None))
    if not by_day:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first, last = min(by_day), max(by_day)
    days = range(first, last + 1) if last - first < MOST_DAYS else sorted(by_day)
    counted = by_day if keep is None else _by_day(_times(store, keep))
    return np.array(days, np.int64), np.array([counted.get(day, 0) for day in days], np.int64)


def _by_day(times: Iterator[np.ndarray]) -> dict[int, int]:
    found: dict[int, int] = {}
    for time in times:
        for day, count in zip(*np.unique(time // DAY, return_counts=True), strict=True):
            found[int(day)] = found.get(int(day), 0) + int(count)
    return found


def _times(store: Store, keep: np.ndarray | None) -> Iterator[np.ndarray]:
    if keep is None:
        yield from store.chunks("time")
    else:
        yield store.time[keep]


def _clock(time: np.ndarray, dimension: str) -> np.ndarray:
    """The day since 1970, hour, weekday (0 is Monday) or hour of the week of wall-clock seconds."""
    if dimension == "hour":
        return time // HOUR % 24
    days = time // DAY
    if dimension == "weekhour":
        return (days + _THURSDAY) % 7 * 24 + time // HOUR % 24
    return days if dimension == "day" else (days + _THURSDAY) % 7


def _seconds(moment: Any) -> int:
    import pandas as pd

    if isinstance(moment, int | np.integer):
        return int(moment)
    try:
        stamp = pd.Timestamp(moment)
    except (TypeError, ValueError) as error:
        raise Problem(f"“{moment}” is not a time.", "Write it as 2021-02-15 or 2021-02-15 18:00.") from error
    if stamp is pd.NaT:
        raise Problem("A time is missing in a filter.", "Write it as 2021-02-15 or 2021-02-15 18:00.")
    return ceil(stamp.tz_localize(None).timestamp())
