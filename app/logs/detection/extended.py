"""Whether a file is in the extended format of the W3C, with the header that names its columns or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.logs.detection.fitting import Detection, lines_in_words, lines_read
from app.logs.formats import W3C, LogFormat
from app.logs.formats.mixture import Mixture
from app.logs.formats.w3c import FIELDS, KNOWN
from app.logs.written.addresses import is_address
from app.logs.written.lines import Event


def judge_extended(written: Sequence[bytes], passed: int) -> Detection | None:
    """The W3C's format where a line names its columns, which may change from line to line."""
    data = b"".join(line + b"\n" for line in written)
    parts = list(W3C.parts(data)) if FIELDS.search(data) else []
    read = sum(lines_read(form, data[start:end].split(b"\n")) for form, start, end in parts)
    first = next((form for form, _, _ in parts if form.columns), None)
    if first is None:
        return _judge_headless(written, passed)
    told = any(not line.startswith(b"#") for line in written)
    if told and not any(_tells(form, data[start:end]) for form, start, end in parts):
        return _judge_headless(written, passed)
    if read <= 0:
        return None
    why = f"Read as {first.title} because {lines_in_words(read, len(written), passed)} {first.fields}."
    return Detection(first, why, Mixture(W3C), read)


def _tells(form: LogFormat, data: bytes) -> bool:
    """Whether any of these lines is a request, not only a directive."""
    reader = form.reader()
    return any(not isinstance(reader.read(line), str) for line in data.split(b"\n"))


def _judge_headless(written: Sequence[bytes], passed: int) -> Detection | None:
    """The W3C's format without its header, as in a piece of a file, where the usual columns fit."""
    lines = [line for line in written if not line.startswith(b"#")]
    for columns in KNOWN:
        form = replace(W3C, columns=tuple(columns.split()))
        reader = form.reader()
        # Addresses and dates tell that a value stands where it belongs, not only their number.
        read = sum(1 for line in lines if _well_placed(reader.read(line)))
        if read and read == len(lines):
            many = lines_in_words(read, len(lines), passed)
            why = f"{many} as many values as {form.fields}, which no line names"
            return Detection(form, f"Read as {form.title} because {why}.", Mixture(form), read)
    return None


def _well_placed(outcome: Event | str) -> bool:
    return not isinstance(outcome, str) and is_address(outcome.host) and outcome.status.isdecimal()
