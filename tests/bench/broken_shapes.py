"""Broken lines of every shape: ``python -m tests.bench.broken_shapes [lines [seed [part parts]]]``.

Where `tests.bench.broken_lines` holds broken lines against the formats that are declared, here each shape's
own lines are broken - bytes flipped, lines cut, fields swapped and doubled, lines of two shapes joined -
and read as a file of theirs would be: its format found from the first lines, its blocks read in columns.
Nothing may raise, every line is accepted or rejected once, and a byte of lines that are longer by thousands
may not take more than ``LINEAR`` times as long. Exits with 1 else.
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.logs.detection.detection import judge
from app.logs.formats import Extended
from app.logs.formats.mixture import Mixture
from app.logs.parsing.blocks import open_blocks
from app.logs.parsing.shape import MARGIN
from app.logs.sources.turning import turning
from tests.logs.detection.shapes import file_of
from tests.logs.detection.test_products import REQUESTS, written

LINES = 10_000_000
DETECTION = Path(__file__).parents[1] / "logs" / "detection"
HEAD = 40
"""Whole lines before which broken ones stand among those that a format is found by."""

SHORT, LONG = 200, 1600
"""How often a mark is put in a row in lines of usual length, and in long ones."""

LINEAR = 4
SLOWEST = 3e-6
"""Seconds a byte up to which the ratio is not looked at: it is of noise only."""

DATED = 20261231
_BITS = (
    b'"', b"\\", b'\\"', b"[", b"]", b" ", b"a", b"{", b"}", b",", b"%", b"\t", b"1", b"-", b":", b"/", b"|",
    b";", b"=", b"&quot;", b"<b>", b"'", b"=>", b"> ", b"\xe2\x80\x9c", b"Mozilla/5.0 (", b"1/2/3/4/", b"?",
    b'" "', b'":', b"1.2.3.4, ", b"2026-03-24 ", b"a=", b'{"a":', b"GET /", b"\x1b[0m",
)  # fmt: skip
_ODD = (b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", "ſ\u2028".encode(), b"\xed\xa0\x80", b"\xc3")


def main(lines: int = LINES, seed: int = 1, part: int = 1, parts: int = 1) -> int:
    """Break lines of every shape and print how many were read, which took longest, and which raised.

    Of ``parts`` that the shapes are divided into, ``part`` is read, of the first counted as 1. What a shape's
    lines are broken by depends on ``seed`` and its name only, so that its fault comes again in any part.
    """
    files = _files()
    each = max(8, lines // len(files))
    every = [line for _, data in files for line in data.split(b"\n")[:1] if line]
    files = files[part - 1 :: parts]
    read: list[_Read] = []
    raised = 0
    for name, data in files:
        try:
            read.append(_one(Random(f"{seed} {name}"), name, data, every, each))
        except Exception:
            raised += 1
            print(f"  {name} raised:\n{traceback.format_exc()}", flush=True)
    slow = [one for one in read if one.ratio > LINEAR and one.rate > SLOWEST]
    for one in sorted(read, key=lambda one: -one.ratio)[:5]:
        rate = f"{1e9 * one.rate:8.0f} ns a byte in long lines"
        print(f"  {one.name:40} {rate}, {one.ratio:.2f} times those of short ones")
    longest = max(read, key=lambda one: one.found)
    print(f"  a format is found within {longest.found:.1f} s of work, the longest for {longest.name}")
    accepted = sum(one.accepted for one in read)
    print(
        f"{sum(one.lines for one in read):,} lines of {len(files)} shapes, {accepted:,} accepted, "
        f"{len(slow)} slow, {raised} raised (seed {seed}, part {part} of {parts})"
    )
    return 1 if slow or raised else 0


class _Read(NamedTuple):
    """What reading one shape's broken lines came to; times in seconds of work, ``rate`` those a byte."""

    name: str
    found: float
    lines: int
    accepted: int
    rate: float
    ratio: float


def _one(rng: Random, name: str, data: bytes, every: Sequence[bytes], each: int) -> _Read:
    turn = turning(data)
    whole = [line for line in (turn(data, True) if turn else data).split(b"\n") if line]
    start = time.process_time()
    reading = _reading(whole, [_broken(rng, rng.choice(whole), rng.choice(every), LONG) for _ in range(HEAD)])
    found = time.process_time() - start
    accepted = read = 0
    rates = []
    for often, count in ((SHORT, each * 3 // 4), (LONG, each // 4)):
        broken = [_broken(rng, rng.choice(whole), rng.choice(every), often) for _ in range(count)]
        start = time.process_time()
        accepted += _accepted(name, reading, broken) if reading else 0
        rates.append((time.process_time() - start) / sum(map(len, broken)))
        read += count
        _turned(broken)
    return _Read(name, found, read, accepted, rates[1], rates[1] / max(rates[0], 1e-9))


def _files() -> list[tuple[str, bytes]]:
    """Every shape and product with a file of its lines."""
    shapes = [json.loads(line) for line in (DETECTION / "shapes.jsonl").read_text("utf-8").splitlines()]
    products = [json.loads(line) for line in (DETECTION / "products.jsonl").read_text("utf-8").splitlines()]
    return [(shape["name"], file_of(shape)) for shape in shapes] + [
        (
            product["name"],
            (
                product.get("head", "") + "".join(written(product["line"], one) + "\n" for one in REQUESTS)
            ).encode(),
        )
        for product in products
    ]


def _broken(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    """A line that is broken in up to four ways; one in five is whole."""
    for _ in range(rng.choice((0, 1, 1, 2, 4))):
        line = rng.choice(_WAYS)(rng, line, other, often)
    return line.replace(b"\n", b" ")


def _cut(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    at = rng.randrange(len(line) + 1)
    return line[:at] if rng.random() < 0.5 else line[at:]


def _filled(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    at = rng.randrange(len(line) + 1)
    return line[:at] + rng.choice(_BITS) * rng.choice((1, 2, 9, often)) + line[at:]


def _flipped(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    at = rng.randrange(len(line) + 1)
    return (
        line[:at] + (bytes([rng.randrange(256)]) if rng.random() < 0.7 else rng.choice(_ODD)) + line[at + 1 :]
    )


def _noisy(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    at = rng.randrange(len(line) + 1)
    return line[:at] + rng.randbytes(rng.randrange(20)) + line[at:]


def _swapped(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    words = line.split(b" ")
    one, two = rng.randrange(len(words)), rng.randrange(len(words))
    words[one], words[two] = words[two], words[one]
    return b" ".join(words)


def _doubled(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    words = line.split(b" ")
    at = rng.randrange(len(words))
    return b" ".join([*words[:at], words[at], *words[at:]])


def _joined(rng: Random, line: bytes, other: bytes, often: int) -> bytes:
    at = rng.randrange(len(line) + 1)
    return line[:at] + other


_WAYS: Sequence[Callable[[Random, bytes, bytes, int], bytes]] = (
    _cut, _filled, _flipped, _noisy, _swapped, _doubled, _joined,
)  # fmt: skip


def _reading(whole: Sequence[bytes], broken: Sequence[bytes]) -> Mixture | None:
    """How these lines together are read; None for what is no access log."""
    found = judge([*whole, *broken], latest=DATED)
    return _with_columns(found.reading, whole) if found else None


def _accepted(name: str, reading: Mixture, broken: Sequence[bytes]) -> int:
    """How many of the broken lines are accepted; each must be accounted for once."""
    text = b"\n".join(broken) + b"\n"
    buffer = bytearray(MARGIN) + text + bytearray(MARGIN + 1)
    block = open_blocks(reading).read_buffer(buffer, len(text))
    plain = block.shape.lines.tolist()
    assert not set(plain) & set(block.unusual), name
    assert sorted([*plain, *block.unusual]) == list(range(len(broken))), (
        name,
        len(plain),
        len(block.unusual),
    )
    return len(plain) + sum(1 for outcome in block.unusual.values() if not isinstance(outcome, str))


def _with_columns(reading: Mixture, whole: Sequence[bytes]) -> Mixture:
    main = reading.main
    if not isinstance(main, Extended) or main.columns:
        return reading
    parts = main.parts(b"\n".join(whole))
    return replace(
        reading,
        main=next((form for form, _, _ in parts if isinstance(form, Extended) and form.columns), main),
    )


def _turned(broken: Sequence[bytes]) -> None:
    """What documents and lists are turned by takes broken ones too, in pieces."""
    text = b"\n".join(broken)
    turn = turning(text[:65536])
    if turn is not None:
        for at in range(0, len(text), 50_000):
            turn(text[at : at + 50_000], at + 50_000 >= len(text))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
