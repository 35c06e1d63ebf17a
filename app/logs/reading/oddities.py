"""What is strange about a file, in words: its clock, the years that were taken for it, changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from app.counted import counted
from app.logs.formats.mixture import Mixture
from app.logs.sources import Bytes, LogPath
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord, Log
from app.logs.store.store import Store
from app.seconds import DAY, HOUR, MINUTE

BACKWARDS = HOUR
"""Seconds that a clock may step back before it is worth a note: lines of parallel requests cross."""

FAR = 3650 * DAY
"""Seconds from the middle of a file beyond which a few requests are taken for a wrong clock."""

FEW = 0.01

FEWEST = 20
"""Lines of a followed log of which one should be a line of a log."""

MUCH = 0.2
"""The part of a file's lines whose refusal is said before all else."""


def clock_notes(store: Store, file: LineFile) -> list[str]:
    """Sentences about jumps of the clock in the rows of ``file``; none when it runs as clocks do."""
    middle = _middle(store, file)
    first_far, far, clock = 0, 0, Clock()
    for time in _times(store, file):
        away = np.abs(time - middle) > FAR
        if away.any():
            first_far = first_far if far else int(time[away][0])
            far += int(away.sum())
            time = time[~away]
        clock.take(time)
    notes = []
    if 0 < far <= max(1, file.rows * FEW):
        years = abs(first_far - middle) // (365 * DAY)
        many = f"{far:,} requests are" if far > 1 else "one request is"
        notes.append(
            f"{many} dated {counted(years, 'year')} or so from the rest, the first {moment(first_far)}"
        )
    return [*notes, *clock.notes()]


@dataclass
class Clock:
    """The clock of a log as its lines tell it: how often it jumped back, and how far at most, in seconds.

    ``before`` is the second of the last line, ``worst_from`` the one from which it jumped back furthest.
    """

    jumps: int = 0
    worst: int = 0
    worst_from: int = 0
    before: int | None = None

    def take(self, time: np.ndarray) -> None:
        """Follow it over some more lines, by their seconds."""
        if not len(time):
            return
        steps = np.diff(time, prepend=time[0] if self.before is None else self.before)
        self.jumps += int((steps < -BACKWARDS).sum())
        at = int(steps.argmin())
        if steps[at] < min(self.worst, -BACKWARDS):
            self.worst = int(steps[at])
            self.worst_from = int(time[at]) - self.worst
        self.before = int(time[-1])

    def notes(self) -> list[str]:
        """A sentence about its jumps; none when it runs as clocks do."""
        if not self.jumps:
            return []
        times = f"{self.jumps:,} times, at most" if self.jumps > 1 else "once,"
        return [f"the clock jumps back {times} by {span(-self.worst)}, after {moment(self.worst_from)}"]


def last_day(day: date) -> int:
    """The last day that lines without a year can be of in a file of this day, as 20240105: clocks may be a
    day ahead of ours."""
    return int(f"{day + timedelta(days=1):%Y%m%d}")


def year_notes(store: Store, file: LineFile, day: date, whose: str) -> Iterator[str]:
    """Which years were taken for lines that name none, and by what; nothing where lines name theirs.

    ``day`` is that of the file, ``whose`` says where it was found, as `app.logs.sources.file_day` does.
    Notes are kept with the log, for whoever reads dates in which order ever: theirs are as ISO 8601 has them.
    """
    main = file.format.main if isinstance(file.format, Mixture) else file.format
    if not file.rows or getattr(main, "latest", None) is None:
        return
    found = sorted({year for time in _times(store, file) for year in _years(time)})
    taken = " and ".join(map(str, found)) if len(found) < 3 else f"{found[0]} to {found[-1]}"
    were = "were" if len(found) > 1 else "was"
    yield f"its lines name no year: {taken} {were} taken, by {whose}, {day:%Y-%m-%d}"


def _years(time: np.ndarray) -> list[int]:
    return np.unique(time.astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970).tolist()


def zero_notes(zeros: int) -> Iterator[str]:
    """How many zero bytes a file begins with, if any."""
    if zeros:
        begins = counted(zeros, "zero byte")
        yield f"it begins with {begins}, as a log that was cut to nothing while in use"


def nothing_read(log: Log, unit: str) -> list[str]:
    """A sentence where many lines came, of a source of this unit, and not one of them is a line of a log."""
    if log.lines < FEWEST or log.accepted:
        return []
    what = "messages" if unit == "message" else "lines"
    return [
        f"None of the {log.lines:,} {what} so far is a line of a log that can be read here. Each is counted "
        "as refused, with the reason; the next may be one."
    ]


def rejection_note(record: FileRecord) -> str:
    """How much of a file was refused and mostly why, where that is more than ``MUCH`` of it; else empty."""
    if record.rejected <= MUCH * record.lines or not record.accepted:
        return ""
    common = sorted(record.reasons.items(), key=lambda reason: -reason[1])[:3]
    reasons = "; ".join(f"{times:,} because {reason}" for reason, times in common)
    share = 100 * record.rejected / record.lines
    return f"{record.rejected:,} of {counted(record.lines, 'line')} ({share:.0f}%) were rejected: {reasons}"


def _times(store: Store, file: LineFile) -> Iterator[np.ndarray]:
    return store.columns["time"].chunks(file.first_row + file.rows, file.first_row)


def _middle(store: Store, file: LineFile) -> int:
    """The median of some of the file's times; a wrong clock here and there does not move it."""
    stride = max(1, file.rows // 10_000)
    some = [time[::stride] for time in _times(store, file)]
    return int(np.median(np.concatenate(some))) if some else 0


def moment(second: int) -> str:
    """A wall-clock second as ``2021-02-15 18:22:16``."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S")


def span(seconds: int) -> str:
    """A length of time in the unit that suits it: ``3 hours``, ``12 days``."""
    for unit, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if seconds >= length:
            return counted(round(seconds / length), unit)
    return counted(seconds, "second")


def changes_meanwhile(path: LogPath, stream: Bytes) -> Iterator[str]:
    """What happened to a file while it was read, in words."""
    try:
        now = path.path.stat()
    except OSError:
        yield "the file was removed while it was read"
        return
    before = stream.status
    if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
        yield "another file took its place while it was read"
    elif now.st_size < before.st_size:
        yield "the file became shorter while it was read"
    elif now.st_size > before.st_size:
        added = counted(now.st_size - before.st_size, "byte was", "bytes were")
        yield f"{added} added while it was read"
