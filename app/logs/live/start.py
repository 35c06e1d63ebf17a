"""From where a source is read that is still written: its beginning, now, or a time."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from app.counted import counted
from app.dates import full_moment
from app.links import Field, UnreadableError
from app.logs.parsing.block import Block
from app.logs.parsing.clock import NO_ZONE
from app.logs.reading.oddities import moment
from app.logs.written.lines import Event
from app.problem import Problem
from app.seconds import HOUR, MINUTE

BEGINNING, NOW = "beginning", "now"

_CHOSEN = "now@"
"""What stands before the moment that was now when it was chosen."""

FRESH = 120.0
"""Seconds for which that moment, cut to the minute, is now: it is where a file ends."""

APART = 26 * HOUR
"""Seconds that the clock of a log and of the file's last change may be apart, whatever their zones."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(text: str) -> datetime:
    """The time that a text names, of a zone where it names one. Raises Problem."""
    try:
        return datetime.fromisoformat(text.removeprefix(_CHOSEN))
    except ValueError as error:
        raise Problem(
            f"“{text[:60]}” is not from where a topic can be read or a log followed.",
            "Write beginning, now, or a time such as 2026-11-26T08:00.",
        ) from error


def start_of(text: str) -> str:
    """From where to read as links keep it: to the minute, so that many share a reader, and now is a moment.

    Raises Problem.

    >>> start_of("2026-11-26 08:00:17"), start_of("2026-11-26T08:00+02:00"), start_of("beginning")
    ('2026-11-26T08:00', '2026-11-26T06:00Z', 'beginning')
    """
    if text in ("", BEGINNING):
        return text
    chosen = text == NOW or text.startswith(_CHOSEN)
    when = datetime.now(UTC) if text == NOW else time_of(text)
    zone = "" if when.tzinfo is None else "Z"
    if zone:
        when = when.astimezone(UTC)
    return (_CHOSEN if chosen else "") + f"{when.replace(tzinfo=None).isoformat(timespec='minutes')}{zone}"


def is_now(start: str) -> bool:
    """Whether that is now, as it was chosen a moment ago."""
    return start.startswith(_CHOSEN) and 0 <= time.time() - in_utc(time_of(start)).timestamp() < FRESH


def topic_from(address: str, start: str) -> str:
    """The address of a topic that is read from there; as it is where ``start`` is empty.

    >>> topic_from("host:9092/topic?from=beginning", "2026-11-26T08:00")
    'host:9092/topic?from=2026-11-26T08:00'
    """
    return f"{address.partition('?')[0]}?from={start.removeprefix(_CHOSEN)}" if start else address


def in_utc(when: datetime) -> datetime:
    """A time that names its zone, which is UTC where it named none."""
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def in_words(start: str) -> str:
    """From where that is, as a visitor reads it.

    >>> in_words(""), in_words("2026-11-26T08:00"), in_words("now@2026-11-27T18:25Z")
    ('from its beginning', 'from 26 Nov 2026 08:00', 'from 27 Nov 2026 18:25 UTC')
    """
    if start in ("", BEGINNING):
        return "from its beginning"
    when = time_of(start)
    return f"from {full_moment(when, None)}{' UTC' if when.tzinfo else ''}"


@dataclass(frozen=True)
class StartField(Field):
    """From where to read, as a link has it; see `start_of`."""

    default: str = ""
    wanted = "now, or a time such as 2026-11-26T08:00"

    def write(self, value: str) -> str:
        """The time itself."""
        return value

    def read(self, text: str) -> str:
        """As it is kept. Raises UnreadableError."""
        try:
            return start_of(text)
        except (Problem, OverflowError) as error:
            raise UnreadableError(text) from error


@dataclass
class Since:
    """Leaves out of followed files what is from before ``second``, by the clock of their lines, or by UTC.

    ``at_end`` leaves out what the files held when they were first looked at, whatever its times are. By UTC
    a line that names no zone is by the clock of this machine. ``left`` counts the lines left out, by the
    name of a file; ``reached`` tells whether the last line of it that could be read counts: a refused one
    goes with the one before it.
    """

    second: int
    utc: bool
    at_end: bool
    left: dict[str, int] = field(default_factory=dict)
    reached: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, start: str) -> Since | None:
        """What ``start`` leaves out; None where a source is read from its beginning. Raises Problem."""
        if start in ("", BEGINNING):
            return None
        when = datetime.now(UTC) if start == NOW else time_of(start)
        return cls((in_utc(when) - _EPOCH) // timedelta(seconds=1), when.tzinfo is not None, start == NOW)

    def begin_at(self, second: int) -> None:
        """Leave out what the files held at this second."""
        self.second, self.utc, self.at_end = second, True, True

    @property
    def unchanged(self) -> float:
        """Files that were changed last before this second since 1970 hold nothing that counts."""
        return math.inf if self.at_end else self.second - APART

    def only(self, block: Block, name: str) -> Block:
        """The lines of a block of the file ``name`` that count."""
        if self.at_end:
            return block
        later = np.zeros(block.lines, bool)
        read = np.zeros(block.lines, bool)
        later[block.shape.lines] = self._later(block.shape.time, block.shape.zone)
        read[block.shape.lines] = True
        for line, outcome in block.unusual.items():
            if isinstance(outcome, Event):
                zone = NO_ZONE if outcome.zone is None else outcome.zone
                later[line] = self._later(np.array([outcome.time]), np.array([zone]))[0]
                read[line] = True
        before = np.maximum.accumulate(np.where(read, np.arange(block.lines), -1))
        counts = np.where(before < 0, self.reached.get(name, False), later[before])
        if read.any():
            self.reached[name] = bool(counts[-1])
        self.left[name] = self.left.get(name, 0) + int((~counts).sum())
        return block if counts.all() else block.only(counts)

    def _later(self, seconds: np.ndarray, zones: np.ndarray) -> np.ndarray:
        if not self.utc:
            return seconds >= self.second
        here = datetime.fromtimestamp(self.second, UTC).astimezone().utcoffset() or timedelta()
        east = np.where(zones == NO_ZONE, here // timedelta(minutes=1), zones).astype(np.int64) * MINUTE
        return seconds - east >= self.second

    def notes(self) -> list[str]:
        """What is left out, in words."""
        when = moment(self.second) + (" UTC" if self.utc else "")
        if self.at_end:
            return [f"followed from where it ended at {when}: what stood before is not counted"]
        left = counted(sum(self.left.values()), "earlier line was", "earlier lines were")
        return [f"counted from {when} on: {left} left out, and files that were not changed since not read"]
