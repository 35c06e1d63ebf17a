"""What a link to a view of a log holds, and how its filters are written there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.links import Choice, Flag, Interval, Labels, LinkState, Text
from app.logs.crossfilter.measures import MEASURES, REQUESTS
from app.logs.crossfilter.periods import BEFORE, CHOSEN, WEEK
from app.logs.crossfilter.phrases import TITLES
from app.logs.dimensions import PARAM
from app.logs.model.counting import LISTS
from app.logs.model.filters import SEARCH
from app.logs.search.rules import Not, both
from app.logs.store.ordering import SORTED

PARAMS = ("param", "param2")
"""The URL parameters that are shown at once, as traits and in a link; ``value`` for each holds its filter."""

VALUES = ("value", "value2")

RULED = {name: TITLES[name] for name in ("day", "hour", "weekhour", *LISTS)} | {
    "value": "Parameter value",
    "value2": "Value of the second parameter",
}
"""What a filter can let through or leave out, by its key in a link, and what a visitor calls it."""

NOT = "not."
"""What a link puts before the key of a filter that leaves out."""

LINK = LinkState(
    Text("log", title="Log", trait="source"),
    Text("client", title="Client"),
    Text("zone", title="Time zone"),
    Interval("time", title="Time"),
    Interval("zoom", title="Zoom"),
    Labels("day", title="Day"),
    Labels("hour", title="Hour"),
    Labels("weekhour", title="Weekday × hour"),
    *(Labels(name, title=TITLES[name]) for name in LISTS),
    Text("param", title="Parameter"),
    Labels("value", title="Parameter value"),
    Text("param2", title="Second parameter"),
    Labels("value2", title="Value of the second parameter"),
    *(Labels(NOT + name, title=f"Not {title}") for name, title in RULED.items()),
    Labels("rank", title="Ranking", trait="ranked"),
    Labels("show", title="Lists", trait="listed"),
    Choice("measure", REQUESTS.name, "Measure", tuple(MEASURES)),
    Choice("mode", "draw", "Interval", ("draw", "sweep")),
    Choice("compare", "", "Comparison", ("", BEFORE, WEEK, CHOSEN)),
    Interval("against", title="Compared with"),
    Flag("trend", title="Trend line"),
    Flag("rate", title="Share of errors"),
    Text("search", title="Search", flows=True),
    Choice("sort", "time", "Order", tuple(way + name for name in SORTED for way in ("", "-"))),
)


def filters_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that a link asks for, by dimension.

    A filter on a parameter that the link does not name stays under its key, one of `VALUES`, until it is
    known which parameter is shown in that place.
    """
    wanted = {"time": state["time"]} if state["time"] else {}
    for key in RULED:
        if state[key] or state[NOT + key]:
            param = state[PARAMS[VALUES.index(key)]] if key in VALUES else ""
            wanted[PARAM + param if param else key] = both(state[key], state[NOT + key])
    return wanted


def told_filters(filters: Mapping[str, Any], second: str) -> dict[str, Any]:
    """How a link says these filters; ``second`` is the dimension of the second parameter that is shown."""
    told = {}
    for dimension, selection in filters.items():
        if dimension == SEARCH:
            continue
        key = VALUES[dimension == second] if dimension.startswith(PARAM) else dimension
        without = isinstance(selection, Not)
        told[NOT + key if without else key] = selection.labels if without else selection
    return told
