"""A number as a visitor reads it: the same as numbers.js, for sentences and the ticks of axes."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Any

import numpy as np

BYTES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")


def in_unit(number: float | None, unit: str = "count") -> str:
    """A count with its separators, bytes and seconds in the unit that keeps them short, a dash for nothing.

    A "share" of 1 is 100%.

    >>> in_unit(13628), in_unit(2_747_280_000, "bytes"), in_unit(0.25, "seconds"), in_unit(None)
    ('13,628', '2.6 GiB', '250 ms', '–')
    """
    if number is None or isnan(number):
        return "–"
    size = abs(number)
    if unit == "bytes":
        power = 0
        while size >= 1024 and power < len(BYTES) - 1:
            size, power = size / 1024, power + 1
        return f"{number / 1024**power:,.{1 if power and size < 100 else 0}f} {BYTES[power]}"
    if unit == "share":
        return f"{100 * number:,.1f}%"
    if unit == "seconds":
        if 0 < size < 0.001:
            return f"{number * 1e6:,.0f} µs"
        if size < 1:
            return f"{number * 1000:,.{1 if 0 < size < 0.01 else 0}f} ms"
        return f"{number:,.{2 if size < 100 else 0}f} s"
    return f"{number:,.0f}"


def round_ticks(top: float, unit: str = "count", most: int = 4) -> list[float]:
    """At most ``most`` numbers above 0 and up to ``top`` that are round in their unit, and 0.

    >>> round_ticks(2111)
    [0, 500, 1000, 1500, 2000]
    >>> round_ticks(0.25, "seconds"), [tick / 2**20 for tick in round_ticks(3_000_000, "bytes")]
    ([0.0, 0.1, 0.2], [0.0, 1.0, 2.0])
    """
    if unit == "count":
        return list(_whole_ticks(int(top), most))
    scale = 1.0
    if unit == "bytes":
        while top / scale >= 1024:
            scale *= 1024
    else:
        scale = 1e-9
        while top / scale >= 10_000:
            scale *= 10
    return [round(tick * scale, 12) for tick in _whole_ticks(int(top / scale), most)]


def shares(parts: Iterable[float], wholes: Iterable[float]) -> list[float | None]:
    """Each part of its whole, None where there is nothing it could be a part of."""
    return [part / whole if whole else None for part, whole in zip(parts, wholes, strict=True)]


def plain(numbers: Iterable[Any]) -> list[Any]:
    """Numbers as Python has them, which can be sent to the browser, whoever counted them."""
    return [number.item() if isinstance(number, np.generic) else number for number in numbers]


def _whole_ticks(top: int, most: int) -> range:
    step = 1
    while top // step > most:
        digit = int(str(step)[0])
        step = step * 5 // 2 if digit == 2 else step * 2
    return range(0, top + 1, step)
