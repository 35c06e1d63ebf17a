"""A log that grows is read from where it was left, and an interrupted reading goes on."""

import gzip
import os

import pytest

from app.logs import KeptReader, read_log
from app.logs.dimensions import CODED
from app.logs.reading import reader as reading
from app.logs.store import marks, shelf


def lines(first, count):
    return "".join(
        f"10.0.{n % 7}.{n % 200} - ann "
        f"[15/Feb/2021:{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET /p/{n % 40}?productId=P-{n % 9}&s={n} HTTP/1.{n % 2}" {(200, 404, 500)[n % 3]} {n} '
        f'"http://r.example/{n % 5}" "curl/{n % 4}.0" 0.{n % 1000:03d}\n'
        for n in range(first, first + count)
    ).encode()  # fmt: skip


def read(path, folder):
    reader = KeptReader(path, folder)
    list(reader)
    return reader.log


def same(log, other):
    assert (log.accepted, log.rejected, log.lines) == (other.accepted, other.rejected, other.lines)
    for dimension in (*CODED, "version", "hour", "param:s"):
        assert log.counts(dimension).equals(other.counts(dimension)), dimension
    assert log.requests().equals(other.requests())
    assert list(log.every_reject) == list(other.every_reject)


@pytest.fixture
def from_the_start(monkeypatch):
    """How often a file was looked at from its start: an opening is made for that."""
    seen = []

    class Opening(reading.Opening):
        def __init__(self, *given):
            seen.append(given)
            super().__init__(*given)

    monkeypatch.setattr(reading, "Opening", Opening)
    return seen


@pytest.mark.whole
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("count", [100, 40_000])
def test_an_appended_log_is_read_from_where_it_was_left(tmp_path, from_the_start, times, count):
    path, folder = tmp_path / "access.log", tmp_path / "shelf"
    path.write_bytes(lines(0, count) + b"broken\n")
    read(path, folder)
    for time in range(1, times + 1):
        with path.open("ab") as file:
            file.write(lines(count * time, 50) + b"broken too\n")
        log = read(path, folder)
        assert log.accepted == count + 50 * time
    assert len(from_the_start) == 1
    same(log, read_log(path))


def test_a_log_of_hosts_that_all_differ_is_read_on(tmp_path, from_the_start, monkeypatch):
    monkeypatch.setattr("app.logs.store.labels.MOST_HELD", 20)
    path, folder = tmp_path / "access.log", tmp_path / "shelf"
    path.write_bytes(lines(0, 300))
    read(path, folder)
    with path.open("ab") as file:
        file.write(lines(200, 300))
    log = read(path, folder)
    assert len(from_the_start) == 1
    same(log, read_log(path))


@pytest.mark.parametrize("how", ["changed before", "shorter", "no line end", "another"])
def test_what_is_not_only_appended_is_read_anew(tmp_path, from_the_start, how):
    path, folder = tmp_path / "access.log", tmp_path / "shelf"
    data = lines(0, 100)
    path.write_bytes(data[:-1] if how == "no line end" else data)
    read(path, folder)
    after = {
        "changed before": data.replace(b"/p/7?", b"/q/7?") + lines(100, 5),
        "shorter": lines(0, 90),
        "no line end": data + lines(100, 5),
        "another": lines(5000, 300),
    }[how]
    path.write_bytes(after)
    log = read(path, folder)
    assert len(from_the_start) == 2
    same(log, read_log(path))


def test_a_set_whose_newest_file_grows_is_read_on(tmp_path, from_the_start):
    logs, folder = tmp_path / "logs", tmp_path / "shelf"
    logs.mkdir()
    (logs / "access.log.2.gz").write_bytes(gzip.compress(lines(0, 100)))
    (logs / "access.log.1").write_bytes(lines(100, 100))
    (logs / "access.log").write_bytes(lines(200, 100))
    read(logs, folder)
    with (logs / "access.log").open("ab") as file:
        file.write(lines(300, 20))
    log = read(logs, folder)
    assert len(from_the_start) == 3
    same(log, read_log(logs))


def test_a_reading_that_was_stopped_goes_on(tmp_path, monkeypatch, from_the_start):
    monkeypatch.setattr(reading, "BLOCK", 20_000)
    monkeypatch.setattr(reading, "FIRST_BLOCK", 20_000)
    path, folder = tmp_path / "access.log", tmp_path / "shelf"
    path.write_bytes(lines(0, 2000))
    reader = KeptReader(path, folder)
    for progress in reader:
        if progress.lines:
            reader.stop()
    assert 0 < reader.log.accepted < 2000
    assert any("reading was stopped" in note for note in reader.log.files[0].notes)
    log = read(path, folder)
    assert len(from_the_start) == 1
    assert log.files[0].notes == []
    same(log, read_log(path))
    assert KeptReader(path, folder).ready


def test_the_hash_looks_at_all_parts(tmp_path):
    path = tmp_path / "large.log"
    size = 3 * marks.ENDS
    data = bytearray(os.urandom(size))
    path.write_bytes(data)
    before = marks.digest(path, size)
    assert marks.digest(path, size) == before
    for at in (0, marks.ENDS + 5, size - 1):
        changed = bytearray(data)
        changed[at] ^= 1
        path.write_bytes(changed)
        assert marks.digest(path, size) != before
    path.write_bytes(data + b"more")
    assert marks.digest(path, size) == before


def test_the_shelf_has_a_bound_in_bytes(tmp_path, monkeypatch):
    folder = tmp_path / "shelf"
    for name in ("a", "b", "c"):
        path = tmp_path / f"{name}.log"
        path.write_bytes(lines(0, 100))
        read(path, folder)
        os.utime(next(folder.glob("*/log.json")).parent)
    one = sum(f.stat().st_size for f in next(folder.glob("*/log.json")).parent.iterdir())
    monkeypatch.setattr(shelf, "MOST_BYTES", int(2.5 * one))
    shelf.tidy(folder)
    assert len(list(folder.glob("*/log.json"))) == 2
    monkeypatch.setattr(shelf, "MOST_BYTES", 1)
    shelf.tidy(folder)
    assert len(list(folder.glob("*/log.json"))) == 1
