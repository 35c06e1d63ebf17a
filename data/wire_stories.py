"""What is planted in the made wire, with the numbers: what a person must be able to find on the page."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Misread(NamedTuple):
    """A trade word that annotators took for an everyday one: in exactly so many texts that hold it, the
    label is the ``taken`` one and not the one ``meant``."""

    word: str
    meant: str
    taken: str
    texts: int


class Unseen(NamedTuple):
    """A word that only held-back texts hold, so many of them; they are of one mood."""

    word: str
    mood: str
    texts: int


class Turn(NamedTuple):
    """A company of which texts are good news up to a day, and bad from that day on."""

    company: str
    day: date


class WireStories(NamedTuple):
    """All that is planted. ``first`` and ``last`` bound the times, ``sarcastic`` texts are negative in the
    words of praise, ``slips`` are labels that an annotator got wrong by chance."""

    texts: int
    first: datetime
    last: datetime
    misread: tuple[Misread, ...]
    unseen: tuple[Unseen, ...]
    turn: Turn
    sarcastic: int
    slips: int


WIRE_STORIES = WireStories(
    texts=4_000,
    # Eight weeks of working days, a Monday to a Friday.
    first=datetime(2026, 9, 14, 7, 0),
    last=datetime(2026, 11, 6, 18, 0),
    misread=(
        Misread("overweight", "positive", "negative", 14),
        Misread("short", "negative", "neutral", 16),
        Misread("beats", "positive", "negative", 14),
    ),
    unseen=(Unseen("slimmed", "positive", 7), Unseen("mothballed", "negative", 5)),
    # A Wednesday.
    turn=Turn("QLMR", date(2026, 10, 14)),
    sarcastic=24,
    slips=110,
)
