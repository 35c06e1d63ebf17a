"""What can be watched: which source of lines it is, as JSON, and the folder that its reader keeps it in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.logs.live.batch import LiveSource
from app.logs.live.commits import VERSION
from app.logs.live.following import FollowedFiles
from app.logs.reading.offers import Offer
from app.problem import Problem
from app.settings import Settings

FILES, KAFKA = "files", "kafka"


@dataclass(frozen=True)
class Watched:
    """A source of lines that are still being written: ``kind`` and ``where``, files, or a topic's address and
    the file of its client's settings.

    ``format`` is a format's name or a format string where one was chosen; ``most`` the megabytes to keep.
    """

    kind: str
    where: tuple[str, ...]
    format: str = ""
    most: float = 2000.0

    def entry(self) -> dict[str, Any]:
        """This source, ready for JSON."""
        return {
            "kind": self.kind,
            "where": list(self.where),
            "format": self.format,
            "most": self.most,
            "version": VERSION,
        }

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Watched:
        """The source that ``entry`` told of."""
        return cls(entry["kind"], tuple(entry["where"]), entry["format"], entry["most"])

    def folder(self, shelf: Path) -> Path:
        """Where its reader keeps what it counted, on a shelf of logs."""
        named = json.dumps({name: value for name, value in self.entry().items() if name != "most"})
        return shelf / "live" / hashlib.sha256(named.encode()).hexdigest()[:24]

    def open(self, positions: Any) -> LiveSource:
        """The source, from the positions that were committed, or from its start. Raises Problem."""
        if self.kind == KAFKA:
            topic: LiveSource = topics().Topic(self.where[0], positions, self.where[1])
            return topic
        return FollowedFiles(self.where, positions or ())


def topics() -> Any:
    """The module that reads topics; its client is an extra that only who reads one needs. Raises Problem."""
    try:
        from app.logs.live import kafka
    except ImportError as error:
        raise Problem(
            "Kafka's client is not installed here.", "Install it: pip install “vitrine[live]”"
        ) from error
    return kafka


def watched(offer: Offer, settings: Settings) -> Watched | None:
    """What following an offered log means; None where it cannot be followed."""
    if offer.topic:
        return Watched(KAFKA, (offer.topic, settings.kafka_config), most=settings.live_mb)
    if not offer.written:
        return None
    return Watched(FILES, tuple(str(path) for path in offer.paths), most=settings.live_mb)
