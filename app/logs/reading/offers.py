"""The logs that the page offers: the bundled one, and what the operator named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import places
from app.logs.formats import LogFormat
from app.logs.reading.kept import KeptReader
from app.logs.sources import LogPath, find
from app.on_demand import on_demand
from app.problem import Problem
from app.settings import BUNDLED_LOG, Settings
from app.uploads import shared_folder
from app.urls import is_url

# Brings fsspec, which files of this machine do without.
_FAR = on_demand("app.logs.cluster", {"found": "files", "beginning_of": "files"})

BUNDLED = places.MADE / "shop.log.gz"


@dataclass(frozen=True)
class Offer:
    """A log to choose: its ``name`` in links, its ``title``, and the files it consists of.

    ``written`` says that it may be written on, so that following it makes sense; ``topic`` is the address of
    a topic of Kafka, which can only be followed. One that is ``far`` is at an address of fsspec, which only
    the workers of a cluster read.
    """

    name: str
    title: str
    paths: tuple[str | LogPath, ...]
    written: bool = False
    topic: str = ""
    far: bool = False


def offers(settings: Settings) -> tuple[Offer, ...]:
    """The bundled log and each entry of ``VITRINE_LOGS``; a folder or glob is one log of several files.

    The first is the one that the page opens on.
    """
    bundled = Offer(BUNDLED_LOG, "Bundled: a small shop", (LogPath(BUNDLED, "shop.log.gz"),))
    named = (
        Offer(name, name, (entry,), written=not is_url(entry), far=is_url(entry))
        for name, entry in settings.named_logs().items()
    )
    topics = (
        Offer(name, f"Kafka: {name}", (), topic=where) for name, where in settings.named_topics().items()
    )
    return tuple(sorted((bundled, *named, *topics), key=lambda offer: offer.name != settings.first_log))


def reader(offer: Offer, format: LogFormat | str | None = None, cluster: str = "") -> KeptReader:
    """What reads an offered log, or has it ready since another session read it. Raises Problem."""
    if offer.far:
        return KeptReader(offer.paths, shelf(), format, cluster)
    try:
        found = find(offer.paths)
        for path in found:
            _ = path.size
    except Problem as problem:
        if offer.name == BUNDLED_LOG:
            raise Problem(
                "The bundled log has not been made yet.", f"Run “{places.MAKE_DATA}” once."
            ) from problem
        raise
    return KeptReader(found, shelf(), format, cluster if offer.written else "")


@contextmanager
def first_file(offer: Offer, size: int) -> Iterator[LogPath]:
    """The first file of an offered log, of one at an address a copy of ``size`` bytes. Raises Problem."""
    if not offer.far:
        yield find(offer.paths)[0]
        return
    with _FAR("beginning_of")(_FAR("found")(offer.paths)[0], size) as copy:
        yield copy


def shelf() -> Path:
    """Where logs that were read are kept: beside the bundled data, or in a temporary folder of one's own."""
    try:
        places.MADE.mkdir(parents=True, exist_ok=True)
        if os.access(places.MADE, os.W_OK):
            return places.MADE / "shelf"
    except OSError:
        pass
    return shared_folder() / f"vitrine-shelf-{os.getuid()}"
