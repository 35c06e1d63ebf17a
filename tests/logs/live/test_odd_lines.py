"""Lines that are odd while a log is followed: what is said of them, and that nothing is lost over it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.logs.live import reading
from app.logs.live.batch import Batch
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from tests.logs.live.test_reading import GB, line, shown, timed


class Followed:
    """A log that is written and followed; each ``write`` is read by a reader that goes on from the last."""

    def __init__(self, folder: Path) -> None:
        self.log, self.shelf = folder / "access.log", folder / "shelf"
        self.log.touch()
        self.shelf.mkdir()

    def write(self, text: str) -> None:
        """Write on, and have it read."""
        with self.log.open("a") as file:
            file.write(text)
        reader = LiveReader(self.shelf, GB)
        source = FollowedFiles([str(self.log)], reader.positions or ())
        reader.turn(source)
        source.close()

    def told(self) -> tuple[list[str], list[str]]:
        """What a page tells now, and what it notes beside the log's name."""
        commit = reading.read_json(self.shelf / reading.COMMIT)
        return commit["told"], commit["notes"]


def test_no_line_of_a_log_is_told_until_one_comes(tmp_path: Path) -> None:
    followed = Followed(tmp_path)
    followed.write("no line of a log\n" * 19)
    assert followed.told() == ([], []), "so few may be the end of something else"
    followed.write("no line of a log\n" * 101)
    assert followed.told()[0] == [
        "None of the 120 lines so far is a line of a log that can be read here. Each is counted as refused, "
        "with the reason; the next may be one."
    ]
    followed.write(line(1))
    assert followed.told() == ([], [])
    log = shown(followed.shelf)
    assert (log.accepted, log.rejected) == (1, 120)


class Messages:
    """A source that hands out one batch."""

    unit, behind, told, notes = "message", 0, (), ()

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def poll(self) -> Iterator[Batch]:
        yield self._batch

    def positions(self) -> dict[str, int]:
        return {"0": 50}

    def committed(self, positions: object) -> None: ...

    def close(self) -> None: ...


def test_a_topic_of_something_else_is_told(tmp_path: Path) -> None:
    reader = LiveReader(tmp_path, GB)
    reader.turn(Messages(Batch("topic", b'{"temperature": 21.5}\n' * 50)))  # type: ignore[arg-type]
    told = reading.read_json(tmp_path / reading.COMMIT)["told"]
    assert [sentence.partition(".")[0] for sentence in told] == [
        "None of the 50 messages so far is a line of a log that can be read here"
    ]


def test_a_clock_that_jumps_back_is_noted_over_a_killed_reader(tmp_path: Path) -> None:
    """An hour is no jump: lines of parallel requests cross. The note is kept with the counts."""
    followed = Followed(tmp_path)
    followed.write("".join(timed(f"17/May/2015:12:{minute}:00") for minute in (10, 20, 30)))
    followed.write(timed("17/May/2015:11:30:00"))
    assert followed.told() == ([], [])
    followed.write(timed("17/May/2015:09:15:00"))
    assert followed.told()[1] == [
        "access.log: the clock jumps back once, by 2 hours, after 2015-05-17 11:30:00"
    ]
    followed.write(timed("01/Jan/2099:00:00:00") + timed("17/May/2015:11:31:00"))
    assert followed.told()[1] == [
        "access.log: the clock jumps back 2 times, at most by 30,545 days, after 2099-01-01 00:00:00"
    ]
    assert shown(followed.shelf).accepted == 7


class Today(date):
    """A calendar that tests turn."""

    day_now = date(2025, 12, 31)

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return cls.day_now


def test_lines_that_name_no_year_over_the_end_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is of the last such day that was; a reader that runs on knows when a year is over."""
    monkeypatch.setattr(reading, "date", Today)
    followed = Followed(tmp_path)
    asked = "web nginx: 10.0.0.1 GET /p{n} 200 {n}\n"
    followed.write("".join(f"Dec 31 23:59:{n:02d} {asked.format(n=n)}" for n in range(30)))
    monkeypatch.setattr(Today, "day_now", date(2026, 1, 2))
    followed.write("".join(f"Jan  1 00:00:{n:02d} {asked.format(n=n)}" for n in range(40)))
    followed.write("Dec 31 23:59:59 " + asked.format(n=1))
    log = shown(followed.shelf)
    days = {str(day.date()): many for day, many in log.counts("day").items() if many}
    assert days == {"2025-12-31": 31, "2026-01-01": 40}
    assert len(log.requests()) == 71


def test_a_new_file_a_week_is_read_as_of_its_day_by_one_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "date", Today)
    reader, days = LiveReader(tmp_path, GB), [date(2026, 1, 2 + 7 * week) for week in range(4)]
    for day in days:
        monkeypatch.setattr(Today, "day_now", day)
        asked = f"{day:%b} {day.day:2d} 10:05:{{n:02d}} web nginx: 10.0.0.1 GET /p{{n}} 200 {{n}}\n"
        lines = "".join(asked.format(n=n) for n in range(60)).encode()
        reader.turn(Messages(Batch(f"access-{day}.log", lines)))  # type: ignore[arg-type]
    found = {str(day.date()): many for day, many in shown(tmp_path).counts("day").items() if many}
    assert found == {str(day): 60 for day in days}
    kept = reading.read_json(tmp_path / reading.COMMIT)["readings"].values()
    assert [len(entry["others"]) for entry in kept] == [0] * 4, (
        "a format more a file would be tried on each line"
    )


@pytest.mark.parametrize("in_order", [True, False])
def test_partitions_that_come_in_turns_are_no_clock_that_jumps(tmp_path: Path, in_order: bool) -> None:
    reader = LiveReader(tmp_path, GB)
    for hours in ((0, 1, 2), (0, 1, 2), (3, 4, 5), (3, 4, 5)):
        lines = "".join(
            timed(f"17/May/2015:{hour:02d}:{minute:02d}:00") for hour in hours for minute in range(60)
        )
        reader.turn(Messages(Batch("requests", lines.encode(), in_order)))  # type: ignore[arg-type]
    notes = reading.read_json(tmp_path / reading.COMMIT)["notes"]
    assert bool(notes) == in_order


@pytest.mark.parametrize("name", ["access.log.gz", "access.log"])
def test_what_is_written_to_a_file_that_is_read_once_is_told(tmp_path, name):
    """Packed files and those in UTF-16 are not followed: growing, they are no longer all that there is."""
    log = tmp_path / name
    packed = gzip.compress if name.endswith(".gz") else (lambda text: text.decode().encode("utf-16"))
    log.write_bytes(packed(line(1).encode() * 30))
    source = FollowedFiles([str(log)])
    read = b"".join(batch.lines for _ in range(3) for batch in source.poll())
    assert (read.count(b"\n"), source.notes) == (30, [])
    with log.open("ab") as file:
        file.write(packed(line(2).encode() * 30))
    source.look()
    assert list(source.poll()) == []
    assert [note.split(":")[0] for note in source.notes] == [name]
    assert "what was written to it since is not counted" in source.notes[0]
    source.look()
    assert len(source.notes) == 1
