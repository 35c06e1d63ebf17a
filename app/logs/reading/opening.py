"""How a file begins: what is passed over, and the format that it is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from app.counted import counted
from app.logs.detection.detection import chosen, detect, judge
from app.logs.detection.fitting import Detection
from app.logs.formats import Addressed, LogFormat
from app.logs.sources import Bytes
from app.problem import Problem

BOM = b"\xef\xbb\xbf"

JUDGED_LINES = 200
"""Lines that a format is chosen by."""

LOOK = 16 << 20
"""Bytes of a file that are looked through for a line of a log before it is refused."""

_STEP = 1 << 20
_DATED = re.compile(rb"\d\d/[A-Z][a-z]{2}/\d{4}[: ]\d\d:|\d{4}-\d\d-\d\d[T \t]\d\d:\d\d")
_LONGEST_DATE = 20
_MOST_SAMPLES = 64


class Opening:
    """The beginning of a file as far as it was read: ``text``, after ``nuls`` zero bytes that are no lines.

    Zero bytes are what a log begins with that was cut to nothing while its server wrote on.
    """

    def __init__(self, stream: Bytes, size: int, latest: int | None = None) -> None:
        """Read ``size`` bytes, or as many more as it takes to come to one that is not zero.

        ``latest`` is the last day that times without a year can be of, such as 20240105.
        """
        self._latest = latest
        self._stream = stream
        self.nuls = 0
        # A mark of UTF-8 is never cut.
        read = stream.read(max(size, len(BOM)))
        while read and not read.strip(b"\0"):
            self.nuls += len(read)
            read = stream.read(_STEP)
        self.text = read.lstrip(b"\0")
        self.nuls += len(read) - len(self.text)

    def check(self, name: str) -> None:
        """Raise Problem when there is nothing in the file."""
        if self.text.removeprefix(BOM).strip():
            return
        if self._stream.damage:
            raise Problem(
                f"“{name}”: {self._stream.damage}, nothing in it was readable.", "Fetch the file again."
            )
        if self.nuls:
            raise Problem(
                f"“{name}” holds nothing but {counted(self.nuls, 'zero byte')}.",
                "Choose a file that holds requests.",
            )
        if not self._more():
            raise Problem(f"“{name}” is empty.", "Choose a file that holds requests.")
        self.check(name)

    def detect(self, name: str) -> Detection:
        """Choose the format by the first lines, or where they fit none, by the first ones further on that do.

        Raises Problem, which says what the file seems to be, when none is found within ``LOOK`` bytes.
        """
        first = self._lines(len(BOM) if self.text.startswith(BOM) else 0)
        found = judge(first, latest=self._latest) or next(
            filter(None, map(self._judge, islice(self._dated(), _MOST_SAMPLES))), None
        )
        return found or detect(first, name, self._latest)

    def choose(self, name: str, form: LogFormat | None) -> Detection:
        """How to read the file: in the format that was chosen, if any, and with the client's address from
        the field that was chosen. Raises Problem as `detect` does."""
        if isinstance(form, Addressed):
            found = self.choose(name, form.form)
            return found._replace(reading=replace(found.reading, client=form.field))
        return self.detect(name) if form is None else self._chosen(form)

    def _chosen(self, form: LogFormat) -> Detection:
        """How to read the file in a format that was chosen."""
        return chosen(form, self._lines(len(BOM) if self.text.startswith(BOM) else 0), self._latest)

    def _judge(self, start: int) -> Detection | None:
        lines = self._lines(start)
        return judge(lines) and judge(lines, passed=self.text.count(b"\n", 0, start))

    def _lines(self, start: int) -> list[bytes]:
        """Up to ``JUDGED_LINES`` lines from here on; one that is not read to its end only if it is alone."""
        lines: list[bytes] = []
        while len(lines) < JUDGED_LINES and (end := self.text.find(b"\n", start)) >= 0:
            lines.append(self.text[start:end])
            start = end + 1
        return lines or [self.text[start:]]

    def _dated(self) -> Iterator[int]:
        """Where lines begin that hold a time as logs write it, a sample's length apart; reads on for them."""
        at = 0
        while True:
            found = _DATED.search(self.text, at)
            if found is None:
                at = max(at, len(self.text) - _LONGEST_DATE)
                if not self._more():
                    return
                continue
            if self.text.find(b"\n", found.end()) < 0 and self._more():
                continue
            start = self.text.rfind(b"\n", 0, found.start()) + 1
            yield start
            at = start + sum(len(line) + 1 for line in self._lines(start))

    def _more(self) -> bool:
        """Read on, unless enough was looked through."""
        read = self._stream.read(_STEP) if len(self.text) < LOOK else b""
        self.text += read
        return bool(read)
