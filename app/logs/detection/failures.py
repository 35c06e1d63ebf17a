"""Logs of what went wrong: they name requests, and are none of requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.logs.detection.fitting import Detection
from app.logs.wrappers import AROUND, DEEPEST

ERROR_LOGS = (
    (rb"\[\w{3} \w{3} +\d+ [\d:.]+ \d{4}\] \[", "an Apache error log"),
    (rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+", "an nginx error log"),
    (rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: \([\w.\-/]+\.c\.\d+\)", "a lighttpd error log"),
    (rb"\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d[^\]]*\] PHP ", "a PHP error log"),
    (rb"\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d [+\-]\d{4}\]: ", "a log of Roundcube's errors and logins"),
    (rb"\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d[^\]]*\] (?:NOTICE|WARNING|ERROR):", "a PHP-FPM log"),
)  # fmt: skip
"""How the lines of servers' logs of errors begin, and what these are."""

_FAILURE = re.compile(
    rb"(?i)(?:^|[\s\[(|\"'=])(?:error|err|warn|warning|crit|critical|alert|emerg|fatal|severe|failed|failure"
    rb"|denied|rejected|invalid)(?![\w/.\-=])"
)
"""A level, or a word, that says that something went wrong."""


def is_error_log(lines: Sequence[bytes]) -> bool:
    """Whether lines are those of a server's log of errors, which name the requests that they came from."""
    return any(
        sum(1 for line in lines if re.match(pattern, line)) * 2 > len(lines) for pattern, _ in ERROR_LOGS
    )


def tells_failures(lines: Sequence[bytes]) -> bool:
    """Whether most lines say that something went wrong, as a program's log does."""
    return sum(1 for line in lines if _FAILURE.search(line)) * 2 > len(lines)


def of_failures(found: Detection, written: Sequence[bytes]) -> bool:
    """Whether lines name requests, none with a status or a size, and most say that something went wrong."""
    reader = found.reading.reader()
    told = [
        (line, outcome) for line in written for outcome in [reader.read(line)] if not isinstance(outcome, str)
    ]
    if not told or any(event.status != "-" or event.size >= 0 for _, event in told):
        return False
    return tells_failures([line for line, _ in told])


def levels(lines: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The lines themselves, what is inside of them, and what is inside of that."""
    yield lines
    for _ in range(DEEPEST):
        wrapper = next(
            (
                wrapper
                for wrapper in AROUND.values()
                if sum(1 for line in lines if wrapper.take(line) is not None) * 2 > len(lines)
            ),
            None,
        )
        if wrapper is None:
            return
        lines = [line if (inside := wrapper.take(line)) is None else inside for line in lines]
        yield lines
