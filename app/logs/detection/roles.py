"""Which token of a line is which field, judged by how lines of one shape look column by column."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.logs.detection.client import find_around, find_client
from app.logs.detection.columns import Columns
from app.logs.detection.durations import find_durations, lasts, unit_of_column
from app.logs.detection.numbers import NUMBER, STATUS, find_measured, find_status_and_size, is_status
from app.logs.detection.quoted import find_quoted
from app.logs.detection.shapes import JOINED
from app.logs.detection.tokens import MEASURES
from app.logs.dimensions import NONE
from app.logs.written.addresses import is_address_list, is_site
from app.logs.written.durations import UNITS
from app.logs.written.names import field_of
from app.logs.written.requests import METHODS, split_request
from app.logs.written.times import ANY_YEAR, read_time

_NO_ADDRESS = ("-", "", "unknown")
_PARAMETERS = re.compile(r"\??[\w.\-%\[\]]{1,64}=[^\s\"]*$")
_PATH = re.compile(r"/[^\s]*")
_SITE = re.compile(r"https?://[^\s/]+(?=/|$)")
_LEVELS = frozenset({"DEBUG", "TRACE"})
"""Methods of a request that are rather levels of a logger."""


def find_roles(columns: Columns) -> dict[int, str]:
    """The fields by column; empty where there is no time, or neither a request nor anything like one."""
    _named(columns)
    if not (_time(columns) and (_request(columns) or _target_alone(columns))):
        return {}
    find_measured(columns)
    find_status_and_size(columns)
    if not find_client(columns):
        return {}
    find_around(columns)
    find_quoted(columns)
    find_durations(columns)
    _told(columns)
    return columns.roles


def more_roles(columns: Columns, texts: bool = False) -> dict[int, str]:
    """The fields of what follows a line that is known: what carries a name, times taken, addresses; with
    ``texts`` the referrer and the user agent too."""
    _named(columns)
    if texts and any(columns.kind(place) == "quoted" for place in columns.free()):
        find_quoted(columns)
    for place in columns.free():
        listed = columns.share(place, lambda text: is_address_list(text) or text in _NO_ADDRESS) == 1
        if listed and columns.tokens[place].before.endswith('"') and columns.place("forwarded") is None:
            columns.roles[place] = "forwarded"
    find_durations(columns)
    _told(columns)
    return columns.roles


def _told(columns: Columns) -> None:
    """Measures with their name or that of a process, such as ``"Time: 37 ms"``, where nothing else is one."""
    for place in columns.free():
        if columns.kind(place) != "told":
            continue
        field = _measured(columns, place)
        alike = (field,) if field == "size" else UNITS
        if all(columns.place(name) is None for name in alike):
            columns.roles[place] = field


def _measured(columns: Columns, place: int) -> str:
    return MEASURES[columns.tokens[place].after.strip(" ])}>\"'")]


def _named(columns: Columns) -> None:
    """Tokens that carry a name are what it says, where they look like it."""
    looks: dict[str, Callable[[str], object]] = {
        "host": is_address_list, "time": read_time, "status": STATUS.fullmatch, "size": NUMBER.fullmatch,
    }  # fmt: skip
    for place in columns.free():
        if columns.kind(place) == "measured":
            field = _measured(columns, place)
            if columns.place(field) is None:
                columns.roles[place] = field
        if columns.kind(place) == "user" and columns.place("user") is None:
            columns.roles[place] = "user"
        if columns.kind(place) != "named":
            continue
        field = field_of(re.split(r"[:= ]", columns.tokens[place].before.strip("[({ \t"))[0])
        if field == "time" and columns.share(place, lasts) == 1:
            field = "seconds"
        if field in ("", "request", "ident", "protocol") or columns.place(field) is not None:
            continue
        if field == "seconds":
            label = columns.tokens[place].before.strip("[({ \t").rstrip('=:" ')
            field = unit_of_column(columns, place, label)
        if field == "host" and columns.share(place, is_site) > 0.5:
            field = "vhost"
            if columns.place(field) is not None:
                continue
        if columns.share(place, looks.get(field, bool)) > 0.5 and field not in ("time", "host"):
            columns.roles[place] = field


def _time(columns: Columns) -> bool:
    """The time: of several, one in brackets after a prefix's own; without one, a number of seconds."""
    found = [
        place for place in columns.free()
        if columns.kind(place) in ("time", "zone first") and columns.share(place, _dated) > 0.5
    ]  # fmt: skip
    bracketed = [
        place
        for place in found
        if columns.tokens[place].before[-1:] in "[(\"'"[:] and columns.tokens[place].before.strip()
    ]
    zoned = [place for place in found if columns.kind(place) == "zone first"]
    if not found and _date_and_clock(columns):
        return True
    if not found:
        found = [
            place
            for place in columns.free()
            if columns.kind(place) != "quoted" and columns.share(place, read_time) > 0.5
        ][:1]
    if not found:
        return False
    columns.roles[(zoned or bracketed or found)[0]] = "time"
    return True


def _date_and_clock(columns: Columns) -> bool:
    """A date and a time of day in columns of their own, one after the other."""
    for place in columns.free(0, columns.count - 1):
        pairs = zip(columns.texts(place), columns.texts(place + 1), strict=True)
        if all(":" not in date and ":" in clock and _dated(f"{date} {clock}") for date, clock in pairs):
            columns.roles |= {place: "date", place + 1: "clock"}
            return True
    return False


def _dated(text: str) -> object:
    return read_time(text, ANY_YEAR)


def _asks(text: str) -> bool:
    return split_request(text).method != NONE


def _request(columns: Columns) -> bool:
    """The request: in quotes or bare, in parts, or in quotes with nothing that is one."""
    if columns.place("method") is not None and columns.place("target") is not None:
        return True
    for place in columns.free():
        if columns.kind(place) == "request" or (
            columns.kind(place) in ("quoted", "bracket", "cell", "named")
            and columns.share(place, _asks) >= 0.5
        ):
            columns.roles[place] = "request"
            return True
    if _parts(columns):
        return True
    time = columns.time_place
    for place in [*columns.free(time + 1), *columns.free(0, time)]:
        quoted = columns.kind(place) == "quoted"
        some = quoted and columns.share(place, _asks) > 0
        before_status = quoted and place + 1 < columns.count and columns.share(place + 1, is_status) > 0.9
        if some or before_status:
            only_paths = columns.share(place, _PATH.fullmatch) == 1
            columns.roles[place] = "target" if only_paths else "request"
            return True
    return False


def _parts(columns: Columns) -> bool:
    methods = [place for place in columns.free() if columns.share(place, METHODS.__contains__) >= 0.5]
    for place in [place for place in methods if columns.share(place, _LEVELS.__contains__) < 1] or methods:
        paths = [
            other for other in [*columns.free(place + 1), *columns.free(0, place)]
            if columns.share(other, lambda text: text.startswith("/") or _absolute(text)) >= 0.5
        ]  # fmt: skip
        protocols = [
            other
            for other in columns.free()
            if columns.share(other, lambda text: text.upper().startswith("HTTP/")) >= 0.5
        ]
        if not paths and not protocols:
            continue
        columns.roles[place] = "method"
        for found, role in ((paths, "target"), (protocols, "protocol")):
            if found:
                columns.roles[found[0]] = role
        _query(columns)
        return True
    return False


def _target_alone(columns: Columns) -> bool:
    """A path, or a URL of the one site, whose method nobody logs, in a line with a status."""
    words = [place for place in columns.free() if columns.kind(place) in ("word", "cell", "quoted")]
    paths = [place for place in words if columns.share(place, _PATH.fullmatch) == 1]
    statuses = [place for place in words if columns.share(place, is_status) == 1]
    paths = paths or [
        place for place in words if place < max(statuses, default=0) and _of_one_site(columns, place)
    ]
    hosts = [place for place in columns.free() if columns.share(place, is_address_list) == 1]
    if len(paths) != 1 or not statuses or not hosts:
        return False
    columns.roles[paths[0]] = "target"
    return True


def _of_one_site(columns: Columns, place: int) -> bool:
    """Whether all texts of a column are URLs of one site in no quotes: referrers are of many, or missing."""
    sites = {site[0] if (site := _SITE.match(text)) else "" for text in columns.texts(place)}
    return columns.kind(place) != "quoted" and len(sites) == 1 and "" not in sites


def _query(columns: Columns) -> None:
    """A query that stands apart from its path: with its mark, as Tomcat and Undertow write ``%q``, or in
    brackets, a cell or a word of its own."""
    place = columns.place("target")
    following = columns.count if place is None else place + 1
    if place is None or following not in columns.free():
        return
    enclosed = columns.kind(following) in ("bracket", "cell", "quoted")
    parameters = enclosed and columns.share(following, _PARAMETERS.match) > 0
    # A word may be any name and value, but several joined by “&” are parameters.
    parameters = parameters or (
        columns.kind(following) == "word" and columns.share(following, JOINED.fullmatch) > 0
    )
    if columns.share(following, lambda text: text.startswith("?")) == 1 or (
        parameters
        and columns.share(place, lambda text: "?" in text) == 0
        and columns.share(following, lambda text: text in ("", "-") or _PARAMETERS.match(text)) == 1
    ):
        columns.roles[following] = "query"


def _absolute(text: str) -> bool:
    return re.match(r"[a-z]{2,8}://", text) is not None
