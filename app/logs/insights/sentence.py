"""A finding in words: a sentence with phrases that select the requests they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.dates import clock, day, moment

Labels = tuple[str, ...]

_PLACE = re.compile(r"\{(\d+)\}")


class Link(NamedTuple):
    """A phrase and the filters that it stands for.

    ``selection`` names labels a dimension ("hour" as ``05``, "weekhour" as ``Sat05``, "day" as
    ``2021-02-15``); for "time" it is the half-open interval in seconds of the log's clock. ``requests`` are
    those it selects, where the sentence says how many.
    """

    text: str
    selection: Mapping[str, Labels | tuple[int, int]]
    requests: int | None = None


@dataclass(frozen=True)
class Insight:
    """One finding: its ``kind``, and a sentence in which ``{0}`` stands for the first link's words.

    ``weight`` ranks it: about how many requests it is about, more of them for what is bad; ``tone`` is
    "bad" for what went wrong, "warn" for what deserves a look, "note" for a habit.

    >>> str(Insight("never", "{0} never succeeds.", (Link("SF-1", {"product": ("SF-1",)}),)))
    'SF-1 never succeeds.'
    """

    kind: str
    sentence: str
    links: tuple[Link, ...] = ()
    weight: float = 0.0
    tone: str = "note"

    def parts(self) -> Iterator[tuple[str, int | None]]:
        """The sentence piece by piece: the words, and the number of the link that they are, if any."""
        at = 0
        for place in _PLACE.finditer(self.sentence):
            if place.start() > at:
                yield self.sentence[at : place.start()], None
            yield self.links[int(place[1])].text, int(place[1])
            at = place.end()
        if at < len(self.sentence):
            yield self.sentence[at:], None

    def __str__(self) -> str:
        return "".join(text for text, _ in self.parts())


def stretch(start: int, end: int) -> str:
    """``from 7 Nov 14:10 to 15:50``; the second day is named when it is another."""
    last = clock(end) if day(start) == day(end) else moment(end)
    return f"from {moment(start)} to {last}"


def minutes(first: int, last: int) -> tuple[int, int]:
    """The whole minutes that hold two seconds, as seconds (start, end)."""
    return first // 60 * 60, last // 60 * 60 + 60


def percent(part: int, of: int) -> str:
    """A part in whole percent, never more than it is: ``99%`` of 1,996 of 2,000."""
    return f"{int(100 * part / of)}%"


def named(dimension: str, labels: Sequence[str], most: int = 3) -> tuple[str, tuple[Link, ...]]:
    """Labels in a row, each a link: ``{0}, {1} and {2}``; beyond ``most`` the others share one link."""
    links = [Link(label, {dimension: (label,)}) for label in labels[:most]]
    if beyond := tuple(labels[most:]):
        links.append(Link(f"{len(beyond):,} more", {dimension: beyond}))
    places = [f"{{{number}}}" for number in range(len(links))]
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places), tuple(links)
