"""The fast way and the exact way give the same events, whatever the bytes."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.detection.detection import judge
from app.logs.formats import COMBINED, COMMON, VHOST
from app.logs.formats.line import split_request
from app.logs.parsing import clock
from app.logs.parsing.block import BlockReader
from app.logs.parsing.blocks import open_blocks
from app.logs.parsing.shape import MARGIN, METHODS
from tests.logs.made_lines import texts

FORMATS = st.sampled_from([COMBINED, COMMON, VHOST])
USUAL = b'1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 12 "-" "curl"\n'


def split(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def events(data: bytes, form) -> list:
    """Every line's outcome as a block reader gives it, in the exact reader's terms."""
    block = BlockReader(form).read(data)
    shape, found = block.shape, dict(block.unusual)
    for i, (line, fields) in enumerate(zip(shape.lines.tolist(), block.texts.rows(), strict=True)):
        host, path, query, referrer, agent = fields
        zone = None if shape.zone[i] == clock.NO_ZONE else int(shape.zone[i])
        method = METHODS[shape.method[i]]
        numbers = int(shape.time[i]), zone, f"{shape.status[i]:03d}", int(shape.size[i])
        found[line] = (*numbers, host, method, path or "(none)", query, referrer, agent)
    return [found[line] for line in range(block.lines)]


def exactly(data: bytes, form) -> list:
    reader = form.reader()
    return [reader.read(line) for line in split(data)]


def same(fast, exact) -> bool:
    if fast == exact:
        return True
    numbers = exact.time, exact.zone, exact.status, exact.size
    return fast == (*numbers, exact.host, *split_request(exact.request), exact.referrer, exact.agent)


def test_lines_that_end_before_the_fields_behind_them_may_come_first_in_a_block():
    whole = USUAL[:-1] + b' "203.0.113.5" rt=0.25 host="shop.example"\n'
    blocks = open_blocks(judge([whole[:-1]] * 50).reading)
    for data, took in ((USUAL * 3, [-1, -1, -1]), (USUAL + whole, [-1, 0.25]), (whole + USUAL, [0.25, -1])):
        block = blocks.read_buffer(bytearray(MARGIN) + data + bytearray(MARGIN + 1), len(data))
        assert (block.seconds.tolist(), block.unusual) == (took, {})
        assert block.sites.to_list() == ["-" if seconds < 0 else "shop.example" for seconds in took]


def test_two_names_of_one_field_behind_a_line_are_no_trouble():
    # Acquia's logs name the site twice.
    line = USUAL[:-1] + b" vhost=shop.example host=other.example pid=7 request_time=1.25\n"
    blocks = open_blocks(judge([line[:-1]] * 50).reading)
    block = blocks.read_buffer(bytearray(MARGIN) + line * 3 + bytearray(MARGIN + 1), 3 * len(line))
    assert (block.sites.to_list(), block.unusual) == (["shop.example"] * 3, {})


@pytest.mark.whole
@settings(max_examples=400, deadline=None)
@given(texts(), FORMATS)
def test_fast_and_exact_agree(data, form):
    fast, exact = events(data, form), exactly(data, form)
    assert len(fast) == len(exact)
    for one, other in zip(fast, exact, strict=True):
        assert same(one, other), (one, other)


@settings(max_examples=100, deadline=None)
@given(texts(), st.lists(st.integers(0, 12), max_size=4))
def test_blocks_cut_between_any_lines_give_what_the_whole_gives(data, cuts):
    lines = [line + b"\n" for line in split(data)]
    bounds = [0, *sorted(min(cut, len(lines)) for cut in cuts), len(lines)]
    parts = [b"".join(lines[a:b]) for a, b in pairwise(bounds)]
    found = [event for part in parts for event in events(part, COMBINED)]
    assert found == events(b"".join(lines), COMBINED)


def test_usual_lines_take_the_fast_way():
    for line in (
        USUAL,
        USUAL.replace(b" +0000", b""),
        USUAL.replace(b"\n", b"\r\n"),
        USUAL.replace(b'"\n', b'" 349\n'),
        USUAL.replace(b"1.2.3.4 - -", b"2001:db8::1 - ann"),
        USUAL.replace(b"?b=1", b""),
        USUAL.replace(b"/a", "/é".encode()),
    ):
        block = BlockReader(COMBINED).read(line * 3)
        assert len(block.shape.lines) == 3, line
        assert block.unusual == {}


def test_offsets_lead_back_to_the_lines():
    data = USUAL + b"junk\n\n" + USUAL.rstrip(b"\n")
    block = BlockReader(COMBINED).read(data)
    ends = block.starts + block.lengths
    assert [data[a:b] for a, b in zip(block.starts, ends, strict=True)] == split(data)


def test_nothing_at_all():
    assert BlockReader(COMBINED).read(b"").lines == 0
