"""What people call the three labels, and which of them a column of labels means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

NEGATIVE, NEUTRAL, POSITIVE = LABELS = ("negative", "neutral", "positive")

ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("negative", "neg", "n", "bearish", "bear", "bad"), NEGATIVE),
    **dict.fromkeys(("neutral", "neu", "none", "objective", "hold"), NEUTRAL),
    **dict.fromkeys(("positive", "pos", "p", "bullish", "bull", "good"), POSITIVE),
}
"""Words for a label, in small letters."""

SCALES: tuple[tuple[frozenset[int], Mapping[int, str]], ...] = (
    (frozenset({0, 1}), {0: NEGATIVE, 1: POSITIVE}),
    (frozenset({-1, 0, 1}), {-1: NEGATIVE, 0: NEUTRAL, 1: POSITIVE}),
    (frozenset({0, 1, 2}), {0: NEGATIVE, 1: NEUTRAL, 2: POSITIVE}),
    (frozenset({0, 2, 4}), {0: NEGATIVE, 2: NEUTRAL, 4: POSITIVE}),
)
"""Scales of whole numbers, the narrowest first: 0 is neutral beside −1, and negative without."""


def number(text: str) -> int | None:
    """A label that is a whole number (``+1``, ``−1``, ``1.0``), or None."""
    try:
        value = float(text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return int(value) if value in (-1, 0, 1, 2, 4) else None


def meanings(written: Iterable[str]) -> dict[str, str]:
    """The label that each distinct spelling in a column means; spellings that mean none are left out.

    >>> meanings([" Bullish", "neg", "+1", "-1", "sarcastic"])
    {' Bullish': 'positive', 'neg': 'negative', '+1': 'positive', '-1': 'negative'}
    """
    spellings = list(dict.fromkeys(written))
    numbers = {spelling: value for spelling in spellings if (value := number(spelling.strip())) is not None}
    used = set(numbers.values())
    scale = next((names for values, names in SCALES if used <= values), {})
    found = {}
    for spelling in spellings:
        label = ALIASES.get(spelling.strip().lower())
        if label is None and spelling in numbers:
            label = scale.get(numbers[spelling])
        if label is not None:
            found[spelling] = label
    return found


def scale_note(known: Mapping[str, str]) -> str:
    """How numbers were read, in words; empty where no label is a number."""
    numbers = ((number(spelling.strip()), label) for spelling, label in known.items())
    read = {value: label for value, label in numbers if value is not None}
    if not read:
        return ""
    return f"Labels that are numbers were read as {', '.join(f'{k} = {read[k]}' for k in sorted(read))}."
