"""Which requests a search finds, by the labels and numbers of a store, and by the lines themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import polars as pl

from app.logs.dimensions import PARAM, WEEKDAYS
from app.logs.search.grammar import Term, parse
from app.logs.store.agents import BOT
from app.logs.store.labels import passing
from app.logs.store.lines import Word
from app.logs.store.store import Store
from app.seconds import DAY, HOUR

AT_ONCE = 1 << 16
"""Lines that are looked through at a time; the first of a million are found in a hundredth of the time."""

ALIASES = {
    "ip": "host",
    "client": "host",
    "url": "path",
    "referer": "referrer",
    "size": "bytes",
    "date": "day",
}
"""Other names of fields."""

SECONDS = "seconds"
"""The column that holds how many seconds a response took, where the log tells."""

NUMBERS = ("bytes", "time", "hour", "day")

_NUMBER = re.compile(r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(k|m|g|t|ms|s)?i?(b?)", re.IGNORECASE)
_FACTORS = {"": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "s": 1.0, "ms": 1e-3}
_COMPARED: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
    ":": np.equal,
}


class Search:
    """A search in the requests of a store. Raises SearchError for one that cannot be understood there.

    ``notes`` says of terms that find nothing why that may be.
    """

    def __init__(self, store: Store, search: str) -> None:
        self._store = store
        terms = parse(search)
        self._words = [
            Word(term.text, term.pattern if term.wild else "", term.without)
            for term in terms
            if not term.field and term.text
        ]
        self.notes: list[str] = []
        self._tests = [(term, self._test(term)) for term in terms if term.field]

    def parts(self) -> Iterator[tuple[int, np.ndarray]]:
        """Which requests are found, a number of rows at a time: the first row, and a flag a request."""
        store, rows = self._store, self._store.rows
        flags = np.ones(rows, bool)
        for term, test in self._tests:
            held = test()
            if term.sign == ":" and not held.any():
                self.notes.append(self._why_nothing(term))
            flags &= held != term.without
        if not self._words:
            yield 0, flags
            return
        for first in range(0, rows, AT_ONCE):
            part = flags[first : first + AT_ONCE]
            asked = first + np.flatnonzero(part)
            if len(asked):
                part[asked - first] = store.holding(asked, self._words)
            yield first, part

    def flags(self) -> np.ndarray:
        """Which requests are found, bool[rows]."""
        return np.concatenate([np.empty(0, bool), *(part for _, part in self.parts())])

    # ---- fields ----

    def _test(self, term: Term) -> Callable[[], np.ndarray]:
        """What tells by array arithmetic which requests a term with a field holds for."""
        field = self._field(term)
        if field == "weekday":
            return self._weekday(term)
        if field in NUMBERS or (field == "status" and term.sign != ":"):
            return self._number(term, field)
        if field in self._store.dimensions:
            codes, labels, name = self._store.codes[field], self._store.values[field], field
        else:
            codes, labels = self._store.param(field.removeprefix(PARAM))
            name = field.removeprefix(PARAM)
        if term.sign != ":":
            raise term.fault(
                f"“{name}” is no number: write “{term.field}:” and a value, or a part of it and *."
            )
        wanted = _label_test(term, name)
        return lambda: passing(labels, wanted)[codes]

    def _field(self, term: Term) -> str:
        """The dimension or number that a term names; ``param:NAME`` for a parameter of the URLs."""
        lower = term.field.lower()
        names = [*(name for name, _ in self._store.param_names), *self._store.referrer_param_names]
        if lower in (*self._store.dimensions, *NUMBERS, "weekday"):
            return lower
        wanted = term.field.removeprefix(PARAM)
        if wanted in names:
            return PARAM + wanted
        if lower in ALIASES:
            return ALIASES[lower]
        found = next((name for name in names if name.lower() == wanted.lower()), None)
        if found is None:
            known = ", ".join((*self._store.dimensions, *NUMBERS, "weekday", *names[:4]))
            raise term.fault(
                f"This log has no field “{wanted[:40]}”. There are {known}. "
                "In quotes it is looked for as it stands."
            )
        return PARAM + found

    def _number(self, term: Term, field: str) -> Callable[[], np.ndarray]:
        compare = _COMPARED[term.sign]
        store = self._store
        if field == "day":
            day = _day(term)
            return lambda: compare(store.time // DAY, day)
        if field == "hour":
            hour = _value(term, field)
            return lambda: compare(store.time // HOUR % 24, hour)
        if field == "status":
            status = _value(term, field)
            labels = store.values["status"]
            numbers = np.array([int(label) if label.isdigit() else -1 for label in labels])
            return lambda: (compare(numbers, status) & (numbers >= 0))[store.codes["status"]]
        value = _value(term, field)
        if field == "bytes":
            return lambda: compare(store.size, value) & (store.size >= 0)
        if SECONDS not in store.columns:
            raise term.fault("This log has no response times. For a time of day write hour:14 or hour>=14.")
        return lambda: _held(store.column(SECONDS), compare, value)

    def _weekday(self, term: Term) -> Callable[[], np.ndarray]:
        found = [n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(term.text.lower())]
        if term.sign != ":" or len(found) != 1:
            raise term.fault("A day of the week is written as weekday:Mon.")
        return lambda: (self._store.time // DAY + 3) % 7 == found[0]

    def _why_nothing(self, term: Term) -> str:
        if term.wild or term.quoted or term.field.lower() in NUMBERS:
            return f"No request has {term.field} {term.text}."
        return (
            f"No request has exactly “{term.text}” as {term.field}: "
            f"{term.field}:*{term.text}* finds it in longer ones."
        )


def _held(
    seconds: np.ndarray, compare: Callable[[np.ndarray, float], np.ndarray], value: float
) -> np.ndarray:
    """Where a time in seconds is known, and compares so."""
    with np.errstate(invalid="ignore"):
        return compare(seconds, value) & (seconds >= 0)


def _label_test(term: Term, name: str) -> Callable[[pl.Series], pl.Series]:
    text = term.text
    if name == "status" and re.fullmatch(r"\d{0,2}x{1,2}", text, re.IGNORECASE) and len(text) == 3:
        pattern = text.lower().replace("x", r"\d")
    elif term.wild:
        pattern = ".*".join(re.escape(part) for part in text.split("*"))
    else:
        # A bot is asked for by its own name, too.
        named = [text.lower(), BOT + text.lower()] if name == "agent" else [text.lower()]
        return lambda labels: labels.str.to_lowercase().is_in(named)
    return lambda labels: labels.str.contains(f"(?is)^(?:{pattern})$")


def _value(term: Term, field: str) -> float:
    found = _NUMBER.fullmatch(term.text)
    unit = (found[2] or "").lower() if found else ""
    units = {"time": ("", "s", "ms"), "bytes": ("", "k", "m", "g", "t")}.get(field, ("",))
    if found is None or unit not in units:
        examples = {"time": "time>0.5 or time>500ms", "bytes": "bytes>1e6 or bytes>1MB"}
        example = examples.get(field, f"{field}>5")
        raise term.fault(f"“{term.text}” is not a number such as in {example}.")
    return float(found[1]) * _FACTORS[unit]


def _day(term: Term) -> int:
    try:
        return (date.fromisoformat(term.text) - date(1970, 1, 1)).days
    except ValueError:
        raise term.fault("A day is written as day:2021-02-15.") from None
