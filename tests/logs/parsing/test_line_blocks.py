"""Lines read many at a time say what the same lines say one by one."""

import json
import random

import numpy as np
import pytest

from app.logs.detection.detection import judge
from app.logs.parsing.block import BlockReader
from app.logs.parsing.blocks import open_blocks
from app.logs.parsing.line_blocks import LineBlocks
from app.logs.parsing.objects import objects
from app.logs.parsing.shape import MARGIN
from tests.logs.broken_lines import broken
from tests.logs.detection.test_products import PRODUCTS, REQUESTS, written

TIMES = 60


def lines_of(product, rng):
    """Some hundred lines of a product, most of them whole, some broken anywhere, some of another kind."""
    lines = [
        line.encode()
        for n in range(TIMES)
        for line in written(product["line"], {**REQUESTS[n % 3], "second": n % 60, "size": n}).split("\n")
    ]
    for n in rng.sample(range(len(lines)), 6):
        at = rng.randrange(len(lines[n]))
        ways = [b"", lines[n][:at], lines[n] + b"\r", lines[n] + b" more", b"\xff" + lines[n]]
        ways += [lines[n].replace(b" ", b"  "), lines[n][:at] + b'"' + lines[n][at:]]
        lines[n] = rng.choice(ways)
    return lines + list(broken(20, rng.randrange(1000), 200))


def read(blocks, data):
    return blocks.read_buffer(bytearray(MARGIN) + data + bytearray(MARGIN + 1), len(data))


@pytest.mark.parametrize("product", [p for p in PRODUCTS if "expect" in p], ids=lambda p: p["name"])
def test_columns_and_single_lines_say_the_same(product):
    head = product.get("head", "").encode()
    lines = lines_of(product, random.Random(product["name"]))
    found = judge([*head.split(b"\n")[:-1], *lines[:60]])
    assert found is not None
    reading = found.reading
    if head.startswith(b"#"):
        *_, (form, _, _) = found.reading.main.parts(head)
        reading = type(reading)(form)
    blocks = open_blocks(reading)
    inner = getattr(blocks, "_blocks", blocks)
    if not isinstance(inner, LineBlocks):
        # Lines of the Combined family: test_block.py holds them.
        assert isinstance(inner, BlockReader)
        return
    assert_read_alike(blocks, inner, lines)


def assert_read_alike(blocks, inner, lines):
    """That columns say what the same lines say one by one."""
    data = b"\n".join(lines) + b"\n"
    together = read(blocks, data)
    inner._values = None
    alone = read(blocks, data)
    assert together.unusual == alone.unusual
    for name, numbers in vars(alone.shape).items():
        if name != "marks":
            assert np.array_equal(getattr(together.shape, name), numbers), name
    assert together.texts.equals(alone.texts)
    assert np.allclose(together.seconds, alone.seconds, rtol=1e-6)
    assert together.sites.to_list() == alone.sites.to_list()


def objects_of(count, names):
    """Requests as JSON, each with so many names that no other one has."""
    for n in range(count):
        size = n if n % 7 else str(n)
        new = {f"x{n}_{place}": place for place in range(names)}
        deep = {"request": {"method": "GET", "uri": f"/{n}?a=b", **({"user_agent": "A"} if n % 5 else {})}}
        line = {"ts": 1_714_557_600 + n, "remote_ip": "192.0.2.1", "status": 200, "duration": n + 0.5} | deep
        yield json.dumps(line | {"size": size} | new if n % 11 else new | line).encode()


@pytest.mark.parametrize(("names", "part"), [(0, 1 << 22), (0, 20_000), (2, 20_000), (2, 1 << 22)])
def test_objects_say_the_same_however_many_are_decoded_at_a_time(monkeypatch, names, part):
    monkeypatch.setattr("app.logs.parsing.objects.MOST_PLACES", part)
    lines = [*objects_of(700, names), b"{broken}", b"{}", b'{"a": 1}', b"", *objects_of(40, 0)]
    blocks = open_blocks(judge(lines[:60]).reading)
    assert isinstance(blocks, LineBlocks)
    assert_read_alike(blocks, blocks, lines)


def test_numbers_without_a_fraction_are_read_as_the_others_of_their_name(monkeypatch):
    # Go writes a second as 1: where the lines around it say half ones, it is no millisecond.
    whole = [(n, line) for n, line in enumerate(objects_of(400, 0)) if n % 11]
    lines = [line.replace(b".5,", b",") if n < 300 else line for n, line in whole]
    for part in (1 << 22, 20_000):
        monkeypatch.setattr("app.logs.parsing.objects.MOST_PLACES", part)
        found = read(open_blocks(judge(lines[-60:]).reading), b"\n".join(lines) + b"\n")
        assert found.seconds.tolist() == [n if n < 300 else n + 0.5 for n, _ in whole]


@pytest.mark.parametrize("first", ["0.5", "5"])
def test_numbers_with_and_without_fractions_are_read_alike_in_columns_and_by_line(first):
    # What the first lines say of a number holds for all of the file, whatever else is in a block.
    took = [first] * 60 + ["1", "0.5", "2.0", "7"] * 60
    lines = [
        b'{"time":"2024-05-01T00:00:00Z","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":200,'
        b'"request_time":%s}' % number.encode()
        for number in took
    ]
    blocks = open_blocks(judge(lines[:60]).reading)
    assert_read_alike(blocks, blocks, lines)
    blocks = open_blocks(judge(lines[:60]).reading)
    whole = 1 if first == "0.5" else 1e-3
    expected = [float(number) * (whole if number.isdecimal() else 1) for number in took]
    assert np.allclose(read(blocks, b"\n".join(lines) + b"\n").seconds, expected, rtol=1e-6)


def test_objects_of_ever_new_names_are_not_put_into_columns():
    numbers, names, columns = objects([*objects_of(300, 0), *objects_of(300, 20)])
    # The plain ones come together with no more than some hundred others.
    assert len(numbers) <= 300
    assert len(names) == len(columns) < 20
    assert len(objects(list(objects_of(300, 0)))[0]) == 300
    assert objects([b'{"a": 1}'] * 40)[1:] == ((), [])


@pytest.mark.whole
def test_most_lines_of_most_products_are_read_together():
    shares = []
    for product in PRODUCTS:
        if "expect" in product and "head" not in product:
            lines = [written(product["line"], {**REQUESTS[1], "second": n}).encode() for n in range(60)]
            found = judge(lines)
            inner = open_blocks(found.reading)
            inner = getattr(inner, "_blocks", inner)
            if isinstance(inner, LineBlocks) and not found.reading.wrappers:
                together = list(inner._together(lines)) if inner._values else []
                shares.append(sum(len(part.seconds) for part in together) / len(lines))
    assert np.mean(np.array(shares) == 1) > 0.7
