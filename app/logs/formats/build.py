"""From a line's fields to its event: the client, the time, which response time counts; or why it is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from app.logs.written.addresses import client, is_address, is_private
from app.logs.written.durations import UNITS, in_seconds
from app.logs.written.lines import LONGEST_SIZE, Event, Refused
from app.logs.written.requests import join_request
from app.logs.written.sizes import plain_size
from app.logs.written.times import Clock, read_time

SOCKET = "unix:"
"""Whom nginx names as the client of a socket, behind which a proxy asks for all."""

PHASES = ("request processing", "target processing", "response processing")
OWN = frozenset({
    "host", "ident", "user", "time", "date", "clock", "request", "method", "target", "path", "query",
    "protocol", "status", "size", "zone", "fraction", "referrer", "agent", "tail",
})  # fmt: skip
"""Fields that an event has a place for; all others are kept by their names."""


def build(found: Mapping[str, str], latest: int | None = None) -> Event:
    """The event of these fields. Raises Refused where the time is none, or the size has too many digits.

    A request may be whole or in parts (method, target or path and query, protocol). Without a host, the
    first of the addresses that it was forwarded for is the client, and so it is where the host is a proxy of
    one's own or a socket.
    """
    clock = clock_of(found, latest)
    written = found.get("size") or found.get("sent", "-")
    digits = plain_size(written.lstrip("+"))
    if len(digits) > LONGEST_SIZE:
        raise Refused(f"the size has {len(digits)} digits")
    more = {name: value for name, value in found.items() if name and name not in OWN}
    host = host_of(found)
    asked_by = _asked_by(found)
    if host != asked_by and asked_by not in ("", "-"):
        more["connection"] = asked_by
    # Of several, the last one counts: the finest.
    for unit in UNITS:
        if unit in more:
            more["response time"] = in_seconds(more.pop(unit), unit)
    if found.keys() >= set(PHASES):
        more["response time"] = _together([found[phase] for phase in PHASES])
    return Event(
        *clock,
        host,
        found.get("user", "-"),
        found["request"] if "request" in found else request_of(found),
        status_of(found.get("status", "-")),
        int(digits) if digits.isdecimal() and digits.isascii() else -1,
        found.get("referrer") or "-",
        decoded(found.get("agent") or "-"),
        found.get("tail") or "",
        found.get("ident", "-"),
        False,
        more,
        None if "request" in found else found.get("protocol", ""),
    )


def decoded(agent: str) -> str:
    """A user agent as it was sent: content delivery networks encode its spaces."""
    return unquote(agent) if "%20" in agent and " " not in agent else agent


def _together(phases: Sequence[str]) -> str:
    """The seconds that a request took in all; the cloud writes -1 for a phase that was not come to."""
    try:
        seconds = [float(phase) for phase in phases]
    except ValueError:
        return "-"
    return "-" if min(seconds) < 0 else f"{sum(seconds):.9g}"


def host_of(found: Mapping[str, str]) -> str:
    """The client: see `build`."""
    host = _asked_by(found)
    if "forwarded" in found and found["forwarded"] != "-":
        forwarded = client(found["forwarded"])
        if host in ("", "-", SOCKET) or (
            is_private(host) and is_address(forwarded) and not is_private(forwarded)
        ):
            return forwarded
    return host


def _asked_by(found: Mapping[str, str]) -> str:
    """Whom the server was asked by: a client that nothing tells of is its peer."""
    host = found.get("host", "-")
    return host if host not in ("", "-") else found.get("peer") or host or "-"


def status_of(status: str) -> str:
    """A status of three digits, or what stands in its place."""
    return status.zfill(3) if status.isdecimal() else status if status == "-1" else "-"


def clock_of(found: Mapping[str, str], latest: int | None) -> Clock:
    """The time, or what is put together of a date and a time of day. Raises Refused."""
    if "time" in found:
        written = found["time"]
    elif "date" in found and "clock" in found:
        written = f"{found['date']} {found['clock']}"
    elif "american date" in found and "clock" in found:
        month, _, rest = found["american date"].partition("/")
        day, _, year_of = rest.partition("/")
        written = f"{day}/{month}/{year_of} {found['clock']}"
    else:
        raise Refused("no time in the line")
    if "zone" in found:
        written += f" {found['zone']}"
    clock = read_time(written, latest)
    if clock is None:
        raise Refused(f"“{written[:40]}” is not a date and time")
    return clock


def request_of(found: Mapping[str, str]) -> str:
    """The request, put together of its parts."""
    target = found.get("target") or found.get("path") or "-"
    query = found.get("query", "-")
    if query not in ("", "-") and "?" not in target:
        target = f"{target}?{query.removeprefix('?')}"
    return join_request(found.get("method") or "-", target, found.get("protocol", ""))
