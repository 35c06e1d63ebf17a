"""What a link to a view of the sentiment page holds, and how its filters are written there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.links import Choice, Flag, Interval, Labels, LinkState, Pairs, Text
from app.sentiment import triangle
from app.sentiment.analysis import MARKS, ORDERS
from app.sentiment.corpus.choice import Choice as TableChoice
from app.sentiment.selection import EVERYTHING, Filters, summed_up

TABS = ("explore", "review", "try", "company", "model")

QUEUES = ("conflicts", "twins")
"""Queues of labels to review that are not a cell's: one text under two labels, near-duplicates."""

HEADINGS = {"yes": True, "no": False}
"""Whether the first row of a table names its columns, as a link says it; nothing where it is guessed."""

WAITING = "The link says how to read a file that it does not hold: bring it with “Your own”."

LINK = LinkState(
    Text("set", title="Texts", trait="source"),
    Pairs("columns", title="Columns"),
    Pairs("labels", title="Meaning of the labels"),
    Choice("heading", "", "First row", tuple(HEADINGS)),
    Text("one", title="Class against the rest"),
    Choice("tab", "explore", "Tab", TABS),
    Choice("queue", "", "Queue", QUEUES),
    Labels("cell", title="Confusion cell"),
    Text("text", title="Text", trait="text_id"),
    Text("class", title="Class", trait="shown_class"),
    Text("sure", title="Confidence", flows=True),
    Text("search", title="Search", flows=True),
    Choice("sort", "doubt", "Order", ORDERS),
    Labels("corners", title="Corners of the triangle"),
    Text("lasso", title="Lasso"),
    Text("company", title="Company"),
    Labels("beside", title="Companies beside"),
    Choice("only", "", "Only", MARKS),
    Interval("time", title="Time"),
    Text("try", title="Text to try", trait="tried", flows=True),
    Flag("obscene", title="Texts with obscene words"),
    Text("pair", title="Classifiers compared"),
)


def choice_of(state: Mapping[str, Any]) -> TableChoice:
    """What a link says of a table's columns and labels."""
    heading = HEADINGS.get(state["heading"])
    return TableChoice(dict(state["columns"]), dict(state["labels"]), heading, state["one"])


def told_choice(choice: TableChoice) -> dict[str, Any]:
    """How a link says what was chosen of a table."""
    return {
        "columns": choice.columns,
        "labels": choice.meaning,
        "heading": next((word for word, has in HEADINGS.items() if has is choice.has_heading), ""),
        "one": choice.one,
    }


def filters_of(state: Mapping[str, Any]) -> tuple[Filters, list[str]]:
    """The filters that a link asks for, and a sentence for each that cannot be understood."""
    notices: list[str] = []
    sure, lasso = EVERYTHING, Filters().lasso
    try:
        sure = _range_of(state["sure"]) if state["sure"] else sure
    except ValueError:
        notices.append("“sure” must be an interval such as 0.5..0.9: ignored.")
    try:
        lasso = triangle.polygon_of(state["lasso"]) if state["lasso"] else lasso
    except ValueError:
        notices.append("“lasso” must be an outline such as 0.1,0.2;0.3,0.4;0.5,0.1: ignored.")
    cells = tuple((actual, predicted) for actual, _, predicted in (c.partition(":") for c in state["cell"]))
    filters = Filters(cells, lasso, sure, state["search"], state["company"], state["time"], state["only"])
    return filters, notices


def told_filters(filters: Filters, classes: Sequence[str]) -> dict[str, Any]:
    """How a link says these filters of texts with these classes."""
    return {
        "cell": [":".join(cell) for cell in summed_up(filters.cells, classes)],
        "sure": "" if filters.sure == EVERYTHING else f"{filters.sure[0]:g}..{filters.sure[1]:g}",
        "search": filters.search,
        "lasso": triangle.polygon_text(filters.lasso),
        "company": filters.company,
        "time": filters.time,
        "only": filters.only,
    }


def _range_of(text: str) -> tuple[float, float]:
    """``0.5..0.9`` as numbers. Raises ValueError unless both are from 0 to 1, in order."""
    low, high = (float(end) for end in text.split(".."))
    if not 0 <= low <= high <= 1:
        raise ValueError(text)
    return low, high
