"""Whatever the bytes, and wherever blocks are cut: nothing raises and everything adds up."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs import read_log
from app.logs.dimensions import CODED
from app.logs.formats import COMBINED, formats
from app.logs.reading import reader as reading
from tests.logs.made_lines import texts

DIMENSIONS = [*(name for name in CODED if name != "time"), "day", "hour", "weekday"]


def holds_something(data):
    """Whether a file is not packed, and more than blanks stand behind zero bytes that it may begin with."""
    text = data.lstrip(b"\0").removeprefix(b"\xef\xbb\xbf").strip()
    return bool(text) and not data.startswith((b"BZh", b"\x1f\x8b", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PK"))


def read(data, format=COMBINED, first=1 << 18, block=1 << 20):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FIRST_BLOCK", first)
        patch.setattr(reading, "BLOCK", block)
        path = Path(folder, "any.log")
        path.write_bytes(data)
        log = read_log(path, format)
        return log, log.requests(), log.store.raw(range(log.store.rows))


@settings(max_examples=60, deadline=None)
@given(texts().filter(holds_something), st.sampled_from(formats()))
def test_every_line_is_accounted_for_and_every_count_sums_to_the_accepted(data, form):
    log, requests, raw = read(data, form)
    text = data.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in text:
        # As Macs once ended lines.
        text = text.replace(b"\r", b"\n")
    assert log.lines == text.count(b"\n") + (not text.endswith(b"\n"))
    assert log.accepted + log.rejected == log.lines
    assert len(requests) == log.accepted == log.store.rows
    for dimension in DIMENSIONS:
        assert log.counts(dimension).sum() == log.accepted, dimension
    reader = form.reader()
    good = [line for line in text.split(b"\n") if not isinstance(reader.read(line), str)]
    assert raw == [line.removesuffix(b"\r") for line in good]


@pytest.mark.whole
@settings(max_examples=60, deadline=None)
@given(texts().filter(holds_something), st.integers(1, 400), st.integers(1, 400))
def test_cuts_anywhere_change_nothing(data, first, block):
    whole, requests, raw = read(data)
    if not data[:first].removeprefix(b"\xef\xbb\xbf").strip():
        return
    cut, cut_requests, cut_raw = read(data, first=first, block=block)
    assert (cut.lines, cut.accepted) == (whole.lines, whole.accepted)
    assert cut.rejects == whole.rejects
    assert cut_requests.equals(requests)
    assert cut_raw == raw
    for dimension in DIMENSIONS:
        assert cut.counts(dimension).equals(whole.counts(dimension)), dimension


@settings(max_examples=60, deadline=None)
@given(texts().filter(holds_something), st.sampled_from(DIMENSIONS), st.sampled_from(DIMENSIONS))
def test_filters_part_the_counts(data, dimension, other):
    log = read(data)[0]
    values = [value for value, count in log.counts(dimension).items() if count]
    parts = [log.counts(other, where={dimension: value}).sum() for value in values]
    assert parts == [count for count in log.counts(dimension) if count]
    assert log.counts(other, where={dimension: values}).sum() == log.accepted
