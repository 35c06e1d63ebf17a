"""The one way to make a bqplot figure: margins, axes and type that suit both themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import bqplot
import numpy as np

from app.charts.units import in_unit, round_ticks

AXIS: dict[str, Any] = {"grid_color": "var(--v-line)", "color": "var(--v-muted)"}


def axis(scale: bqplot.Scale, *, vertical: bool = False, **options: Any) -> bqplot.Axis:
    """An axis with the app's type and a grid only where it helps to read a height."""
    return bqplot.Axis(
        scale=scale,
        side="left" if vertical else "bottom",
        grid_lines="solid" if vertical else "none",
        **{**AXIS, **options},
    )


GLIDE = 200
"""Milliseconds in which marks move to their new places; 0 where they come anew several times a second."""


def figure(
    marks: Sequence[bqplot.Mark],
    axes: Sequence[bqplot.Axis],
    *,
    height: int,
    margin: tuple[int, int, int, int] = (8, 8, 24, 44),
    **options: Any,
) -> bqplot.Figure:
    """A figure that fills the width of its box and is ``height`` px high.

    ``margin`` is top, right, bottom, left in px: what lies over the plot area is placed by it.
    """
    top, right, bottom, left = margin
    return bqplot.Figure(
        marks=list(marks),
        axes=list(axes),
        fig_margin={"top": top, "right": right, "bottom": bottom, "left": left},
        min_aspect_ratio=0.01,
        max_aspect_ratio=100,
        padding_x=0,
        padding_y=0,
        animation_duration=GLIDE,
        background_style={"fill": "none"},
        # bqplot's own buttons would lie over those of the card, which do as much.
        display_toolbar=False,
        # Without ipywidgets' margin, which would shift what lies over the plot area against it.
        layout={"height": f"{height}px", "min_width": "0", "width": "auto", "margin": "0"},
        **options,
    )


def label_ticks(axis: bqplot.Axis, ticks: Sequence[float], label: Callable[[float], str]) -> None:
    """Give an axis these tick values with a label each, in place of what it writes by itself."""
    with axis.hold_sync():
        axis.tick_values = np.array(ticks, dtype=float)
        axis.tick_labels = {in_javascript(tick): label(tick) for tick in ticks}


def in_javascript(value: float) -> str:
    """A number below 1e21 as JavaScript writes it: an axis looks its labels up so.

    >>> in_javascript(1.0), in_javascript(-2.5), in_javascript(2e-5), in_javascript(1e-7)
    ('1', '-2.5', '0.00002', '1e-7')
    """
    text = str(int(value) if value == int(value) else value)
    return f"{Decimal(text):f}" if abs(value) >= 1e-6 else text.replace("e-0", "e-")


def draw(line: bqplot.Lines, x: np.ndarray, y: np.ndarray | None) -> None:
    """Show heights ``y``, or rows of them, over ``x``; without any number among them, hide the line.

    NaN leaves a gap, except at the end: there bqplot would write its label nowhere, and complain.
    """
    known = np.flatnonzero(np.isfinite(np.atleast_2d(y)).all(axis=0)).tolist() if y is not None else []
    line.visible = bool(known)
    if y is not None and known:
        with line.hold_sync():
            line.x, line.y = x[: known[-1] + 1], y[..., : known[-1] + 1]


def fit_scale(
    scale: bqplot.LinearScale,
    axis: bqplot.Axis,
    values: Sequence[float | None],
    totals: Sequence[float | None],
    unit: str = "count",
) -> bool:
    """Give a scale of counts its height and its axis round tick values; return whether totals fit in it.

    The height is the highest total as long as the values reach a quarter of it; under that the values
    would be too small to compare, and the highest value decides. So it neither jumps nor hides. Numbers of
    another ``unit`` (see `units.in_unit`) have ticks that are round in it.
    """
    highest = max((n for n in values if n is not None), default=0)
    ceiling = max((n for n in totals if n is not None), default=0)
    top = ceiling if highest * 4 >= ceiling or highest == 0 else highest
    top = max(top, 1e-6 if unit in ("seconds", "share") else 1)
    ticks = round_ticks(top, unit)
    if unit == "count":
        with axis.hold_sync():
            axis.tick_values, axis.tick_labels = np.array(ticks, dtype=float), None
    else:
        label_ticks(axis, ticks, lambda tick: in_unit(tick, unit))
    scale.max = top * 1.04
    return ceiling <= top


def heights(numbers: Sequence[float | None]) -> np.ndarray:
    """Numbers to be drawn; nothing is drawn where one is not known."""
    return np.array([np.nan if number is None else number for number in numbers], dtype=float)
