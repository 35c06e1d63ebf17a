"""What goes wrong on the disk while a log is read: each is a sentence, and what was read stays."""

import errno
import os
import subprocess
import sys

import pytest

from app.logs import Reader, read_log
from app.logs.reading import reader as reading
from app.logs.store.columns import Column
from app.problem import Problem

LINE = '192.0.2.{host} - - [17/May/2015:10:05:03 +0000] "GET /{n} HTTP/1.1" {status} {n} "-" "curl/8"\n'


def lines(first, last):
    return "".join(LINE.format(host=n % 250, n=n, status=200 + n % 2) for n in range(first, last)).encode()


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(reading, "FIRST_BLOCK", 20_000)
    monkeypatch.setattr(reading, "BLOCK", 20_000)


@pytest.fixture
def fills(monkeypatch):
    """A disk that is full for a moment, once the times of the third block are half written, as disks fill."""
    append, times = Column.append, []

    def fill(column, values):
        if column.path.name == "time.column":
            times.append(len(values))
        if len(times) == 3 and column.path.name == "size.column":
            times.append(0)
            append(column, values[: len(values) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(column, values)

    monkeypatch.setattr(Column, "append", fill)
    return times


def test_of_a_disk_that_fills_what_was_read_before_stays(write, small_blocks, fills):
    reader = Reader(write("a.log", lines(0, 2000)))
    with pytest.raises(Problem, match="There is no disk space left to read this log into"):
        list(reader)
    log = reader.log
    rows = sum(fills[:2])
    assert 200 < rows < 2000
    assert (log.accepted, log.store.rows, log.lines) == (rows, rows, rows)
    frame = log.requests()
    assert frame["size"].tolist() == list(range(rows))
    assert frame["path"].tolist() == [f"/{n}" for n in range(rows)]
    assert log.counts("status").to_dict() == {200: -(-rows // 2), 201: rows // 2}


def test_of_several_files_none_is_read_once_the_disk_was_full(write, small_blocks, fills):
    paths = [
        write("a.log", lines(0, 2000)),
        write("b.log", lines(5000, 5100)),
        write("c.log", lines(7000, 7100)),
    ]
    log = read_log(paths)
    first, second, third = log.files
    assert first.accepted == log.accepted == log.store.rows == sum(fills[:2])
    assert "no disk space left" in first.notes[-1]
    for record in (second, third):
        assert (record.accepted, record.lines) == (0, 0)
        assert record.notes[-1].startswith("not read: There is no disk space left")
    assert log.requests()["size"].tolist() == list(range(log.accepted))


def rotate(path):
    path.rename(path.with_suffix(".1"))
    path.write_bytes(lines(0, 3))


CUT = "the file became shorter while it was read"


@pytest.mark.parametrize(
    ("do", "note"),
    [
        (lambda path: os.truncate(path, 100), CUT),
        (lambda path: os.truncate(path, 0), CUT),
        (lambda path: path.unlink(), "the file was removed while it was read"),
        (rotate, "another file took its place while it was read"),
    ],
    ids=["cut", "emptied", "removed", "rotated"],
)  # fmt: skip
def test_of_a_file_that_changes_while_it_is_read_what_was_read_stays(write, small_blocks, do, note):
    path = write("a.log", lines(0, 20_000))
    reader = Reader(path)
    going = iter(reader)
    next(going)
    do(path)
    list(going)
    log = reader.log
    assert 200 < log.accepted <= 20_000
    assert any(text.startswith(note) for text in log.files[0].notes)
    assert log.accepted + log.rejected == log.lines
    assert log.rejected <= 1
    # Every request that was counted is one that stood there.
    assert log.counts("status").sum() == log.accepted
    assert (log.store.size == range(log.accepted)).all()


READ = """
import sys
from app.logs import read_log
from app.problem import Problem
try:
    log = read_log(sys.argv[1:])
except Problem as problem:
    print(problem)
else:
    print(log.accepted, *((record.name, *record.notes) for record in log.files))
"""


def read_without_rights(*paths):
    """What is said of files by one who may read only what their rights allow; root may read everything."""
    mortal = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
    command = [*mortal, sys.executable, "-c", READ, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def close():
    """Takes away all rights of a file or folder, until the end."""
    closed = []

    def close(path, mode=0o000):
        closed.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield close
    for path, mode in reversed(closed):
        path.chmod(mode)


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111], ids=["no rights", "names only", "no names"])
def test_a_folder_without_rights_is_said_to_be_one(tmp_path, close, mode):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log").write_bytes(lines(0, 3))
    close(folder, mode)
    assert read_without_rights(folder) == "“logs” cannot be read. Check that you may read it."


def test_a_file_without_rights_or_in_a_folder_without_rights(tmp_path, write, close):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log").write_bytes(lines(0, 3))
    close(folder)
    closed = write("closed.log", lines(0, 3))
    close(closed)
    told = "cannot be read. Check that you may read it."
    assert read_without_rights(closed) == f"“closed.log” {told}"
    assert read_without_rights(folder / "access.log") == f"“access.log” {told}"


def test_what_may_be_read_is_read_and_the_rest_is_named(tmp_path, close):
    folder = tmp_path / "logs"
    (folder / "old").mkdir(parents=True)
    (folder / "old" / "access.log").write_bytes(lines(10, 20))
    (folder / "access.log").write_bytes(lines(0, 3))
    (folder / "closed.log").write_bytes(lines(3, 5))
    close(folder / "old")
    close(folder / "closed.log")
    assert read_without_rights(folder) == (
        "3 ('access.log',) ('closed.log', 'not read: “closed.log” cannot be read.') "
        "('old', 'not read: “old” cannot be read.')"
    )


def test_a_folder_below_that_is_all_there_is_and_may_not_be_read_is_named(tmp_path, close):
    (tmp_path / "logs" / "old").mkdir(parents=True)
    close(tmp_path / "logs" / "old")
    assert read_without_rights(tmp_path / "logs") == "“old” cannot be read. Check that you may read it."
