"""The process that reads a live source: lines into a store, committed with the place they came to."""

from __future__ import annotations

import shutil
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from app.logs.detection.detection import chosen, judge
from app.logs.formats import Extended, LogFormat, format_named, kept
from app.logs.formats.mixture import Mixture
from app.logs.live.batch import Batch, LiveSource, parts
from app.logs.live.commits import COMMIT, VERSION, read_json, record_entry, record_of, write_json
from app.logs.live.labels import cut
from app.logs.live.start import Since
from app.logs.live.store import LINES, LiveStore
from app.logs.parsing.block import Block
from app.logs.parsing.blocks import Blocks, open_blocks
from app.logs.parsing.shape import MARGIN
from app.logs.reading.oddities import Clock, last_day, nothing_read
from app.logs.reading.opening import JUDGED_LINES
from app.logs.reading.sections import Sections
from app.logs.store.columns import disk_space
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord, Log

RATED = 10.0
"""Seconds over which lines a second are told."""

SILENT = 1.0
"""Seconds after which is committed that nothing came."""

MEGABYTE = 1_000_000

LEAST = 20 * MEGABYTE
"""Bytes that are kept however full the disk is: what fills it is something else then."""

SKEW = 0.2
"""The weight of the newest batch in how far the clock of the log is behind."""


class LiveReader:
    """Reads a source into ``folder``; going on from the last commit there, if there is one.

    ``turn`` takes what came and commits it. ``most`` bounds the megabytes that are kept; ``since`` leaves out
    what came before, as it was decided when the folder was begun.
    """

    def __init__(
        self, folder: Path, most: float, format: str | None = None, since: Since | None = None
    ) -> None:
        self._folder = folder
        self._most = most * MEGABYTE
        self._format = format_named(format) if format else None
        self._arrived: deque[tuple[float, int]] = deque()
        self._committed_at = 0.0
        self._blocks: dict[Mixture, Blocks] = {}
        self._latest = 0
        self._sections: dict[str, Sections] = {}
        self.since = since
        commit = read_json(folder / COMMIT)
        if commit is None or commit["version"] != VERSION or not self._resume(commit):
            self._begin()
        self._size = self.folder_of(self.generation).joinpath(LINES).stat().st_size

    def folder_of(self, generation: int) -> Path:
        """The folder of a generation of the store."""
        return self._folder / f"{generation}"

    def _begin(self) -> None:
        for old in self._folder.glob("[0-9]*"):
            shutil.rmtree(old, ignore_errors=True)
        self.generation, self.positions, self.skew = 1, None, 0.0
        self.newest = 0
        self._clocks: dict[str, Clock] = {}
        self.folder_of(1).mkdir(parents=True)
        self.log = Log(LiveStore(self.folder_of(1)))
        self._store.begin()
        self._readings: dict[str, Mixture] = {}
        self._learned: set[str] = set()

    def _resume(self, commit: Mapping[str, Any]) -> bool:
        self.generation, self.positions, self.skew = (
            commit["generation"],
            commit["positions"],
            commit["skew"],
        )
        self.newest = commit["newest"]
        self._clocks = {name: Clock(**clock) for name, clock in commit.get("clocks", {}).items()}
        self._learned = set(commit.get("learned", ()))
        folder = self.folder_of(self.generation)
        try:
            store = LiveStore(folder, commit["store"])
            store.begin()
            cut(folder / LINES, commit["lines"])
            rejects = folder / "rejects.jsonl"
            rejects.touch()
            cut(rejects, commit["rejects"])
        except (OSError, ValueError):
            # The system itself went down before everything was on the disk.
            return False
        self.log = Log(store, [record_of(entry) for entry in commit["records"]])
        forms = {name: kept(entry) for name, entry in commit["readings"].items()}
        self._readings = {name: form for name, form in forms.items() if isinstance(form, Mixture)}
        self.since = Since(**commit["since"]) if commit.get("since") else None
        return True

    @property
    def _store(self) -> LiveStore:
        assert isinstance(self.log.store, LiveStore)
        return self.log.store

    def turn(self, source: LiveSource) -> int:
        """Take what came, and commit it with the place that the source is at; how many lines came."""
        lines = 0
        for batch in source.poll():
            lines += self._take(batch)
        now = time.monotonic()
        if lines:
            self._arrived.append((now, lines))
        if lines or now - self._committed_at > SILENT:
            self.commit(source)
        if lines and self._too_large():
            self._drop_older(source)
        return lines

    def commit(self, source: LiveSource) -> None:
        """Put in place how far the store and the source are."""
        now = time.monotonic()
        while self._arrived and now - self._arrived[0][0] > RATED:
            self._arrived.popleft()
        positions = source.positions()
        rejects = self._store.folder / "rejects.jsonl"
        write_json(
            self._folder / COMMIT,
            {
                "version": VERSION,
                "generation": self.generation,
                "store": self._store.layout(),
                "lines": self._size,
                "rejects": rejects.stat().st_size if rejects.exists() else 0,
                "records": [record_entry(record) for record in self.log.files],
                "readings": {name: reading.entry() for name, reading in self._readings.items()},
                "positions": positions,
                "behind": source.behind,
                "unit": source.unit,
                "rate": sum(lines for _, lines in self._arrived) / RATED,
                "told": [*source.told, *nothing_read(self.log, source.unit)],
                "notes": [*(self.since.notes() if self.since else ()), *source.notes, *self._jumps()],
                "learned": sorted(self._learned),
                "since": asdict(self.since) if self.since else None,
                "clocks": {name: asdict(clock) for name, clock in self._clocks.items()},
                "skew": self.skew,
                "newest": self.newest,
                "at": time.time(),
            },
        )
        self._committed_at = now
        source.committed(positions)

    # ---- lines into the store ----

    def _take(self, batch: Batch) -> int:
        record = self._record(batch.name)
        reading = self._reading(batch, record)
        lines = 0
        for part, form in parts(batch.lines, reading):
            lines += self._add(part, form, record, batch)
        return lines

    def _record(self, name: str) -> FileRecord:
        found = next((record for record in self.log.files if record.name == name), None)
        if found is None:
            found = FileRecord(name)
            self.log.files.append(found)
        return found

    def _reading(self, batch: Batch, record: FileRecord) -> Mixture:
        """How the lines of a batch are read: as those before of that name, once one of them could be."""
        latest = last_day(date.today())
        if latest != self._latest:
            # A log that names no year goes on past the end of one, in each of its files.
            self._latest, self._blocks = latest, {}
            self._readings = {name: one.up_to(latest) for name, one in self._readings.items()}
        known = self._readings.get(batch.name)
        sure = record.accepted or batch.name in self._learned
        if known is not None and (sure or isinstance(known.main, Extended)):
            return known
        lines = batch.lines.split(b"\n", JUDGED_LINES)[:JUDGED_LINES]
        found = (
            chosen(self._format, lines, latest) if self._format is not None else judge(lines, latest=latest)
        )
        if found is None:
            # None of these lines is one of a log; the next may be. Each is counted as refused.
            return known or next(iter(self._readings.values()), Mixture(format_named("combined")))
        record.format, record.why = found.format, found.why
        assert isinstance(found.reading, Mixture)
        same = next((one for one in self._readings.values() if one == found.reading), None)
        return same or self._joined(found.reading)

    def _joined(self, reading: Mixture) -> Mixture:
        """This way to read lines together with that of the others, so that they need not be kept apart."""
        other = next(iter(self._readings.values()), None)
        if other is None or other.wrappers != reading.wrappers:
            return reading
        if isinstance(other.main, Extended) or isinstance(reading.main, Extended):
            return reading
        others: list[LogFormat] = [*other.others]
        others += [one for one in (reading.main, *reading.others) if one not in (other.main, *others)]
        joined = replace(other, others=tuple(others))
        self._readings = {name: joined if one == other else one for name, one in self._readings.items()}
        return joined

    def _add(self, data: bytes, reading: Mixture, record: FileRecord, batch: Batch) -> int:
        store = self._store
        if reading not in self._blocks:
            self._blocks[reading] = open_blocks(reading)
        buffer = bytearray(MARGIN) + data + bytearray(MARGIN + 1)
        block = self._blocks[reading].read_buffer(buffer, len(data))
        reading = self._followed(block, memoryview(buffer)[MARGIN:], reading, record)
        if not batch.counted:
            self._learned.add(batch.name)
            return 0
        came = block.lines
        if self.since is not None:
            block = self.since.only(block, record.name)
            if record.name in self.since.reached:
                self._learned.add(record.name)
            if not block.lines:
                return came
        if not store.files or store.files[-1].format != reading:
            store.files.append(LineFile(record.name, LINES, reading, True, store.rows))
        with disk_space(store.folder), (store.folder / LINES).open("ab") as file:
            file.write(data)
        before = store.rows
        accepted = store.append(block, self._size)
        self.log.take(block, accepted, memoryview(buffer)[MARGIN:], record)
        self._size += len(data)
        if store.rows > before:
            store.count_names(before)
            seconds = store.columns["time"].array(store.rows)[before:]
            self._tell_time(seconds)
            if batch.in_order:
                self._clocks.setdefault(record.name, Clock()).take(seconds)
        return came

    def _followed(self, block: Block, data: memoryview, reading: Mixture, record: FileRecord) -> Mixture:
        """How lines of this name are read from here on: with another format, too, where that changed."""
        self._readings[record.name] = reading
        if record.name not in self._sections:
            self._sections[record.name] = Sections(self._store, reading)
        sections = self._sections[record.name]
        known = sections.followed(block, data, reading)
        if known != reading:
            # Others that are read alike go along, so that they need not be kept apart.
            self._readings = {name: known if one == reading else one for name, one in self._readings.items()}
            record.notes += [note for note in sections.notes if note not in record.notes]
        return known

    def _tell_time(self, seconds: np.ndarray) -> None:
        """Follow the clock of the log: how far it is from this machine's, zone and all."""
        newest = int(np.quantile(seconds, 0.95, method="nearest"))
        skew = time.time() - newest
        far = abs(skew - self.skew) > 60
        self.skew = skew if far else (1 - SKEW) * self.skew + SKEW * skew
        self.newest = newest

    def _jumps(self) -> list[str]:
        """Sentences about clocks that jumped back."""
        return [f"{name}: {note}" for name, clock in self._clocks.items() for note in clock.notes()]

    # ---- what is kept ----

    def _too_large(self) -> bool:
        """Whether more is kept than may be, or more than is left on the disk beside it."""
        size = self._size + self._store.rows * 60
        return size > self._most or (size > LEAST and size > shutil.disk_usage(self._folder).free)

    def _drop_older(self, source: LiveSource) -> None:
        """Keep the newer half of the rows, in a new generation; the one before stays for who looks at it."""
        store, generation = self._store, self.generation + 1
        folder = self.folder_of(generation)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        newer = store.newest(store.rows // 2, folder)
        self.log = Log(newer, self.log.files)
        self.generation = generation
        self._size = (folder / LINES).stat().st_size
        self.commit(source)
        shutil.rmtree(self.folder_of(generation - 2), ignore_errors=True)
