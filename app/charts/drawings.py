"""Charts as SVG text, for a file that stands by itself: no widget, no script, and no text taken for markup.

Colours are the variables of the palette, which the file has to define (`palette_sheet`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from app.charts.palette import BLUE, NEGATIVE, WHOLE
from app.charts.units import in_unit, round_ticks
from app.dates import clock, day, month
from app.html_page import inert
from app.seconds import DAY, HOUR, MINUTE

Numbers = Sequence[float | None]

LEFT, RIGHT, TOP, BOTTOM = 44, 6, 6, 18
"""Room around the plot in px, for the words of the axes."""

MOST_LABELS = 8
"""Labels of a horizontal axis, at most."""


@cache
def palette_sheet() -> str:
    """The light palette as a style sheet."""
    text = Path(__file__).with_name("palette.css").read_text(encoding="utf-8")
    dark, light = re.findall(r"\{(.*?)\}", text, re.DOTALL)
    return f":root {{{dark}}}\n:root {{{light}}}"


def area(
    values: Numbers,
    totals: Numbers,
    parts: Numbers,
    labels: Sequence[tuple[float, str]],
    *,
    words: str,
    unit: str = "count",
    ceiling: float | None = None,
    interval: Sequence[int] = (),
    size: tuple[int, int] = (720, 130),
) -> str:
    """Values in the order of time as a line, a part of them as an area, before the faint totals.

    ``labels`` stand below, each at a place among the values; ``words`` say what is seen to who cannot see it.
    What exceeds ``ceiling`` is cut off; an ``interval`` of places, ``[first, end]``, is marked.
    """
    width, height = size
    top = ceiling or _highest(values, totals)
    across = (width - LEFT - RIGHT) / max(len(values), 1)
    up = (height - TOP - BOTTOM) / top

    def points(numbers: Numbers) -> list[list[tuple[float, float]]]:
        """The stretches without a gap, as points in px."""
        stretches: list[list[tuple[float, float]]] = [[]]
        for place, number in enumerate(numbers):
            if number is None:
                stretches.append([])
                continue
            y = height - BOTTOM - min(number, top) * up
            ends = (place, place + 1) if len(numbers) == 1 else (place + 0.5,)
            stretches[-1] += [(LEFT + x * across, y) for x in ends]
        return [stretch for stretch in stretches if stretch]

    shapes = []
    if interval:
        first, end = interval
        shapes.append(
            f'<rect x="{LEFT + first * across:.1f}" y="{TOP}" width="{(end - first) * across:.1f}" '
            f'height="{height - TOP - BOTTOM}" style="fill:var(--v-accent-wash)"/>'
        )
    shapes += [_filled(stretch, height - BOTTOM, WHOLE, 0.45) for stretch in points(totals)]
    shapes += [_filled(stretch, height - BOTTOM, NEGATIVE, 0.5) for stretch in points(parts)]
    shapes += [
        f'<polyline points="{_pairs(stretch)}" fill="none" style="stroke:{BLUE}" stroke-width="1.4" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
        for stretch in points(values)
    ]
    places = [(LEFT + place * across, text) for place, text in labels]
    return _framed(shapes, places, top, unit, words, size)


def columns(
    labels: Sequence[str],
    values: Numbers,
    totals: Numbers,
    *,
    words: str,
    unit: str = "count",
    passing: Collection[int] | None = None,
    size: tuple[int, int] = (234, 110),
) -> str:
    """A column a label, each before the faint one of the totals; labels are written where there is room.

    Where only the columns at some places are ``passing`` a filter, the others are pale.
    """
    width, height = size
    top = _highest(values, totals)
    across = (width - LEFT - RIGHT) / max(len(values), 1)
    up = (height - TOP - BOTTOM) / top
    shapes = []
    for place, pair in enumerate(zip(totals, values, strict=True)):
        for number, colour in zip(pair, (WHOLE, BLUE), strict=True):
            high = min(number or 0, top) * up
            pale = "" if passing is None or place in passing else ";opacity:0.4"
            shapes.append(
                f'<rect x="{LEFT + (place + 0.1) * across:.1f}" y="{height - BOTTOM - high:.1f}" '
                f'width="{0.8 * across:.1f}" height="{high:.1f}" style="fill:{colour}{pale}"/>'
            )
    room = max(int((width - LEFT - RIGHT) // (7 * max(map(len, labels), default=1) + 8)), 1)
    step = -(-len(labels) // room) or 1
    places = [(LEFT + (place + 0.5) * across, labels[place]) for place in range(0, len(labels), step)]
    return _framed(shapes, places, top, unit, words, size)


def bar(value: float | None, total: float | None, top: float, colour: str = BLUE) -> str:
    """One bar before the faint one of its total, as wide as its box; the number has to stand beside it."""
    wide, whole = (100 * min((number or 0) / top, 1) if top else 0 for number in (value, total))
    return (
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{whole:.2f}" height="4" style="fill:{WHOLE}"/>'
        f'<rect width="{wide:.2f}" height="4" style="fill:{colour}"/></svg>'
    )


def spark(values: Numbers, size: tuple[int, int] = (120, 22)) -> str:
    """A small line without axes."""
    width, height = size
    top = _highest(values, values)
    step = width / max(len(values) - 1, 1)
    stretch = [
        (place * step, height - 1 - (height - 2) * value / top)
        for place, value in enumerate(values)
        if value is not None
    ]
    return (
        f'<svg class="spark" viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">'
        f'<polyline points="{_pairs(stretch)}" fill="none" style="stroke:{BLUE}" stroke-width="1.2"/></svg>'
    )


def _highest(values: Numbers, totals: Numbers) -> float:
    """The height of the plot: that of the totals, unless the values would be too small to see."""
    highest, whole = (max((n for n in numbers if n is not None), default=0) for numbers in (values, totals))
    return (whole if highest * 4 >= whole or not highest else highest) or 1


def _pairs(stretch: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in stretch)


def _filled(stretch: Sequence[tuple[float, float]], ground: float, colour: str, opacity: float) -> str:
    first, last = (stretch[0][0], ground), (stretch[-1][0], ground)
    return f'<polygon points="{_pairs([first, *stretch, last])}" style="fill:{colour}" opacity="{opacity}"/>'


def _framed(
    shapes: Sequence[str],
    labels: Sequence[tuple[float, str]],
    top: float,
    unit: str,
    words: str,
    size: tuple[int, int],
) -> str:
    """Shapes with a grid and the words of both axes."""
    width, height = size
    ground = height - BOTTOM
    grid = []
    for tick in round_ticks(top, unit, 4):
        y = ground - tick / top * (ground - TOP)
        grid.append(
            f'<line x1="{LEFT}" x2="{width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" style="stroke:var(--v-line)"/>'
            f'<text x="{LEFT - 5}" y="{y + 3:.1f}" text-anchor="end">{inert(in_unit(tick, unit))}</text>'
        )
    below = [
        f'<text x="{min(max(x, LEFT), width - 12):.1f}" y="{height - 5}" text-anchor="middle">'
        f"{inert(text)}</text>"
        for x, text in labels
    ]
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-label="{inert(words)}">'
        f"{''.join((*grid, *shapes, *below))}</svg>"
    )


def time_labels(starts: np.ndarray, step: int) -> list[tuple[float, str]]:
    """Where and how the times of points that begin at ``starts`` (seconds) are written below a chart.

    >>> time_labels(np.arange(0, 86_400 * 3, 21_600), 21_600)
    [(0.0, '1 Jan'), (2.0, '12:00'), (4.0, '2 Jan'), (6.0, '12:00'), (8.0, '3 Jan'), (10.0, '12:00')]
    """
    if not len(starts):
        return []
    every = next((size for size in _EVERY if len(starts) * step <= size * MOST_LABELS), _EVERY[-1])
    places = np.flatnonzero(starts % every < step).tolist()
    return [(float(place), _moment(int(starts[place]), every)) for place in _spread(places)]


_EVERY = (
    1,
    5,
    15,
    *(MINUTE * n for n in (1, 5, 15)),
    *(HOUR * n for n in (1, 3, 6, 12)),
    *(DAY * n for n in (1, 2, 7, 14, 28, 91, 365)),
)


def _spread(places: list[int]) -> list[int]:
    """As many of the places as there are to be labels."""
    return places[:: -(-len(places) // MOST_LABELS) or 1]


def _moment(second: int, every: int) -> str:
    if every >= 91 * DAY:
        return month(second)
    return day(second) if every >= DAY or second % DAY == 0 else clock(second, every < MINUTE)
