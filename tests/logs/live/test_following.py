"""Files that are written while they are read: what is given out against what was written, line by line."""

from __future__ import annotations

import gzip
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs.live import following
from app.logs.live.following import FollowedFiles
from app.logs.written.lines import LONGEST_LINE


def lines(first: int, last: int) -> list[str]:
    return [
        f"10.0.0.{n % 9} - - [17/May/2015:10:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET /{n} HTTP/1.1" 200 {n}'
        for n in range(first, last)
    ]


def text(first: int, last: int) -> str:
    return "".join(line + "\n" for line in lines(first, last))


def more(path: Path, words: str) -> None:
    with path.open("a") as file:
        file.write(words)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LISTING", 0.0)
    monkeypatch.setattr(following, "LEAVING", 0.15)
    monkeypatch.setattr(following, "SETTLING", 0.1)


class Taker:
    """Takes what a source gives out, and goes on from its positions as a new reader does."""

    def __init__(self, *paths: Path) -> None:
        self._paths = [str(path) for path in paths]
        self.source = FollowedFiles(self._paths)
        self.got: list[str] = []

    def take(self, quiet: float = 0.0) -> list[str]:
        """All lines that came so far; ``quiet`` is how long nothing must come, in several looks."""
        still_since, looks = time.monotonic(), 0
        while True:
            batches = list(self.source.poll())
            for batch in batches:
                assert batch.lines.endswith(b"\n")
                self.got += batch.lines.decode().removesuffix("\n").split("\n")
                still_since, looks = time.monotonic(), 0
            looks += 1
            # A busy machine may have left this one out for a while, which is no quiet.
            if not batches and time.monotonic() - still_since >= quiet and looks >= (10 if quiet else 1):
                return self.got
            time.sleep(0.01)

    def again(self) -> None:
        """The reader is killed, and another one goes on."""
        kept = self.source.positions()
        self.source.close()
        self.source = FollowedFiles(self._paths, kept)


@pytest.fixture(params=[False, True], ids=["file", "folder"])
def followed(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Path, Taker]]:
    """A log of 100 lines in a folder, and who took them; followed by its name, or the folder is."""
    folder = tmp_path / "logs"
    folder.mkdir()
    log = folder / "access.log"
    log.write_text(text(0, 100))
    taker = Taker(folder if request.param else log)
    assert taker.take() == lines(0, 100)
    yield log, taker
    taker.source.close()


@pytest.fixture(params=[False, True], ids=["running", "killed"])
def killed(request: pytest.FixtureRequest) -> bool:
    return request.param


def test_what_is_appended(followed, killed):
    log, taker = followed
    more(log, text(100, 150) + lines(150, 151)[0][:20])
    assert taker.take() == lines(0, 150)
    assert taker.source.behind == 20
    if killed:
        taker.again()
    more(log, lines(150, 151)[0][20:])
    assert taker.take() == lines(0, 150), "half a line is no line"
    more(log, "\n" + text(151, 160))
    assert taker.take() == lines(0, 160)
    assert taker.source.behind == 0


def test_rotated_by_name(followed, killed):
    """As logrotate's ``create``: the server writes on to the old file until it is told."""
    log, taker = followed
    more(log, text(100, 110))
    log.rename(log.with_name("access.log.1"))
    more(log.with_name("access.log.1"), text(110, 120))
    if killed:
        taker.again()
    log.write_text(text(120, 130))
    assert sorted(taker.take(), key=lambda line: int(line.split()[-1])) == lines(0, 130)
    more(log.with_name("access.log.1"), lines(200, 201)[0])
    more(log, text(130, 140))
    got = taker.take(quiet=0.4)
    assert sorted(got, key=lambda line: int(line.split()[-1])) == [*lines(0, 140), *lines(200, 201)]


def test_rotated_again_and_packed(followed, killed):
    """The file moves on to ``.2`` and is packed, as logrotate's ``delaycompress`` has it."""
    log, taker = followed
    one, two = log.with_name("access.log.1"), log.with_name("access.log.2.gz")
    log.rename(one)
    log.write_text(text(100, 140))
    taker.take(quiet=0.4)
    two.write_bytes(gzip.compress(one.read_bytes()))
    one.unlink()
    log.rename(one)
    if killed:
        taker.again()
    log.write_text(text(140, 150))
    assert taker.take(quiet=0.4) == lines(0, 150)


def test_rotated_twice_while_nobody_read(tmp_path):
    """Beside a file that is followed lies what came after it; what was there before is not asked for."""
    log = tmp_path / "access.log"
    log.with_name("access.log.1").write_text(text(900, 910))
    log.write_text(text(0, 100))
    taker = Taker(log)
    assert taker.take() == lines(0, 100)
    kept = taker.source.positions()
    taker.source.close()
    log.with_name("access.log.1").rename(log.with_name("access.log.3"))
    more(log, text(100, 110))
    log.rename(log.with_name("access.log.2"))
    time.sleep(0.02)
    log.write_text(text(110, 120))
    log.rename(log.with_name("access.log.1"))
    log.write_text(text(120, 130))
    taker.source = FollowedFiles(taker._paths, kept)
    assert sorted(taker.take(quiet=0.4), key=lambda line: int(line.split()[-1])) == lines(0, 130)


def test_packed_before_it_was_read_to_its_end(followed):
    """While nobody read, the file was rotated and packed: the rest is in the packed one."""
    log, taker = followed
    more(log, text(100, 140))
    taker.source.close()
    kept = taker.source.positions()
    log.with_name("access.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()
    log.write_text(text(140, 150))
    taker.source = FollowedFiles(taker._paths, kept)
    got = taker.take(quiet=0.4)
    assert sorted(got, key=lambda line: int(line.split()[-1])) == lines(0, 150)


def test_copied_and_cut(followed, killed):
    """As logrotate's ``copytruncate``; what came before the copy was made and was not read yet is in it."""
    log, taker = followed
    more(log, text(100, 120))
    shutil.copy(log, log.with_name("access.log.1"))
    if killed:
        taker.again()
    os.truncate(log, 0)
    more(log, text(120, 130))
    got = taker.take(quiet=0.4)
    assert sorted(got, key=lambda line: int(line.split()[-1])) == lines(0, 130)


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_copied_and_cut_after_a_quiet_hour(tmp_path, folder, killed):
    """It was read to its end, and is found cut and copied, with lines of before in the copy; and again."""
    log = tmp_path / "access.log"
    log.write_text(text(0, 100))
    quiet = time.time() - 2 * following.OLD
    os.utime(log, (quiet, quiet))
    taker = Taker(tmp_path if folder else log)
    assert taker.take(quiet=0.3) == lines(0, 100)
    for number, first in enumerate((100, 120, 140), 1):
        more(log, text(first, first + 10))
        shutil.copy(log, log.with_name(f"access.log.{number}"))
        os.truncate(log, 0)
        more(log, text(first + 10, first + 20))
        if killed:
            taker.again()
        taker.take(quiet=0.4)
    assert sorted(taker.got, key=lambda line: int(line.split()[-1])) == lines(0, 160)
    taker.source.close()


def test_a_copy_that_is_only_a_copy(followed):
    log, taker = followed
    shutil.copy(log, log.with_name("access.log.bak"))
    taker.take(quiet=0.3)
    more(log, text(100, 110))
    assert taker.take(quiet=0.3) == lines(0, 110)


def test_cut_to_nothing(followed, killed):
    log, taker = followed
    os.truncate(log, 0)
    if killed:
        taker.again()
    # Longer than before at once: by its size nobody could tell.
    log.open("r+").write(text(500, 700))
    assert taker.take() == [*lines(0, 100), *lines(500, 700)]


def test_cut_by_a_server_that_writes_on_where_it_was(followed):
    """Without O_APPEND the file begins with zero bytes then."""
    log, taker = followed
    size = log.stat().st_size
    os.truncate(log, 0)
    with log.open("r+b") as file:
        file.seek(size)
        file.write(text(100, 110).encode())
    assert taker.take() == lines(0, 110)


def test_removed_and_back(followed, killed):
    log, taker = followed
    more(log, text(100, 110))
    taker.take()
    log.unlink()
    if killed:
        taker.again()
    assert taker.take(quiet=0.3) == lines(0, 110)
    assert "followed again once it is back" in taker.source.told[0]
    log.write_text(text(110, 120))
    assert taker.take() == lines(0, 120)
    assert taker.source.told == []


def test_removed_while_it_was_not_read_to_its_end(followed):
    log, taker = followed
    more(log, text(100, 110))
    log.unlink()
    assert taker.take(quiet=0.3) == lines(0, 110)


def test_a_line_of_ten_megabytes(followed, killed):
    log, taker = followed
    more(log, "x" * 10_000_000)
    taker.take()
    if killed:
        taker.again()
    more(log, "y" * 100 + "\n" + text(100, 110))
    got = taker.take()
    assert [line for line in got if len(line) < 1000] == lines(0, 110)
    assert [len(line) >= LONGEST_LINE for line in got if len(line) >= 1000] == [True]


def test_the_same_file_twice_and_a_packed_one(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "access.log.2.gz").write_bytes(gzip.compress(text(0, 50).encode()))
    (folder / "access.log.1").write_text(text(50, 100) + lines(100, 101)[0])
    (folder / "copy of access.log.1").write_text(text(50, 100) + lines(100, 101)[0])
    (folder / "access.log").write_text(text(101, 150))
    hour_ago = time.time() - 7200
    for name in ("access.log.2.gz", "access.log.1", "copy of access.log.1"):
        os.utime(folder / name, (hour_ago, hour_ago))
    taker = Taker(folder)
    got = taker.take(quiet=0.4)
    assert sorted(got, key=lambda line: int(line.split()[-1])) == lines(0, 150)


def test_two_files_that_begin_alike_are_two(tmp_path):
    """Two logs may begin with the same lines, as with a header; only one that holds the same is a copy."""
    head = "".join(f"# the same header of two logs, line {n}\n" for n in range(30))
    (tmp_path / "a.log").write_text(head + text(0, 10))
    (tmp_path / "b.log").write_text(head + text(10, 20))
    taker = Taker(tmp_path)
    assert len(taker.take(quiet=0.3)) == 80
