"""Which format a file is written in, judged by its first lines, and what it is when it is no access log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.logs.formats import Format, formats
from app.logs.line import LineReader
from app.problem import Problem

REMEDY = "Choose an access log: Common or Combined, with or without a virtual host, plain or compressed."

_MAGIC = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_WRITTEN = (
    (rb"\[\w{3} \w{3} +\d+ [\d:.]+ \d{4}\] \[", "an Apache error log"),
    (rb"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+", "an nginx error log"),
    (rb"#(Software: Microsoft|Version: |Fields: |Date: )", "a W3C extended log, as Microsoft IIS writes it"),
    (rb'(\S+ +\| )?\{"?.*"(ts|level|logger|msg)":', "JSON lines, as Caddy writes them"),
    (rb"\s*[\{\[]\s*$|\s*\{\s*\"", "JSON"),
    (rb"(<\d+>)?\w{3} [ \d]\d \d\d:\d\d:\d\d \S+ \S+(\[\d+\])?:", "a system log"),
    (rb"\s*<(!doctype|html|\?xml)", "a web page or XML"),
)


class Detection(NamedTuple):
    """The format chosen for a file and one sentence that says why."""

    format: Format
    why: str


def detect(lines: Sequence[bytes], name: str) -> Detection:
    """Choose the format that most of ``lines``, the first of file ``name``, fit.

    Where two fit as many lines, the one registered last is chosen. Raises Problem, which says what the
    file seems to be, when not one line fits any format.
    """
    written = [line for line in lines if line.strip()]
    best, most = None, 0
    for form in formats():
        reader = LineReader(form)
        events = (reader.read(line) for line in written)
        fitting = sum(1 for e in events if not isinstance(e, str) and form.fits(e.user, e.tail))
        if fitting > most:
            best, most = form, fitting
    if best is None:
        raise Problem(f"“{name}” is {kind(lines)}, not an access log that can be read here.", REMEDY)
    return Detection(best, _why(best, most, len(written)))


def _why(best: Format, fitting: int, written: int) -> str:
    if written == 1:
        lines = "the one line there is has"
    elif fitting == written:
        lines = f"all of the first {written:,} lines have"
    else:
        lines = f"{fitting:,} of the first {written:,} lines {'have' if fitting > 1 else 'has'}"
    return f"Read as {best.title} because {lines} {best.fields}."


def kind(lines: Sequence[bytes]) -> str:
    """What a file seems to be, in words, judged by its first lines."""
    sample = b"\n".join(lines)[:65536]
    for magic, words in _MAGIC:
        if sample.startswith(magic):
            return words
    controls = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if controls * 50 > len(sample):
        return "a binary file"
    written = [line for line in lines if line.strip()]
    for pattern, words in _WRITTEN:
        found = re.compile(pattern, re.IGNORECASE)
        if sum(1 for line in written if found.match(line)) * 2 > len(written) or (
            pattern.startswith(rb"#") and any(found.match(line) for line in written)
        ):
            return words
    return "text of another kind"
