"""What can be watched: which source of lines it is, as JSON, and the folder that its reader keeps it in."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from app.logs.live.batch import LiveSource
from app.logs.live.commits import VERSION
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from app.logs.live.start import BEGINNING, is_now, topic_from
from app.logs.reading.offers import Offer
from app.problem import Problem
from app.settings import Settings

FILES, KAFKA = "files", "kafka"


@dataclass(frozen=True)
class Watched:
    """A source of lines that are still being written: ``kind`` and ``where``, files, or a topic's address and
    the file of its client's settings.

    ``format`` is a format's name or a format string where one was chosen; ``most`` the megabytes to keep;
    ``start`` from where it is read, as `start_of` has it: empty for the beginning, or what the operator says.
    """

    kind: str
    where: tuple[str, ...]
    format: str = ""
    most: float = 2000.0
    start: str = ""

    def entry(self) -> dict[str, Any]:
        """This source, ready for JSON."""
        return {
            "kind": self.kind,
            "where": list(self.where),
            "format": self.format,
            "most": self.most,
            "version": VERSION,
            # Not where there is none: what was kept before there were any stays.
            **({"start": self.start} if self.start else {}),
        }

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Watched:
        """The source that ``entry`` told of."""
        where = tuple(entry["where"])
        return cls(entry["kind"], where, entry["format"], entry["most"], entry.get("start", ""))

    def folder(self, shelf: Path) -> Path:
        """Where its reader keeps what it counted, on a shelf of logs."""
        named = json.dumps({name: value for name, value in self.entry().items() if name != "most"})
        return shelf / "live" / hashlib.sha256(named.encode()).hexdigest()[:24]

    def is_of(self, entry: Mapping[str, Any]) -> bool:
        """Whether ``entry`` tells of the same source, from wherever it is read."""
        return [one.partition("?from=")[0] for one in entry["where"]] == [
            one.partition("?from=")[0] for one in self.where
        ]

    def open(self, reader: LiveReader) -> LiveSource:
        """The source, from the positions that its reader committed, or from its start. Raises Problem."""
        if self.kind == KAFKA:
            topic: LiveSource = topics().Topic(self.where[0], reader.positions, self.where[1])
            return topic
        return opened_files(self.where, reader)

    def begin(self) -> Any:
        """The second, and where files end that are followed from now on: now is not when their reader looks.

        As JSON; None for all other sources.
        """
        if self.kind != FILES or not is_now(self.start):
            return None
        files = FollowedFiles(self.where, passed=inf)
        files.look()
        files.close()
        return {"second": int(time.time()), "positions": files.positions()}


def opened_files(paths: Sequence[str], reader: LiveReader) -> FollowedFiles:
    """Files, from where their reader is."""
    if reader.positions is None and reader.since is not None:
        return FollowedFiles(paths, passed=reader.since.unchanged)
    return FollowedFiles(paths, reader.positions or ())


def topics() -> Any:
    """The module that reads topics; its client is an extra that only who reads one needs. Raises Problem."""
    try:
        from app.logs.live import kafka
    except ImportError as error:
        raise Problem(
            "Kafka's client is not installed here.", "Install it: pip install “vitrine[live]”"
        ) from error
    return kafka


def watched(offer: Offer, settings: Settings, start: str = "") -> Watched | None:
    """What following an offered log from ``start`` means, see `start_of`; None where it cannot be followed.

    An empty ``start`` is the beginning of files, and from where the operator says that a topic is read.
    """
    most = settings.live_mb
    if offer.topic:
        topic = topic_from(offer.topic, start)
        return Watched(KAFKA, (topic, settings.kafka_config), most=most, start=start)
    if not offer.written:
        return None
    paths = tuple(str(path) for path in offer.paths)
    return Watched(FILES, paths, most=most, start="" if start == BEGINNING else start)
