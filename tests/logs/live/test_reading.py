"""The reader of a live source: committed counts against the lines that were written, also after a crash."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs import read_log
from app.logs.live import reading
from app.logs.live.commits import READER, tried
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from app.logs.live.sources import FILES, Watched
from app.logs.live.watching import Watch
from app.logs.model import LogModel
from app.logs.reading import sections as reading_sections
from app.logs.store.log import Log
from app.problem import Problem
from tests.logs.broken_lines import WHOLE
from tests.logs.same_reading import same_requests

GB = 1000.0


def line(n: int) -> str:
    status = (200, 200, 200, 404, 500)[n % 5]
    return (
        f"10.0.{n % 3}.{n % 50} - - [17/May/2015:10:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET /p{n % 40}?productId=P{n % 7}&s={n} HTTP/1.1" {status} {n % 999} "-" "curl/{n % 4}"\n'
    )


def shown(folder: Path) -> Log:
    """The log as a page opens it from what is committed in ``folder``."""
    watch = Watch.__new__(Watch)
    watch.folder, watch.log, watch.standing = folder, None, None
    watch._generation, watch._rejects, watch._seen, watch._started_at = 0, [], (0, 0), time.monotonic()
    watch.look()
    assert watch.log is not None
    return watch.log


def same(ours: Log, theirs: Log) -> None:
    same_requests(ours, theirs)
    assert list(ours.every_reject) == list(theirs.every_reject)


@pytest.mark.whole
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_any_cut_of_the_writing_and_any_crash_count_as_one_reading(tmp_path_factory, seed):
    """Pieces of any size, cut in the middle of lines, and a reader that dies before it commits."""
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("live")
    log, shelf = folder / "access.log", folder / "shelf"
    shelf.mkdir()
    broken = ["no line of a log\n", "\n", 'é" "\n', line(3)[:40] + "\n"]
    whole = "".join(rng.choice(broken) if rng.random() < 0.1 else line(n) for n in range(rng.randint(1, 300)))
    data, at = whole.encode(), 0
    log.write_bytes(b"")
    reader, source = LiveReader(shelf, GB), FollowedFiles([str(log)])
    while at < len(data):
        size = rng.randint(1, max(1, len(data) // 3))
        with log.open("ab") as file:
            file.write(data[at : at + size])
        at += size
        if rng.random() < 0.4:
            # All is done but the commit.
            reader.commit = lambda _source: None  # type: ignore[method-assign]
            reader.turn(source)
            source.close()
            reader = LiveReader(shelf, GB)
            source = FollowedFiles([str(log)], reader.positions or ())
        reader.turn(source)
    source.close()
    if reader.log.lines:
        same(shown(shelf), read_log(log))


W3C = b"#Fields: date time c-ip cs-method cs-uri-stem sc-status"


@pytest.mark.parametrize("whole", [one for one in WHOLE if one[:1] != b"#" and one[:4] != b"2015"])
def test_every_format_as_when_it_is_read_at_once(tmp_path, whole):
    followed(tmp_path, [whole + b"\n"] * 30)


@pytest.mark.parametrize("at_a_time", [1, 30])
def test_a_format_that_begins_while_a_log_is_followed(tmp_path, at_a_time):
    """The server was set to write JSON: at once where many lines come together, else after some of them."""
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    log.write_text("".join(map(line, range(40))))
    reader, source = LiveReader(shelf, GB), FollowedFiles([str(log)])
    reader.turn(source)
    for _ in range(0, 60, at_a_time):
        with log.open("ab") as file:
            file.write((WHOLE[5] + b"\n") * at_a_time)
        reader.turn(source)
    source.close()
    found = shown(shelf)
    late = reading_sections.FEWEST - 1 if at_a_time == 1 else 0
    assert (found.lines, found.accepted, found.rejected) == (100, 100 - late, late)
    assert found.files[0].notes == ["further on, lines are read as JSON lines, too"]
    assert found.counts("path")["/"] == 60 - late


def test_columns_that_change_on_the_way(tmp_path):
    """W3C's directives, in one batch and in batches of their own; a reader that goes on knows the columns."""
    row = b"2015-05-17 10:05:03 192.0.2.1 GET /default.htm 200\n"
    other = b"#Fields: date time sc-status c-ip cs-method cs-uri-stem\n"
    turned = b"2015-05-17 10:05:04 404 192.0.2.2 POST /x\n"
    followed(tmp_path, [W3C + b"\n", *[row] * 9, other, *[turned] * 10, W3C + b"\n", row])


def followed(folder: Path, written: list[bytes]) -> None:
    log, shelf = folder / "access.log", folder / "shelf"
    shelf.mkdir()
    for first in range(0, len(written), 10):
        with log.open("ab") as file:
            file.write(b"".join(written[first : first + 10]))
        reader = LiveReader(shelf, GB)
        source = FollowedFiles([str(log)], reader.positions or ())
        reader.turn(source)
        source.close()
    same(shown(shelf), read_log(log))


def test_the_older_half_goes_when_there_is_no_room(tmp_path):
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    log.write_text("")
    reader, source = LiveReader(shelf, 0.2), FollowedFiles([str(log)])
    for first in range(0, 4000, 200):
        with log.open("a") as file:
            file.write("".join(line(n) for n in range(first, first + 200)))
        reader.turn(source)
    kept = shown(shelf)
    assert kept.lines == kept.accepted == 4000
    rows = kept.store.rows
    assert 0 < rows < 4000
    assert sum(path.stat().st_size for path in shelf.rglob("*") if path.is_file()) < 1_500_000
    newest = Counter(line(n).rstrip("\n") for n in range(4000 - rows, 4000))
    assert Counter(kept.requests()["line"]) == newest
    statuses = Counter(int(one.split('" ')[1][:3]) for one in newest.elements())
    assert kept.counts("status").to_dict() == dict(statuses)
    parameters = Counter(one.split("productId=")[1].split("&")[0] for one in newest.elements())
    assert kept.counts("param:productId").to_dict() == dict(parameters)
    # And it goes on from there after a restart.
    source.close()
    reader = LiveReader(shelf, GB)
    source = FollowedFiles([str(log)], reader.positions)
    with log.open("a") as file:
        file.write(line(4000))
    reader.turn(source)
    assert shown(shelf).store.rows == rows + 1


def test_no_more_is_kept_than_is_left_on_the_disk(tmp_path, monkeypatch):
    """Whatever the setting says: half a megabyte is free, and a tenth of one is kept however full it is."""
    monkeypatch.setattr(reading, "LEAST", 100_000)
    monkeypatch.setattr(reading.shutil, "disk_usage", lambda _path: SimpleNamespace(free=500_000))
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    log.write_text("")
    reader, source = LiveReader(shelf, GB), FollowedFiles([str(log)])
    kept = []
    for first in range(0, 10_000, 500):
        with log.open("a") as file:
            file.write("".join(line(n) for n in range(first, first + 500)))
        reader.turn(source)
        kept.append(reader.log.store.rows * (len(line(first)) + 60))
    source.close()
    assert reader.log.accepted == 10_000
    assert 200_000 < max(kept) < 520_000
    monkeypatch.setattr(reading.shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    assert not LiveReader(tmp_path / "empty", GB)._too_large()


# Starts three readers one after the other.
@pytest.mark.whole
def test_killed_again_and_again(tmp_path):
    """kill -9 of the reader, while a server writes and rotates its log: as many as awk counts, by status."""
    log = tmp_path / "access.log"
    log.write_text(line(0))
    written = 1
    watch = Watch(Watched(FILES, (str(log),)), tmp_path / "shelf")
    stop = threading.Event()

    def write() -> None:
        nonlocal written
        turned = 0
        while not stop.is_set():
            with log.open("a") as file:
                file.write("".join(line(n) for n in range(written, written + 400)))
            written += 400
            turned += 1
            if turned % 40 == 0:
                for old in range(8, 0, -1):
                    at = log.with_name(f"access.log.{old}")
                    if at.exists():
                        at.rename(log.with_name(f"access.log.{old + 1}"))
                log.rename(log.with_name("access.log.1"))
            time.sleep(0.03)

    writer = threading.Thread(target=write)

    def await_lines(many: int, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while watch.log is None or watch.log.lines < many:
            watch.look()
            assert time.monotonic() < end, (
                f"{watch.log and watch.log.lines} of {many} lines, {written} written"
            )
            time.sleep(0.02)

    killed = []
    await_lines(1)
    writer.start()
    try:
        for _ in range(2):
            await_lines((watch.log.lines if watch.log else 0) + 3000)
            process = watch._process
            assert process is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed.append(process.pid)
            watch._started_at = 0.0
    finally:
        stop.set()
        writer.join()
    await_lines(written)
    assert len(set(killed)) == 2
    files = sorted(str(path) for path in tmp_path.glob("access.log*"))
    by_status = '{split($0, part, "\\" "); n[substr(part[2], 1, 3)]++} END {for (s in n) print s, n[s]}'
    awk = subprocess.run(["awk", by_status, *files], capture_output=True, text=True, check=True)
    oracle = {int(status): int(count) for status, count in map(str.split, awk.stdout.splitlines())}
    assert watch.log is not None
    assert watch.log.counts("status").to_dict() == oracle
    assert watch.log.accepted == watch.log.lines == written == sum(oracle.values())
    watch.close()


# Starts ten readers, which takes some ten seconds of a processor.
@pytest.mark.whole
def test_ten_watchers_have_one_reader_that_ends_without_them(tmp_path, monkeypatch):
    log = tmp_path / "access.log"
    log.write_text(line(1))
    watches = [Watch(Watched(FILES, (str(log),)), tmp_path / "shelf") for _ in range(10)]
    assert [watch._process is not None for watch in watches] == [True, *[False] * 9]
    end = time.monotonic() + 90
    while not all(watch.log is not None and watch.log.lines == 1 for watch in watches):
        for watch in watches:
            watch.look()
        assert time.monotonic() < end
        time.sleep(0.05)
    running = [one._process for one in watches if one._process and one._process.poll() is None]
    assert len(running) == 1
    for watch in watches:
        watch.close()
    assert running[0].wait(timeout=30) == 0
    with tried(watches[0].folder / READER) as nobody:
        assert nobody


def test_what_cannot_be_followed_is_told(tmp_path):
    """A source that the reader cannot open ends it with a sentence."""
    watched = Watched(FILES, (str(tmp_path / "access.log"),), format="no such format")
    watch = Watch(watched, tmp_path / "shelf")
    with pytest.raises(Problem, match="is not a log format"):
        _look_until(watch, time.monotonic() + 90)
    watch.close()


def _look_until(watch: Watch, end: float) -> None:
    while time.monotonic() < end:
        watch.look()
        time.sleep(0.05)


def timed(written: str) -> str:
    return f'10.0.0.1 - - [{written} +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8"\n'


def test_a_clock_that_jumps_loses_nothing_and_leads_the_window_back(tmp_path):
    """Time runs backwards, to 1970 and far ahead; the page shows it as it comes, and a window follows."""
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    log.write_text("")
    reader, source, model = LiveReader(shelf, GB), FollowedFiles([str(log)]), LogModel()
    minutes = ("10:05", "10:04", "11:00", "09:00", "10:06")
    batches = [[timed(f"17/May/2015:{minute}:{second:02d}") for second in range(50)] for minute in minutes]
    batches[2:2] = [[timed("01/Jan/1970:00:00:00")] * 3, [timed("01/Jan/2099:00:00:00")] * 3]
    for batch in batches:
        with log.open("a") as file:
            file.write("".join(batch))
        reader.turn(source)
        watched = shown(shelf)
        model.grow(watched, reader.newest, 300)
        assert model.rows == watched.accepted
    source.close()
    same(shown(shelf), read_log(log))
    # Five minutes up to 10:06:47: those of 10:04, 10:05 and 10:06, but for the last two seconds.
    assert reader.newest == int(datetime(2015, 5, 17, 10, 6, 47, tzinfo=UTC).timestamp())
    assert model.selected == 50 + 50 + 48
    model.roll(0)
    assert model.selected == 5 * 50 + 6
