"""Labels that are many numbers: scores between two ends, and where these are cut in ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from app.sentiment.corpus.mood_words import NEGATIVE, NEUTRAL, POSITIVE

LABEL_PREFIX = re.compile(r"^(?:__label__|label[_ ])", re.IGNORECASE)
"""What tools put before a label that has no name."""

SCORES: tuple[tuple[float, float, float, float], ...] = (
    (0, 1, 0.4, 0.6),
    (1, 5, 2.6, 3.4),
    (0, 5, 2, 3),
    (1, 10, 4.6, 6.4),
    (0, 10, 4, 6),
    (0, 100, 40, 60),
    (-1, 1, -0.05, 0.05),
    (-2, 2, -0.1, 0.1),
    (-3, 3, -0.15, 0.15),
    (-5, 5, -0.25, 0.25),
    (-10, 10, -0.5, 0.5),
    (-100, 100, -5, 5),
)
"""Ranges of scores, each with the end of what is negative and the begin of what is positive.

Around zero these are the cuts of VADER's compound score (Hutto and Gilbert 2014), a twentieth of the way to
an end. Where scores have no sign they are those of the Stanford Sentiment Treebank (Socher et al. 2013), a
tenth of the range to both sides of its middle.
"""

_DECIMAL = re.compile(r"[+-]?\d+,\d+")
_FEW = 20


def number(text: str) -> float | None:
    """A label that is a number (``+1``, ``−1``, ``1.0``, ``1,0``, ``LABEL_1``), or None."""
    bare = LABEL_PREFIX.sub("", text.strip()).replace("\N{MINUS SIGN}", "-").removesuffix("%").rstrip()
    try:
        value = float(bare.replace(",", ".") if _DECIMAL.fullmatch(bare) else bare)
    except ValueError:
        return None
    return value if abs(value) < 1e6 else None


def read_scores(written: Iterable[str]) -> tuple[Mapping[str, str], bool, str] | None:
    """The mood of every score between two ends, False, and how that was decided; None for other numbers.

    >>> read_scores(["0.9", "-0.7", "0.01"])[0]
    {'0.9': 'positive', '-0.7': 'negative', '0.01': 'neutral'}
    """
    values = {spelling: number(spelling) for spelling in written}
    known = {spelling: value for spelling, value in values.items() if value is not None}
    if len(known) < len(values) or not known:
        return None
    low, high = min(known.values()), max(known.values())
    ends = [cut for cut in SCORES if (cut[0] < 0) == (low < 0) and cut[0] <= low and high <= cut[1]]
    if not ends:
        return None
    _, _, end, begin = ends[0]
    meaning = {
        spelling: NEGATIVE if value <= end else POSITIVE if value >= begin else NEUTRAL
        for spelling, value in known.items()
    }
    note = (
        f"Labels are numbers from {low:g} to {high:g}: up to {end:g} they were read as negative, from "
        f"{begin:g} on as positive, between as neutral."
    )
    return meaning, False, note


def signed_fractions(values: Iterable[float | None]) -> bool:
    """Whether numbers are a score however few they are: between −1 and 1, below 0 too, finer than halves.

    >>> signed_fractions([0.25, -0.4, 1]), signed_fractions([-1, -0.5, 0, 0.5, 1]), signed_fractions([0.25])
    (True, False, False)
    """
    known = list(values)
    within = [value for value in known if value is not None and abs(value) <= 1]
    return len(within) == len(known) > 0 and min(within) < 0 and any(value % 0.5 for value in within)


def scored(distinct: Iterable[str]) -> bool:
    """Whether different cells of a column are scores: many numbers of a known range, some with a fraction,
    or `signed_fractions`."""
    cells = list(distinct)
    values = [number(cell) for cell in cells if cell]
    if len(cells) <= _FEW:
        return signed_fractions(values)
    return any(value is not None and value % 1 for value in values) and read_scores(cells) is not None
