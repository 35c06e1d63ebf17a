"""How a record of the server's log is written, as text or as JSON: nothing in it begins a line of its own."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

from traitlets.config.application import LevelFormatter

# What a terminal takes for a colour, and IPython's tracebacks are full of.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class LogLines(LevelFormatter):
    r"""Lets no text that came from elsewhere begin a line, move a cursor or turn the direction of writing.

    Lines after the first, as a traceback has them, are indented; a record begins at the margin. Other
    control characters stand as Python writes them.

    >>> import logging
    >>> record = logging.LogRecord("x", 30, "", 0, "no type %s", ("a\n[x] all is well\x1b[2J",), None)
    >>> print(LogLines("[%(name)s] %(message)s").format(record))
    [x] no type a
        [x] all is well\x1b[2J
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the text of a record."""
        text = _COLOUR.sub("", super().format(record))
        return _CONTROL.sub(_escaped, text.replace("\r\n", "\n")).replace("\n", "\n    ")


class JsonLines(LevelFormatter):
    """One object of JSON a record, on a line of its own: its time, its level, who wrote it, what was said.

    >>> import logging
    >>> record = logging.LogRecord("x", 30, "", 0, "no\\ntype", (), None)
    >>> record.created = 0
    >>> print(JsonLines().format(record))
    {"time": "1970-01-01T00:00:00.000+00:00", "level": "WARNING", "by": "x", "said": "no\\ntype"}
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the line of a record."""
        said = record.getMessage()
        if record.exc_info:
            said += "\n" + self.formatException(record.exc_info)
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps(
            {"time": time, "level": record.levelname, "by": record.name, "said": _COLOUR.sub("", said)}
        )


def _escaped(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
