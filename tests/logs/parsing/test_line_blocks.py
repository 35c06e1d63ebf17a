"""Lines read many at a time say what the same lines say one by one."""

import random

import numpy as np
import pytest

from app.logs.detection.detection import judge
from app.logs.parsing.block import BlockReader
from app.logs.parsing.blocks import open_blocks
from app.logs.parsing.line_blocks import LineBlocks
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
