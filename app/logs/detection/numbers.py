"""Which numbers of a line are the status and the size of the response, judged column by column."""

from __future__ import annotations

import re

from app.logs.detection.columns import Columns
from app.logs.detection.tokens import MEASURES
from app.logs.written.names import field_of
from app.logs.written.sizes import names_its_unit

KNOWN_STATUSES = frozenset(
    [100, 101, 102, 103, *range(200, 209), 226, *range(300, 309), *range(400, 432), 440, 444, 449, 450, 451,
     460, 463, 494, 495, 496, 497, 498, 499, *range(500, 512), *range(520, 531), 561, 598, 599]
)  # fmt: skip
NUMBER = re.compile(r"[+]?\d+")
STATUS = re.compile(r"\d{3}|0|-1?")
_MEASURE = re.compile(r"\d+(?:[.,]\d+)*")
_FLAGS = re.compile(r"-|[A-Z]{2,6}(?:,[A-Z]{2,6})*")


def find_measured(columns: Columns) -> None:
    """Numbers that the word behind them says the unit of, such as ``512 bytes``."""
    for place in columns.free(0, columns.count - 1):
        label = field_of(columns.texts(place - 1)[0]) if place else ""
        unit = columns.texts(place + 1)[0].strip(",;")
        field = MEASURES.get(unit, "") if columns.kind(place + 1) == "word" else ""
        if (
            field
            and label != "upstream seconds"
            and columns.place(field) is None
            and columns.kind(place) in ("word", "cell")
            and columns.share(place + 1, lambda text, unit=unit: text.strip(",;") == unit) == 1  # type: ignore[misc]
            and columns.share(place, _MEASURE.fullmatch) == 1
        ):
            columns.roles[place] = field


def is_status(text: str) -> bool:
    """Whether a text is one of the statuses that servers give."""
    return text.isdecimal() and int(text) in KNOWN_STATUSES


def _may_be_status(columns: Columns, place: int) -> bool:
    return columns.share(place, STATUS.fullmatch) > 0.95 and columns.share(place, _likely) > 0


def _likely(text: str) -> bool:
    return len(text) == 3 and text.isdecimal() and text[0] != "0"


def find_status_and_size(columns: Columns) -> None:
    """The status next to the request, and the size next to the status."""
    requests = [
        place for place, role in columns.roles.items() if role in ("request", "method", "target", "protocol")
    ]  # fmt: skip
    target, protocol = columns.place("target"), columns.place("protocol")
    if target is not None and protocol is not None and columns.free(target + 1, protocol):
        between = columns.free(target + 1, protocol)
        if columns.share(between[0], is_status) == 1:
            requests.remove(protocol)
    first, last = min(requests), max(requests)
    if columns.place("status") is None:
        _find_status(columns, first, last)
    if columns.place("size") is None:
        _find_size(columns, last)


def _find_status(columns: Columns, first: int, last: int) -> None:
    """The status beside a request from the column ``first`` to ``last``."""
    words = [place for place in columns.free() if columns.kind(place) in ("word", "cell", "named")]
    candidates = [place for place in words if _may_be_status(columns, place)]
    after = [place for place in candidates if place > last]
    # What stands next to the request is likelier than a number of a process at the start.
    before = [place for place in reversed(candidates) if place < first]
    known = [place for place in after if columns.share(place, is_status) > 0.5]
    among = [p for p in candidates if first < p < last and columns.share(p, is_status) > 0.9]
    bare = [place for place in known if columns.kind(place) != "named"]
    beside = [place for place in before if place == first - 1 and columns.share(place, is_status) == 1]
    likely = [place for place in before if columns.share(place, is_status) > 0.5]
    # A status right before the request goes before what carries a name of something else.
    ordered = bare + beside + known + after + among + likely + before
    numeric = [place for place in words if place > last and columns.share(place, NUMBER.fullmatch) > 0.5]
    if ordered:
        columns.roles[ordered[0]] = "status"
    elif len(numeric) != 1 and words and (missing := _dashes(columns, last + 1)) is not None:
        columns.roles[missing] = "status"


def _find_size(columns: Columns, last: int) -> None:
    """The size beside the status, or behind a request that ends in the column ``last``."""
    status = columns.place("status")
    start = last if status is None else status
    sizes = [
        place for place in columns.free(start + 1)
        if columns.kind(place) in ("word", "cell") and columns.share(place, NUMBER.fullmatch) > 0
        and not _of_upstream(columns, place)
        and columns.share(place, lambda text: text == "-" or NUMBER.fullmatch(text)) > 0.95
    ]  # fmt: skip
    ahead = [
        place for place in columns.free(max(last + 1, start - 2), start)
        if columns.share(place, NUMBER.fullmatch) > 0.5
    ]  # fmt: skip
    said = [
        place for place in columns.free(start + 1)
        if columns.kind(place) in ("word", "cell") and columns.share(place, names_its_unit) > 0
        and columns.share(place, lambda text: text == "-" or text.isdecimal() or names_its_unit(text)) == 1
    ]  # fmt: skip
    if status is not None and _of_envoy(columns, status):
        columns.roles |= {status + 3: "size", status + 4: "milliseconds"}
    elif said:
        columns.roles[said[0]] = "size"
    elif sizes:
        columns.roles[sizes[0]] = "size"
    elif ahead and ahead[-1] == start - 1:
        # Between the size and the status whole seconds may stand, too.
        behind = start - 1
        seconds = (
            columns.share(behind, "0".__eq__) > 0.5 and columns.share(behind, lambda text: len(text) < 3) == 1
        )
        large = columns.share(ahead[0], lambda text: len(text) > 2) > 0.5
        columns.roles[ahead[0] if seconds and large else behind] = "size"
    elif (missing := _dashes(columns, start + 1)) is not None:
        columns.roles[missing] = "size"


def _of_upstream(columns: Columns, place: int) -> bool:
    """Whether what stands behind the status and a stroke is the status that a server behind gave."""
    return (
        columns.tokens[place].before == "/"
        and columns.share(place, is_status) > 0
        and columns.share(place, lambda text: text == "-" or is_status(text)) == 1
    )


def _of_envoy(columns: Columns, status: int) -> bool:
    """Whether flags follow the status, then bytes received, bytes sent and milliseconds, as in Envoy's."""
    places = range(status + 1, status + 5)
    return (
        places.stop <= columns.count
        and not columns.roles.keys() & set(places)
        and all(columns.kind(place) == "word" for place in places)
        and columns.share(status + 1, _FLAGS.fullmatch) == 1
        and all(columns.share(place, str.isdecimal) == 1 for place in places[1:])
    )


def _dashes(columns: Columns, place: int) -> int | None:
    """The column at ``place`` if nothing but dashes stands there."""
    fine = place < columns.count and place not in columns.roles and columns.kind(place) in ("word", "cell")
    return place if fine and columns.share(place, "-".__eq__) == 1 else None
