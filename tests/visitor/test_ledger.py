"""One quota for all: whose work goes when there is no room, whose never does, and how its owner learns it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE
from app.visitor import Visitor, disk, ledger, new_identity
from app.visitor.ledger import LEDGER
from tests.visitor.test_visitor import folders

DAY = 86_400
PIECE = 600_000
"""Bytes of one visitor's work: 589,824 < 600,000 < 655,360, so it is charged with ten pieces of 65,536."""


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""

    class Clock:
        at = 1_700_000_000.0

    clock = Clock()
    monkeypatch.setattr(time, "time", lambda: clock.at)
    return clock


@pytest.fixture
def guests(tmp_path):
    """Makes visitors who share 2 MB for 30 days: room for three of `PIECE`."""
    settings = Settings.read(
        {
            "VITRINE_VISITORS": str(tmp_path),
            "VITRINE_VISITORS_MB": "2",
            "VITRINE_VISITORS_DAYS": "30",
        }
    )
    return lambda identity="": Visitor(identity or new_identity(tmp_path), settings=settings)


def pass_days(clock, days, somebody):
    """Let days pass on a server on which somebody looks in every day."""
    for _ in range(days):
        clock.at += DAY
        somebody.visit()


def test_within_its_time_nobody_s_work_goes_and_more_is_refused(guests, clock):
    worked = [guests() for _ in range(3)]
    for visitor in worked:
        visitor.write("a", b"x" * PIECE)
    newcomer = guests()
    with pytest.raises(Problem, match="is taken") as refused:
        newcomer.write("a", b"x" * PIECE)
    assert "Download" in refused.value.remedy
    assert [len(visitor.read("a")) for visitor in worked] == [PIECE] * 3
    assert folders(newcomer.folder.parent) == {visitor.folder.name for visitor in worked}
    # Three times 655,360 bytes of 2,000,000 are taken: 33,920 are left, less than one more piece.
    assert "33 kB" in refused.value.what


def test_past_its_time_the_longest_unused_goes_and_reads_so(guests, clock):
    first, second, third = (guests() for _ in range(3))
    for visitor in (first, second, third):
        visitor.write("a", b"x" * PIECE)
        clock.at += 60
    pass_days(clock, 20, third)
    assert first.visit() is None
    pass_days(clock, 11, third)
    # The second was last here 31 days ago, the first 11: what was promised to it is not over.
    newcomer = guests()
    newcomer.write("a", b"y" * PIECE)
    assert [visitor.read("a") is not None for visitor in (first, second, third)] == [True, False, True]
    back = guests(second.identity).visit()
    assert back.days == 31
    assert back.moment == clock.at
    assert first.visit() is None
    with pytest.raises(Problem, match="is taken"):
        second.write("a", b"x" * PIECE)
    first.remove("a")
    # Once something is kept anew there is nothing more to tell.
    second.write("a", b"x" * 1_000)
    assert guests(second.identity).visit() is None


def test_where_there_is_room_work_stays_past_its_time(guests, clock):
    first, other = guests(), guests()
    first.write("a", b"x" * PIECE)
    pass_days(clock, 400, other)
    other.write("a", b"x" * PIECE)
    assert len(first.read("a")) == PIECE


def test_nobody_s_work_goes_where_that_would_not_be_enough(guests, clock):
    first, second, third = (guests() for _ in range(3))
    first.write("a", b"x" * 1_000)
    for visitor in (second, third):
        visitor.write("a", b"x" * PIECE)
    pass_days(clock, 29, second)
    third.visit()
    pass_days(clock, 2, second)
    with pytest.raises(Problem, match="is taken"):
        guests().write("a", b"x" * 1_900_000)
    assert first.read("a") is not None


def test_who_keeps_much_leaves_a_quarter_to_those_who_keep_little(guests, clock):
    with pytest.raises(Problem, match="is taken"):
        guests().write("a", b"x" * 1_500_001)
    guests().write("a", b"x" * 1_400_000)
    little = [guests() for _ in range(5)]
    for visitor in little:
        visitor.write("labels.json", b"x" * 3_000)
    assert all(visitor.read("labels.json") for visitor in little)


def test_a_clock_that_leaps_ends_no_promise(guests, clock):
    worked = [guests() for _ in range(3)]
    for visitor in worked:
        visitor.write("a", b"x" * PIECE)
    # A year ahead and back again, five times: it counts for a day each time.
    for _ in range(5):
        clock.at += 365 * DAY
        with pytest.raises(Problem, match="is taken"):
            guests().write("a", b"x" * PIECE)
        clock.at -= 365 * DAY
        with pytest.raises(Problem, match="is taken"):
            guests().write("a", b"x" * PIECE)
    assert all(visitor.read("a") for visitor in worked)
    pass_days(clock, 26, worked[0])
    guests().write("a", b"x" * PIECE)
    assert worked[0].read("a") is not None


def test_a_promise_once_made_outlives_a_shorter_setting(tmp_path, guests, clock):
    for visitor in (worked := [guests() for _ in range(3)]):
        visitor.write("a", b"x" * PIECE)
    shorter = Settings.read(
        {"VITRINE_VISITORS": str(tmp_path), "VITRINE_VISITORS_MB": "2", "VITRINE_VISITORS_DAYS": "1"}
    )
    newcomer = Visitor(new_identity(tmp_path), settings=shorter)
    pass_days(clock, 5, worked[0])
    with pytest.raises(Problem, match="is taken"):
        newcomer.write("a", b"x" * PIECE)


def test_removals_that_are_remembered_are_bounded(guests, clock, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_REMOVED", 2)
    gone = [guests() for _ in range(3)]
    for visitor in gone:
        visitor.write("a", b"x" * 500_000)
        clock.at += 60
    keeper = guests()
    keeper.write("a", b"x")
    pass_days(clock, 31, keeper)
    # 3 · 524,288 + 65,536 bytes are charged: each of these needs that one more goes.
    for size in (PIECE, PIECE, 400_000):
        clock.at += 60
        guests().write("a", b"x" * size)
    assert [visitor.visit() is not None for visitor in gone] == [False, True, True]


def test_many_who_keep_next_to_nothing_take_no_more_than_the_quota(guests, clock):
    kept = 0
    for _ in range(40):
        try:
            guests().write("a", b"x")
        except Problem:
            continue
        kept += 1
    # 65,536 bytes each: 30 of them are 1,966,080.
    assert kept == 30


def test_a_ledger_that_is_lost_or_damaged_is_made_anew(guests, clock, tmp_path):
    worked = [guests() for _ in range(3)]
    for visitor in worked:
        visitor.write("a", b"x" * PIECE)
    pass_days(clock, 40, worked[0])
    for content in (None, b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5_000):
        if content is None:
            (tmp_path / LEDGER).unlink()
        else:
            (tmp_path / LEDGER).write_bytes(content)
        with pytest.raises(Problem, match="is taken"):
            guests().write("a", b"x" * PIECE)
        assert all(guests(visitor.identity).read("a") for visitor in worked)


def test_a_folder_that_is_removed_by_hand_gives_its_room_back(guests, clock):
    worked = [guests() for _ in range(3)]
    for visitor in worked:
        visitor.write("a", b"x" * PIECE)
    (worked[0].folder / "a").unlink()
    worked[0].folder.rmdir()
    clock.at += 2 * 3_600
    guests().write("a", b"x" * PIECE)


def test_what_an_earlier_version_kept_is_counted_and_its_empty_folders_go(tmp_path, guests, clock):
    for number in range(20):
        (tmp_path / f"{number:040x}").mkdir()
        (tmp_path / f"{number:040x}" / ".lock").touch()
    for number in range(0xA0, 0xA3):
        (tmp_path / f"{number:040x}").mkdir()
        (tmp_path / f"{number:040x}" / "labels.json").write_bytes(b"x" * PIECE)
    (tmp_path / "lost+found").mkdir()
    with pytest.raises(Problem, match="is taken"):
        guests().write("a", b"x" * PIECE)
    assert folders(tmp_path) == {f"{number:040x}" for number in range(0xA0, 0xA3)}
    assert (tmp_path / "lost+found").is_dir()


def ran(code, *arguments):
    """A process of its own that runs ``code``."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


WRITER = """
import sys
from app.problem import Problem
from app.settings import Settings
from app.visitor import Visitor, new_identity
settings = Settings.read({"VITRINE_VISITORS": sys.argv[1], "VITRINE_VISITORS_MB": "2"})
from pathlib import Path
kept = 0
for _ in range(20):
    try:
        Visitor(new_identity(Path(sys.argv[1])), settings=settings).write("a", b"x" * 60_000)
        kept += 1
    except Problem as problem:
        assert "is taken" in problem.what, problem
print(kept)
"""


def test_processes_together_never_keep_more_than_the_quota(tmp_path):
    writers = [ran(WRITER, tmp_path) for _ in range(4)]
    kept = [int(writer.communicate(timeout=120)[0]) for writer in writers]
    assert sum(kept) == 30, kept
    assert len(folders(tmp_path)) == 30


def test_two_pages_of_one_visitor_keep_together(tmp_path):
    code = (
        "import sys\nfrom pathlib import Path\nfrom app.visitor import Visitor\n"
        "visitor = Visitor(sys.argv[2], Path(sys.argv[1]))\n"
        "for number in range(40):\n"
        "    with visitor.alone():\n"
        "        visitor.write('log', (visitor.read('log') or b'') + sys.argv[3].encode())\n"
    )
    identity = new_identity(tmp_path)
    pages = [ran(code, tmp_path, identity, letter) for letter in "ab"]
    assert [page.wait(120) for page in pages] == [0, 0]
    for page in pages:
        page.stdout.close()
    assert sorted(Visitor(identity, tmp_path).read("log")) == sorted(b"a" * 40 + b"b" * 40)


KILLED = """
import os, signal, sys
from pathlib import Path
from app.visitor import Visitor, visitor as module
visitor = Visitor(sys.argv[2], Path(sys.argv[1]))
visitor.write("a", b"before")
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
visitor.write("a", b"after" * 100_000)
"""


def test_a_page_killed_in_the_middle_of_writing_leaves_what_was_there(tmp_path):
    identity = new_identity(tmp_path)
    killed = ran(KILLED, tmp_path, identity)
    assert killed.wait(60) == -signal.SIGKILL
    killed.stdout.close()
    visitor = Visitor(identity, tmp_path)
    assert visitor.read("a") == b"before"
    (left,) = visitor.folder.glob(".*.part")
    visitor.write("b", b"x")
    assert left.exists(), "another page may be writing it"
    os.utime(left, (time.time() - 2 * 3_600,) * 2)
    visitor.write("c", b"x" * 100_000)
    assert not left.exists()
    with sqlite3.connect(tmp_path / LEDGER) as database:
        # Two small files of a block each and 100,000 bytes: two pieces of 65,536.
        assert database.execute("select bytes from visitors").fetchall() == [(131_072,)]


def test_a_removal_that_was_cut_short_did_not_come_about(tmp_path, guests, clock):
    worked = guests()
    worked.write("a", b"mine")
    # As a process leaves it that is killed between its two steps, before the ledger says so.
    disk.set_aside(tmp_path, worked.folder.name)
    assert worked.read("a") is None
    assert worked.visit() is None
    assert worked.read("a") == b"mine"


def test_what_a_removal_left_behind_is_swept(tmp_path, guests, clock):
    for visitor in (worked := [guests() for _ in range(3)]):
        visitor.write("a", b"x" * PIECE)
    left = tmp_path / f".leaving-{'f' * 40}"
    left.mkdir()
    (left / "a").write_bytes(b"x")
    pass_days(clock, 31, worked[2])
    guests().write("a", b"x" * PIECE)
    assert not left.exists()
    assert sum(visitor.read("a") is None for visitor in worked) == 1


def test_a_full_disk_refuses_in_words_and_keeps_what_was_there(guests, monkeypatch):
    visitor = guests()
    visitor.write("a", b"before")
    monkeypatch.setattr("shutil.disk_usage", lambda _: Free(10 * MEGABYTE))
    with pytest.raises(Problem, match="could not keep"):
        visitor.write("a", b"after")
    assert visitor.read("a") == b"before"


class Free:
    """What `shutil.disk_usage` gives."""

    def __init__(self, free):
        self.free = free


def test_the_default_is_sane():
    settings = Settings.read({})
    assert (settings.visitors_mb, settings.visitors_days) == (5_000, 90)
    assert Path(settings.visitors).is_absolute()
