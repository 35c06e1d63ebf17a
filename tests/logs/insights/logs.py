"""Logs of plain labels, or read by one regular expression, and which of their requests a click selects."""

import re
from datetime import UTC, datetime

import numpy as np

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights.insights import find_insights

MONDAY = 1_613_347_200
HOUR, DAY = 3600, 86_400
LINE = re.compile(
    r"(?P<host>\S+) \S+ \S+ \[(?P<time>[^:]+:[0-2]\d:[0-5]\d:[0-5]\d)[^\]]*\] "
    r'"\S+ (?P<path>[^ ?]*)\??(?P<query>\S*) [^"]*" (?P<status>\d{3}) \S+ "[^"]*" "(?P<agent>[^"]*)"'
)


def log_of(time, **labels):
    """A cross-filter over plain labels."""
    codes, values = {}, {}
    for name, column in labels.items():
        values[name] = ["(none)", *sorted(set(column) - {"(none)"})]
        number = {label: code for code, label in enumerate(values[name])}
        codes[name] = np.array([number[label] for label in column], np.uint32)
    return Crossfilter(np.asarray(time, np.int64), codes, values)


def parsed(lines, written):
    """A log read by one regular expression: enough for these two files, and nobody's reader."""
    found = [match for match in map(LINE.match, lines) if match]

    def parameter(name):
        wanted = re.compile(rf"(?:^|&){name}=([^&]+)")
        hits = (wanted.search(match["query"]) for match in found)
        return [hit[1] if hit else "(none)" for hit in hits]

    time = [datetime.strptime(m["time"], written).replace(tzinfo=UTC).timestamp() for m in found]
    agents = [re.search(r"\w+Bot\b|$", m["agent"])[0] or "Browser" for m in found]
    return log_of(
        time,
        status=[m["status"] for m in found],
        path=[m["path"] for m in found],
        host=[m["host"] for m in found],
        agent=agents,
        product=parameter("productId"),
        category=parameter("categoryId"),
    )


def told(log, kind):
    return [insight for insight in find_insights(log, most=99) if insight.kind == kind]


def _hour(time):
    return np.char.zfill((time % DAY // HOUR).astype(str), 2)


# 1 January 1970 was a Thursday.
WEEK = np.array(["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"])
CLOCK = {
    "day": lambda time: (time // DAY).astype("datetime64[D]").astype(str),
    "hour": _hour,
    "weekhour": lambda time: np.char.add(WEEK[time // DAY % 7], _hour(time)),
}
"""How a selection says when a request was."""


def selected(log, selection):
    """Requests that pass a link's filters, counted row by row."""
    keep = np.ones(log.rows, bool)
    for name, chosen in selection.items():
        if name == "time":
            keep &= (log.time >= chosen[0]) & (log.time < chosen[1])
        elif name in CLOCK:
            keep &= np.isin(CLOCK[name](log.time), chosen)
        else:
            labels = np.array(log.values[name], object)[log.codes(name)]
            keep &= np.isin(labels, chosen)
    return int(keep.sum())
