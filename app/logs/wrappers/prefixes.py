"""Prefixes that containers, system logs and tools put before a line."""

from __future__ import annotations

import re

from app.logs.wrappers.wrapper import Wrapper
from app.logs.written.names import field_of

_ISO = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+\-]\d\d:?\d\d)?"
_MONTH = (
    rb"(?:(?:[A-Z][a-z]{2} |\d{4} )?[A-Z][a-z]{2} [ \d]?\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,6})?"
    rb"(?: \d{4})?)"
)
_LONG = rb"(?:[A-Z][a-z]{2} )?" + _ISO + rb"(?: [A-Z]{2,5}| [+\-]\d{4})?"
"""A time as the journal writes it whole, with its day of the week and its zone behind it."""
STAMP = re.compile(_ISO + rb"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|" + _MONTH)
_PROGRAM = re.compile(rb"(?!unix:)(?P<name>[A-Za-z][\w.\-]{1,60})(?:\[\d+\])?: (?=[\d\[])")
_FIRST = rb"(?:[23][0-9a-f]{3}|f[c-f][0-9a-f]{2})"
"""The first group of an address of IPv6 that a client has."""
_NUMBER = (
    rb"(?!" + _FIRST + rb":(?!" + _FIRST + rb":)"
    rb"(?:(?:[0-9a-f]{1,4}:){6}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){0,6}:[0-9a-f:]{0,34})(?![0-9a-f:]))\d{1,9}"
)
"""A line's number, which is no group of an address behind it."""
_TAG = rb"[A-Za-z_][\w./@{}\-]{0,79}(?:\[[\w.\-]{1,20}\])?:(?: |(?=[\[\"{<]))"


def _prefix(name: str, title: str, pattern: bytes) -> Wrapper:
    match = re.compile(pattern).match

    def take(line: bytes) -> bytes | None:
        found = match(line)
        return _dated(found[0], line[found.end() :]) if found else None

    return Wrapper(name, title, take, plain=True)


def _of_program(line: bytes) -> bytes | None:
    """The line after a program's name; a name of a time or a client is part of the line itself."""
    found = _PROGRAM.match(line)
    known = found is not None and field_of(found["name"].decode()) in ("time", "host", "forwarded")
    return None if found is None or known else line[found.end() :]


_LOGGED = re.compile(
    rb"\[?(?:" + _ISO + rb"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)\]?[ \t]+"
    rb"(?:[^{}\"\[=]|\[[\w.\-: /]{1,40}\]){1,160}(?:\{\w{1,40}\}[^{}\"\[=]{1,80})?(?=\{\")"
)


def _of_logger(line: bytes) -> bytes | None:
    """The JSON object behind a logger's words, without the empty lists that Monolog puts behind it."""
    found = _LOGGED.match(line)
    if found is None:
        return None
    inside = line[found.end() :].rstrip(b" \r,")
    while inside.endswith((b" []", b" {}")):
        inside = inside[:-3]
    return _dated(found[0], inside)


def _dated(prefix: bytes, inside: bytes) -> bytes:
    """The line inside; a JSON object gets the time of its prefix, for it may have none itself."""
    if not inside.startswith(b"{") or not (end := inside.rstrip(b" \r,")).endswith(b"}"):
        return inside
    time = STAMP.search(prefix)
    return end[:-1] + b',"prefix_time":"' + time[0] + b'"}' if time and len(end) > 3 else inside


PREFIXES = (
    _prefix("cri", "a Kubernetes container's time and stream", rb"\S{19,40} (?:stdout|stderr) [FP] "),
    _prefix(
        "syslog-5424",
        "a system log's header (RFC 5424)",
        rb"(?:<\d{1,3}>)?1 (?:"
        + _ISO
        + rb'|-) \S+ \S+ \S+ \S+ (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*+")*+\])+) ?(?:\xef\xbb\xbf)?',
    ),
    _prefix(
        "syslog",
        "a system log's time, host and program",
        # What one collector passes on to another has the time and host of both.
        rb"(?:<\d{1,3}>)?(?:(?:" + _MONTH + rb"|" + _LONG + rb"|\d{10}\.\d{6}|\[ *\d+\.\d{6}\])"
        rb" (?:[\w.:\-]+ )?){1,2}(?:[a-z0-9]{2,10}\.[a-z]{3,7} )?" + _TAG,
    ),
    _prefix(
        "papertrail",
        "the columns of Papertrail's archives",
        rb"\d+\t" + _ISO + rb"\t" + _ISO + rb"\t\d+\t(?:[^\t]*\t){5}",
    ),
    _prefix(
        "pod",
        "a pod's or a program's name in brackets",
        rb"\[(?:pod|container|app|source)[/:=][^\]\s]{1,200}\] "
        rb"|\[(?!GIN\])[A-Za-z][\w.\-]{0,60}\] (?=\{\"|\[GIN\] )",
    ),
    _prefix(
        "compose",
        "a container's name and a bar",
        rb"(?=[^A-Za-z_ |]{0,119}[A-Za-z_])[\w./@\-]{1,120}(?:\|[\w./\-]{1,80})? *\| ?"
        rb"|\d{1,4}\|[A-Za-z][\w./@\-]{0,80} +\| ",
    ),
    _prefix(
        "record",
        "a collector's time and tag",
        rb"(?:[^\s{]\S{9,40}|" + _LONG + rb")(?:\t| )[\w.*/\-]{1,120}(?:\t|: | {1,8})(?=\{)",
    ),
    _prefix(
        "console",
        "a logger's time, level and name",
        rb"(?:" + _ISO + rb"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)\t[A-Za-z]{4,7}\t"
        rb"(?:[^\t{]{1,120}\t){1,3}(?=\{)",
    ),
    Wrapper("logger", "a logger's time and words", _of_logger, plain=True),
    _prefix(
        "region",
        "a platform's machine, region and level",
        _ISO + rb"[ \t]+app\[\w+\][ \t]+[a-z]{3,5}[ \t]+\[\w+\] ?",
    ),
    _prefix(
        "container",
        "a container's name",
        rb"(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)+ )(?:[a-z][a-z0-9\-]* )?(?=\[\d{4}-\d\d-\d\dT|\[GIN\] )",
    ),
    _prefix(
        "foundry",
        "the time and the part of Cloud Foundry's logs",
        rb"[ \t]*" + _ISO + rb"[ \t]+\[[A-Z]{2,8}(?:/[\w\-.]{1,40}){0,4}\][ \t]+(?:OUT|ERR)[ \t]",
    ),
    _prefix("cee", "the mark of structured system logs", rb"@cee: ?"),
    _prefix(
        "stamp",
        "a time before the line",
        rb"(?:"
        + _ISO
        + rb"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|"
        + _MONTH
        + rb"(?=[ \t]+(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]{3,39}) \S+ \S+ \[)):?[ \t]+",
    ),
    _prefix(
        "stamp-brackets",
        "a time in brackets before the line",
        rb"\[(?:" + _ISO + rb"|" + _MONTH + rb")\][ \t]+",
    ),
    _prefix(
        "file",
        "a file's name before the line, as grep puts it",
        # Before and behind a line's number stands the same mark, unlike before the year of a time.
        rb"(?:[^\s:\"\[]{0,200}[._/\-])?logs?(?:[._\-][^\s:\"]{0,80})?(?P<mark>[:\-])"
        rb"(?:" + _NUMBER + rb"(?P=mark))?(?=\S)"
        rb"|[^\s:\"\[]{0,200}(?:/|\.gz|\.txt)[^\s:\"\[]{0,80}:(?:" + _NUMBER + rb":)?(?=\S)",
    ),
    _prefix(
        "number",
        "a line's number",
        rb" *\d{1,9}(?:\t|: |:(?=\d{1,3}\.\d|\[|\")| +(?=\S+ \S+ \S+ \[))"
        rb"|(?!" + _FIRST + rb":)\d{1,9}:(?=" + _FIRST + rb":[0-9a-f:]+[ ,|])",
    ),
    _prefix(
        "level",
        "a logger's level",
        rb"(?i:\[?(?:info|notice|debug|access|warn|warning|error)\]?)(?::[A-Za-z][\w.]{0,60}:|:?[ \t]+)",
    ),
    _prefix(
        "mark",
        "a priority or the mark of a difference",
        rb"(?:<\d{1,3}>|\+)(?=\d{1,3}(?:\.\d{1,3}){3}[ ,:]|[0-9a-f]{0,4}:[0-9a-f:]+ )",
    ),
    Wrapper("tag", "a program's name", _of_program, plain=True),
    _prefix("item", "the mark of a list", rb"[ \t]*[\-*\xe2\x80\xa2]{1,3} +(?=['\"{`]|[\w.:]{3,45}\|)"),
    _prefix("indent", "spaces or a quotation mark before the line", rb"(?:[ \t]+|(?:> ?)+)"),
)
