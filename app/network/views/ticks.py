"""Round numbers for an axis, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

MINUS = "−"


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """At most ``most`` round numbers from ``low`` to ``high``, evenly spaced.

    >>> nice_ticks(0, 700)
    [0.0, 200.0, 400.0, 600.0]
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return [low] if math.isfinite(low) else [0.0]
    raw = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(digit * power for digit in (1, 2, 2.5, 5, 10) if digit * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def decades(low: float, high: float, most: int = 5) -> list[float]:
    """At most ``most`` whole powers from ``low`` to ``high``, which are logarithms to base 10."""
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    step = max(1, math.ceil((last - first + 1) / most))
    return [float(power) for power in range(first, last + 1, step)] or [float(first)]


def ticks_at(
    places: Iterable[float], low: float, high: float, logarithmic: bool = False
) -> list[dict[str, Any]]:
    """Where these places lie on an axis from ``low`` to ``high``, in percent of its length, and their labels.

    On a ``logarithmic`` axis all are logarithms to base 10.

    >>> ticks_at([0.0, 2.0], 0, 4)
    [{'at': 0.0, 'label': '0'}, {'at': 50.0, 'label': '2'}]
    """
    return [
        {"at": 100 * (place - low) / (high - low), "label": number(10**place if logarithmic else place)}
        for place in places
    ]


def number(value: float) -> str:
    """A number in at most four digits, with thousands separators and a real minus.

    >>> number(671.96), number(0.0213), number(-1234567.0), number(float("nan"))
    ('672', '0.0213', '−1.23e6', '–')
    """
    if not math.isfinite(value):
        return "–" if math.isnan(value) else ("∞" if value > 0 else f"{MINUS}∞")
    value += 0.0  # What rounds to zero from below is zero.
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-3:
        digits, power = f"{value:.2e}".split("e")
        text = f"{digits.rstrip('0').rstrip('.')}e{int(power)}"
    elif size >= 100:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", MINUS)


def with_error(value: float, error: float) -> str:
    """A number and how far it may be off, written alike.

    >>> with_error(0.904, 0.000633), with_error(12.5, 0.25)
    ('0.904 ± 0.00063', '12.5 ± 0.25')
    """
    if "e" in number(value) or not 1e-6 <= error < 1e-3:
        return f"{number(value)} ± {number(error)}"
    return f"{number(value)} ± {error:.{1 - math.floor(math.log10(error))}f}"


def share(value: float) -> str:
    """A share of 1 in percent; a dash where there is none.

    >>> share(0.9951), share(float("nan"))
    ('100%', '–')
    """
    return f"{value:.0%}" if math.isfinite(value) else "–"
