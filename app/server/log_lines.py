"""The server's log, in which nobody but the server writes lines."""

from __future__ import annotations

import logging
import re

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


def _escaped(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]
