"""Filters in words, as chips and facts say them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import dates
from app.logs import dimensions
from app.logs.dimensions import PARAM
from app.logs.search.rules import Not
from app.seconds import DAY, HOUR

WEEKDAYS = tuple(name[:3] for name in dimensions.WEEKDAYS)

TITLES = {
    "time": "Time",
    "day": "Day",
    "hour": "Hour",
    "weekhour": "Weekday × hour",
    "status": "Status",
    "product": "Product",
    "category": "Category",
    "agent": "Agent",
    "path": "Path",
    "host": "Host",
    "referrer": "Referrer",
    "method": "Method",
    "search": "Search",
    "version": "HTTP version",
    "vhost": "Virtual host",
    "country": "Country or network",
    "system": "Operating system",
    "device": "Device",
    "kind": "File type",
    "site": "Referring site",
}


@dataclass(frozen=True)
class Chip:
    """A filter in words: its dimension, its title and what it lets through, or ``without`` leaves out.

    One that ``turns`` can do either.
    """

    dimension: str
    title: str
    text: str
    without: bool = False
    turns: bool = True


def title_of(dimension: str) -> str:
    """What a visitor calls a dimension."""
    return TITLES.get(dimension, dimension.removeprefix(PARAM))


def filter_text(dimension: str, selection: Any) -> str:
    """What a filter names: labels, for "time" the interval's two seconds."""
    if isinstance(selection, Not):
        return filter_text(dimension, selection.labels)
    if dimension == "search":
        return str(selection)
    if dimension == "time":
        return " – ".join(dates.moment(second, None) for second in selection)
    if dimension == "day":
        return listing([dates.day(date.fromisoformat(label)) for label in selection])
    if dimension == "hour":
        return hours_text([int(label) for label in selection])
    if dimension == "weekhour":
        return week_text(selection)
    return listing(selection)


def hours_text(hours: Sequence[int]) -> str:
    """Hours of the day in words, neighbours joined: ``05:00–09:59, 12:00–12:59``."""
    runs: list[list[int]] = []
    for hour in sorted(hours):
        if runs and runs[-1][1] == hour - 1:
            runs[-1][1] = hour
        else:
            runs.append([hour, hour])
    return ", ".join(f"{first:02d}:00–{last:02d}:59" for first, last in runs)


def week_text(cells: Sequence[str]) -> str:
    """Hours of the week (``Sat05``) in words, whole days by their name: ``Sun, Sat 05:00–06:59``."""
    by_day: dict[str, list[int]] = {}
    for cell in cells:
        by_day.setdefault(cell[:3], []).append(int(cell[3:]))
    words = [day if len(hours) == 24 else f"{day} {hours_text(hours)}" for day, hours in by_day.items()]
    return listing(words)


def listing(labels: Sequence[str], most: int = 4) -> str:
    """Labels in a row, the first few by name: ``a, b, c and 5 more``."""
    if len(labels) <= most:
        return ", ".join(labels)
    return f"{', '.join(labels[: most - 1])} and {len(labels) - most + 1} more"


def span_name(seconds: int) -> str:
    """A stretch of time in words.

    >>> span_name(900), span_name(3600), span_name(604800)
    ('15 minutes', 'an hour', 'a week')
    """
    for size, one, many in (
        (604800, "a week", "weeks"),
        (DAY, "a day", "days"),
        (HOUR, "an hour", "hours"),
    ):
        if seconds % size == 0:
            return one if seconds == size else f"{seconds // size} {many}"
    if seconds % 60:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    return "a minute" if seconds == 60 else f"{seconds // 60} minutes"
