"""The logs that the page offers: the bundled one, and what the operator named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.logs.sources import LogPath, find
from app.problem import Problem
from app.settings import Settings

BUNDLED = Path(__file__).resolve().parents[2] / "data" / "made" / "shop.log.gz"


@dataclass(frozen=True)
class Offer:
    """A log to choose: its ``name`` in links, its ``title``, and the files it consists of."""

    name: str
    title: str
    paths: tuple[str | LogPath, ...]


def offers(settings: Settings) -> tuple[Offer, ...]:
    """The bundled log, then each entry of ``VITRINE_LOGS``; a folder or glob is one log of several files."""
    bundled = Offer("shop", "Bundled: a small shop", (LogPath(BUNDLED, "shop.log.gz"),))
    named: dict[str, Offer] = {}
    for entry in settings.logs:
        name = Path(entry).name or entry
        unique = name if name not in named else f"{name}-{len(named) + 1}"
        named[unique] = Offer(unique, unique, (entry,))
    return (bundled, *named.values())


def files(offer: Offer) -> list[LogPath]:
    """The files of an offer as they are now. Raises Problem where there is none."""
    try:
        return find(offer.paths)
    except Problem as problem:
        if offer.name == "shop":
            raise Problem("The bundled log has not been made yet.", "Run “make data” once.") from problem
        raise
