"""A finding in words: a sentence with phrases that select the requests they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

Labels = tuple[str, ...]


class Link(NamedTuple):
    """A phrase and the filters that it stands for.

    ``selection`` names labels a dimension ("hour" as ``05``, "weekhour" as ``Sat05``, "day" as
    ``2021-02-15``); for "time" it is the half-open interval in seconds of the log's clock.
    """

    text: str
    selection: Mapping[str, Labels | tuple[int, int]]


@dataclass(frozen=True)
class Insight:
    """One finding: its ``kind``, and a sentence in which ``{0}`` stands for the first link's words.

    >>> str(Insight("never", "{0} never succeeds.", (Link("SF-1", {"product": ("SF-1",)}),)))
    'SF-1 never succeeds.'
    """

    kind: str
    sentence: str
    links: tuple[Link, ...] = ()

    def parts(self) -> Iterator[tuple[str, int | None]]:
        """The sentence piece by piece: the words, and the number of the link that they are, if any."""
        rest = self.sentence
        for number, link in enumerate(self.links):
            before, rest = rest.split(f"{{{number}}}", 1)
            if before:
                yield before, None
            yield link.text, number
        if rest:
            yield rest, None

    def __str__(self) -> str:
        return "".join(text for text, _ in self.parts())


def day(second: int, year: bool = False) -> str:
    """``15 Feb``, or ``15 Feb 2021``."""
    moment = datetime.fromtimestamp(second, UTC)
    return f"{moment.day} {moment:%b %Y}" if year else f"{moment.day} {moment:%b}"


def clock(second: int) -> str:
    """``18:22``."""
    return f"{datetime.fromtimestamp(second, UTC):%H:%M}"


def stretch(start: int, end: int) -> str:
    """``from 7 Nov 14:10 to 15:50``; the second day is named when it is another."""
    last = clock(end) if day(start) == day(end) else f"{day(end)} {clock(end)}"
    return f"from {day(start)} {clock(start)} to {last}"


def named(dimension: str, labels: Sequence[str], most: int = 3) -> tuple[str, tuple[Link, ...]]:
    """Labels in a row, each a link: ``{0}, {1} and {2}``; beyond ``most`` the others share one link."""
    links = [Link(label, {dimension: (label,)}) for label in labels[:most]]
    if beyond := tuple(labels[most:]):
        links.append(Link(f"{len(beyond):,} more", {dimension: beyond}))
    places = [f"{{{number}}}" for number in range(len(links))]
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places), tuple(links)
