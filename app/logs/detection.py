"""Which format a file is written in, judged by its first lines, and what it is when it is no access log."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.logs.formats import Format, formats
from app.logs.line import LineReader
from app.problem import Problem

REMEDY = "Choose an access log: Common or Combined, with or without a virtual host, plain or compressed."

FAIR = 0.1
"""The part of the lines that must have fewer or more fields than the others for both to be read."""

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
    """Choose the format that most of ``lines``, the first of file ``name``, fit; see `judge`.

    Raises Problem, which says what the file seems to be, when not one line fits any format.
    """
    found = judge(lines)
    if found is None:
        raise Problem(f"“{name}” is {kind(lines)}, not an access log that can be read here.", REMEDY)
    return found


def judge(lines: Sequence[bytes], passed: int = 0) -> Detection | None:
    """Choose the format that most of ``lines`` fit; None when not one fits any. ``passed`` lines came before.

    Where two fit as many lines, the one registered last is chosen; but where a fair share of the lines
    has more fields than the others, the format that reads them, and takes the others as bare.
    """
    written = [line for line in lines if line.strip()]
    shares = [Share.of(form, written) for form in formats()]
    best = max(shares, key=lambda share: share.fitting, default=None)
    if best is None or not best.fitting:
        return None
    fair = max(1, FAIR * len(written))
    for share in shares:
        mixed = min(share.fitting, share.bare) >= fair
        if mixed and share.form.before == best.form.before and share.known >= best.known:
            best = share
    form = replace(best.form, bare=True) if best.bare >= fair else best.form
    return Detection(form, _why(form, best, len(written), passed))


class Share(NamedTuple):
    """How many lines a format fits, how many more end bare, and how many hold more than it declares."""

    form: Format
    fitting: int
    bare: int
    more: int

    @classmethod
    def of(cls, form: Format, lines: Sequence[bytes]) -> Share:
        """Count the lines that this format fits."""
        reader = LineReader(replace(form, bare=True))
        events = [event for event in map(reader.read, lines) if not isinstance(event, str)]
        fit = [event for event in events if form.fits(event.host, event.ident, event.user)]
        ends = [form.ends(event.tail) for event in fit if not event.bare]
        more = sum(1 for event in fit if event.tail and not form.ends(event.tail))
        return cls(form, sum(ends), len(fit) - len(ends), more)

    @property
    def known(self) -> int:
        """The lines that the format fits, bare ones included."""
        return self.fitting + self.bare


def _why(form: Format, share: Share, written: int, passed: int) -> str:
    where = f"{written:,} lines after the first {passed:,}" if passed else f"first {written:,} lines"
    if written == 1:
        lines = "the one line there is has"
    elif share.fitting == written:
        lines = f"all of the {where} have"
    else:
        lines = f"{share.fitting:,} of the {where} {'have' if share.fitting > 1 else 'has'}"
    rest = ""
    if form.bare:
        missing = " and ".join(form.quoted)
        rest = f"; {share.bare:,} end{'s' * (share.bare == 1)} after the size, without {missing}"
    elif share.more:
        rest = f"; {share.more:,} {'has' if share.more == 1 else 'have'} more after these, which is not read"
    return f"Read as {form.title} because {lines} {form.fields}{rest}."


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
