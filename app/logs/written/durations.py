"""One length of time as logs write it: in what unit, and in seconds."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.logs.written.names import words_of

UNITS = {"seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9}
"""The units by the names that formats give such a field, in seconds."""

_WRITTEN = {"ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9, "s": 1.0}
_NAMED = (
    ("milliseconds", re.compile(r"ms|millis\w*|msecs?")),
    ("microseconds", re.compile(r"[uµμ]s|micros\w*|usecs?")),
    ("nanoseconds", re.compile(r"ns|nanos\w*|nsecs?")),
    ("seconds", re.compile(r"s|secs?|seconds")),
)
_ALONE = ("ms", "msec", "msecs", "millis", "us", "usec", "usecs", "micros", "microsec", "microsecs")
"""Units that are names of a length of time by themselves."""
_NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?) ?(ms|us|µs|μs|ns|s)?")
PARTS = (
    r"(?:PT)?(?:(\d{1,6})[hH])?(?:(\d{1,6})[mM](?![sS]))?(?:(\d{1,6}(?:\.\d+)?)[sS])?"
    r"|(\d{1,6}):([0-5]\d):([0-5]\d(?:\.\d+)?)"
)
"""Hours, minutes and seconds, as Go (``1m2.5s``), ISO 8601 (``PT1M2.5S``) and .NET write them."""

_PARTS = re.compile(PARTS)
_OF_DATADOG = "network.client.ip"
_OF_KAMAL = frozenset({"req_content_length", "resp_content_length", "service", "target"})
_OF_RAILS = frozenset({"controller", "action"})


def unit_of(name: str, text: str, names: Collection[str] = ()) -> str:
    """The unit of a length of time, by the last word of its name, else by who calls it so.

    IIS writes milliseconds and W3C's *time-taken* elsewhere seconds with a fraction; Traefik's *Duration*,
    Datadog's *@duration*, the ECS's *event.duration* and *duration* of Kamal's proxy are in nanoseconds,
    Fastly's *time_elapsed* and Liberty's *ibm_elapsedTime* in microseconds, *x-duration* of media servers
    in seconds, *duration* of Rails, *Elapsed* of Serilog and *responseTime* of Node's loggers in
    milliseconds; else a whole number is milliseconds (Envoy, Kong, Go's and Java's loggers) and one with a
    fraction seconds (nginx, Caddy, Azure). ``names`` are all there are.
    """
    last = name.rpartition(".")[2]
    words = words_of(last)
    for unit, spelt in _NAMED:
        if words and (len(words) > 1 or last in _ALONE) and spelt.fullmatch(words[-1]):
            return unit
    whole = text.isdecimal()
    # Datadog, the Elastic Common Schema and Kamal's proxy count durations in nanoseconds.
    of_go = name == "duration" and (_OF_DATADOG in names or set(names) >= _OF_KAMAL)
    if (last == "Duration" or of_go or name in ("@duration", "event.duration")) and whole:
        return "nanoseconds"
    if words in (["time", "elapsed"], ["ibm", "elapsed", "time"]) and whole:
        return "microseconds"
    of_rails = words == ["duration"] and names and set(names) >= _OF_RAILS
    if words == ["x", "duration"]:
        return "seconds"
    if last in ("responseTime", "Elapsed") or of_rails or name == "latencies.request":
        return "milliseconds"
    return "milliseconds" if whole else "seconds"


def in_seconds(text: str, unit: str = "seconds") -> str:
    """A length of time in seconds; a unit that is written behind it goes before ``unit``.

    >>> in_seconds("45.5ms"), in_seconds("250", "microseconds"), in_seconds("-")
    ('0.0455', '0.00025', '-')
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        parts = _PARTS.fullmatch(text.strip())
        if parts is None or not any(parts.groups()):
            return text
        hours, minutes, seconds = parts[1] or parts[4], parts[2] or parts[5], parts[3] or parts[6]
        return f"{int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0):.9g}"
    factor = _WRITTEN[match[2]] if match[2] else UNITS[unit]
    return f"{float(match[1].replace(',', '.')) * factor:.9g}"
