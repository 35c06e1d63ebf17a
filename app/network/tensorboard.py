"""What a run recorded, as the log that TensorBoard reads.

Messages (``event.proto`` and ``summary.proto`` of TensorFlow) are encoded as Protocol Buffers say and framed
as TFRecords with the CRC-32C of RFC 3720, so that neither TensorFlow nor protobuf has to be there.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterable, Iterator

import numpy as np

from app.network.record import Record
from app.network.snapshots import MEASURES, QUANTITIES, Histogram

_POLYNOMIAL, _MASK = 0x82F63B78, 0xA282EAD8
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5


def event_parts(run: Record) -> Iterator[bytes]:
    """The records of a run: each epoch's numbers, and of the epochs kept each layer's measures and
    histograms."""
    begun = time.time()
    yield _record(_eight(1, begun) + _bytes(3, b"brain.Event:2"))
    shots = run.snapshots
    kept = {int(epoch): place for place, epoch in enumerate(shots.epochs)}
    measures = {name: shots.measure(name) for name in MEASURES}
    count = len(shots.layers)
    layers = [f"layer {place + 1}" if place < count - 1 else "output" for place in range(count)]
    for row in list(run.epoch_logs):
        epoch = int(row["epoch"])
        values = [_scalar(f"epoch/{name}", float(value)) for name, value in row.items() if name != "epoch"]
        if (place := kept.get(epoch)) is not None:
            for at, layer in enumerate(layers):
                values += [
                    _scalar(f"{name}/{layer}", float(found[at, place]))
                    for name, found in measures.items()
                    if not np.isnan(found[at, place])
                ]
                values += [
                    _histogram(f"{quantity}/{layer}", found)
                    for quantity in QUANTITIES
                    if (found := shots.histogram(quantity, at, epoch)).total
                ]
        yield _record(_eight(1, begun) + _whole(2, epoch) + _bytes(5, b"".join(values)))


def _scalar(tag: str, value: float) -> bytes:
    return _bytes(1, _bytes(1, tag.encode()) + _key(2, _FOUR) + struct.pack("<f", value))


def _histogram(tag: str, found: Histogram) -> bytes:
    """Counts below upper edges; sums are of the bins' middles: only bins are kept of values."""
    middles = (found.edges[1:] + found.edges[:-1]) / 2
    counts = found.counts.astype(float)
    numbers = (
        *(found.edges[0], found.edges[-1], counts.sum()),
        *((counts * middles).sum(), (counts * middles**2).sum()),
    )
    made = b"".join(_eight(place, float(number)) for place, number in enumerate(numbers, 1))
    made += _bytes(6, _doubles(found.edges[1:])) + _bytes(7, _doubles(counts))
    return _bytes(1, _bytes(1, tag.encode()) + _bytes(5, made))


def _record(event: bytes) -> bytes:
    length = struct.pack("<Q", len(event))
    return length + _masked(length) + event + _masked(event)


def _masked(data: bytes) -> bytes:
    checked = checksum(data)
    return struct.pack("<I", ((checked >> 15 | checked << 17) + _MASK) & 0xFFFFFFFF)


def checksum(data: bytes) -> int:
    """The CRC-32C of bytes.

    >>> hex(checksum(b"123456789"))
    '0xe3069283'
    """
    rest = 0xFFFFFFFF
    for byte in data:
        rest = _TABLE[(rest ^ byte) & 0xFF] ^ rest >> 8
    return rest ^ 0xFFFFFFFF


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = [_remainder(byte) for byte in range(256)]


def _key(field: int, kind: int) -> bytes:
    return _varint(field << 3 | kind)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _whole(field: int, value: int) -> bytes:
    return _key(field, _VARINT) + _varint(value)


def _eight(field: int, value: float) -> bytes:
    return _key(field, _EIGHT) + struct.pack("<d", value)


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, _BYTES) + _varint(len(value)) + value


def _doubles(values: Iterable[float]) -> bytes:
    return np.asarray(values, "<f8").tobytes()
